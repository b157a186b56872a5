// Lists the reports on this device; shown in place of any page that cannot be had without a connection.

import { forgetPhotosExcept } from "./draft_photos.js";
import { drafts, keep, keepWhatDidNotArrive, remove } from "./drafts.js";

const panel = document.querySelector("[data-drafts]");
const list = panel.querySelector("ul");

function show() {
  const all = drafts();
  list.replaceChildren(...all.map(item));
  panel.querySelector("[data-none]").hidden = all.length > 0;
  panel.querySelector("[data-unconnected]").hidden = navigator.onLine && location.pathname.endsWith("/drafts");
}

function item(draft) {
  const shown = panel.querySelector("template").content.cloneNode(true);
  const part = (name) => shown.querySelector(`[data-${name}]`);
  const written = new Date(draft.writtenAt);
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  part("title").textContent = draft.title;
  part("written").textContent = format.format(written);
  part("words").textContent = draft.fields.description ?? "";
  part("photos").hidden = !(draft.photos || draft.fields.photos);
  part("state").textContent = part("state").dataset[draft.state] ?? "";
  part("continue").href = `${draft.address}#draft-${draft.id}`;
  part("send").hidden = draft.state === "waiting";
  part("send").addEventListener("click", () => change(() => keep({ ...draft, state: "waiting" })));
  part("delete").addEventListener("click", () => change(() => remove(draft.id)));
  return shown;
}

// The button that was pressed goes with the old list.
function change(act) {
  act();
  list.focus();
}

keepWhatDidNotArrive();
forgetPhotosExcept(drafts().map((each) => each.id));
panel.hidden = false;
window.addEventListener("online", show);
window.addEventListener("offline", show);
window.addEventListener("storage", show);
window.addEventListener("drafts-changed", show);
show();

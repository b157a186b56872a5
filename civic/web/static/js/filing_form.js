// Keeps what somebody writes on their device: when they ask for it, and when it is sent but does not arrive.

import { arrived, draft, draftOf, goOnWith, keep, setOut } from "./drafts.js";

const form = document.querySelector("form[data-draft-of]");
const offer = document.querySelector("[data-keep]");

function fill(kept) {
  form.dataset.draft = kept.id;
  for (const [name, value] of Object.entries(kept.fields)) {
    const found = form.elements.namedItem(name);
    if (found) found.value = value;
    else form.append(hidden(name, value));
  }
  form.append(hidden("written_at", kept.writtenAt));
}

function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

function keepForLater() {
  const kept = draftOf(form, "kept");
  form.dataset.draft = kept.id;
  keep(kept);
  offer.querySelector("[role=status]").textContent = offer.dataset.kept;
}

arrived();
const wanted = draft(location.hash.replace("#draft-", ""));
if (wanted) {
  fill(wanted);
  goOnWith(wanted.id);
}
form.addEventListener("submit", () => setOut(form));
if (offer) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", keepForLater);
}

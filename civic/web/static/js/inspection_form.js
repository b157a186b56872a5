// Keeps what was found on this device before it is sent, so that nothing is lost where there is no reception.

import { areTooLarge, choose, newId } from "./device_store.js";
import { forget, inspections, keep, sendAll } from "./inspections.js";
import { sentence, told, toldSent } from "./inspection_states.js";

const form = document.querySelector("form[data-inspection]");
const states = document.querySelector("[data-states]");
const address = new URL(form.action).pathname + new URL(form.action).search;
let id = newId();
let isPressed = false;

async function send(event) {
  event.preventDefault();
  const inspection = written();
  if (areTooLarge(inspection.photos)) return show(sentence("too-large"));
  try {
    await keep(inspection);
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    return show(sentence("no-room"));
  }
  show(sentence("new"));
  isPressed = true;
  await sendAll();
  isPressed = false;
  const kept = await own();
  if (kept?.state === "refused") form.submit(); // the server's page says it beside each field
  else if (kept) show(...told(kept));
}

// The id is also the id of the command: sending it twice records one inspection.
function written() {
  const entries = [...new FormData(form)].filter(([name]) => !["csrf_token", "command_id", "photo"].includes(name));
  const photos = [...form.elements.namedItem("photo").files];
  const { inspection: title, writer } = form.dataset;
  const writtenAt = new Date().toISOString();
  return { id, title, writer, address, writtenAt, photos, fields: Object.fromEntries(entries), state: "new" };
}

async function own() {
  return (await inspections()).find((each) => each.id === id);
}

function show(...parts) {
  states.replaceChildren(...parts);
  states.scrollIntoView({ block: "nearest" });
}

async function goOn() {
  const kept = (await inspections()).find((each) => each.address === address && each.writer === form.dataset.writer);
  if (!kept) return;
  if ("refused" in form.dataset) return forget(kept.id); // this page has its words and photos
  id = kept.id;
  for (const [name, value] of Object.entries(kept.fields)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  choose(form.elements.namedItem("photo"), kept.photos);
  show(...told(kept));
}

window.addEventListener("inspection-sent", ({ detail: sent }) => {
  if (sent.id !== id) return;
  id = newId();
  if (isPressed) return location.assign(sent.address);
  form.reset();
  show(...toldSent(sent));
});
window.addEventListener("inspections-changed", async () => {
  const kept = await own();
  if (kept && !isPressed) show(...told(kept));
});
form.addEventListener("submit", send);
goOn();

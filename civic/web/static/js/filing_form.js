// Keeps what somebody writes on their device: when they ask for it, and when it is sent but does not arrive.

import { choose } from "./device_store.js";
import { keepPhotos, photosOf } from "./draft_photos.js";
import { arrived, draft, draftOf, goOnWith, keep, setOut } from "./drafts.js";

const form = document.querySelector("form[data-draft-of]");
const offer = document.querySelector("[data-keep]");

async function fill(kept) {
  form.dataset.draft = kept.id;
  for (const [name, value] of Object.entries(kept.fields)) {
    const found = form.elements.namedItem(name);
    if (found) found.value = value;
    else form.append(hidden(name, value));
  }
  form.append(hidden("written_at", kept.writtenAt));
  if (!kept.photos) return;
  const photos = await photosOf(kept.id);
  if (photos.length > 0) putIn(photos);
  else tell(offer.dataset.photosGone);
}

function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

// Where each question has a page of its own, the photos go on with the first.
function putIn(photos) {
  const input = form.elements.namedItem("photo") ?? form.appendChild(unseen());
  form.enctype = "multipart/form-data";
  choose(input, photos);
}

function unseen() {
  return Object.assign(document.createElement("input"), { type: "file", name: "photo", multiple: true, hidden: true });
}

function chosen() {
  return [...(form.elements.namedItem("photo")?.files ?? [])];
}

async function keepForLater() {
  const photos = chosen();
  const kept = draftOf(form, "kept", photos.length);
  const copies = await keepPhotos(kept.id, photos);
  keep(kept);
  tell(copies < photos.length ? offer.dataset.photosTooLarge : offer.dataset.kept);
}

function tell(words) {
  offer.querySelector("[role=status]").textContent = words;
}

// The photos are on the device before they leave it: a page is left sooner than they are stored.
async function send(event) {
  const photos = chosen();
  if (photos.length === 0) return setOut(form);
  event.preventDefault();
  const pressed = event.submitter ?? document.activeElement; // older browsers do not say which button it was
  try {
    await keepPhotos(draftOf(form, "kept").id, photos);
  } finally {
    setOut(form, photos.length);
    submitAs(pressed);
  }
}

function submitAs({ name, value }) {
  const pressed = form.appendChild(hidden(name, value));
  form.submit();
  pressed.remove();
}

arrived();
const wanted = draft(location.hash.replace("#draft-", ""));
if (wanted) {
  fill(wanted);
  goOnWith(wanted.id);
}
form.addEventListener("submit", send);
if (offer) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", keepForLater);
}

// Reports kept on this device: what was typed, by the name of its field, until it is sent or 30 days are over.
// state: kept, waiting (to be sent), refused (by the server); photos: how many were chosen and not sent yet.

import { newId } from "./device_store.js";
import { forgetPhotos } from "./draft_photos.js";

const DRAFTS = "civic-drafts";
const UNDERWAY = "civic-underway";
const CONTINUED = "civic-continued";
const LONGEST = 30 * 24 * 3600 * 1000;

export function drafts() {
  const kept = JSON.parse(localStorage.getItem(DRAFTS) ?? "[]");
  return kept.filter((draft) => Date.now() - Date.parse(draft.writtenAt) < LONGEST);
}

export function draft(id) {
  return drafts().find((each) => each.id === id);
}

export function keep(changed) {
  write([...drafts().filter((each) => each.id !== changed.id), changed]);
}

export function remove(id) {
  write(drafts().filter((each) => each.id !== id));
  forgetPhotos(id);
}

function write(all) {
  if (all.length > 0) localStorage.setItem(DRAFTS, JSON.stringify(all));
  else localStorage.removeItem(DRAFTS);
  window.dispatchEvent(new Event("drafts-changed"));
}

// The id is also the id of the command: sending a draft twice files one case. Photos that the server has already,
// for a day, are a word of the form by which it finds them.
export function draftOf(form, state, photos = 0) {
  const isKept = ([name, value]) => typeof value === "string" && !UNKEPT.includes(name) && !name.startsWith(POSITION);
  form.dataset.draft ||= newId();
  return {
    id: form.dataset.draft,
    title: form.dataset.draftOf,
    address: new URL(form.action).pathname + new URL(form.action).search,
    writtenAt: new Date().toISOString(),
    fields: Object.fromEntries([...new FormData(form)].filter(isKept)),
    photos,
    state,
  };
}

const POSITION = "photo_position_"; // where a photo says that it was taken
const UNKEPT = ["csrf_token", "command_id", "step", "asked", "written_at"];

// What is being sent right now: it becomes a draft where no answer comes, and is forgotten where one does.
export function setOut(form, photos = 0) {
  sessionStorage.setItem(UNDERWAY, JSON.stringify(draftOf(form, "kept", photos)));
}

export function arrived() {
  const underway = JSON.parse(sessionStorage.getItem(UNDERWAY) ?? "null");
  sessionStorage.removeItem(UNDERWAY);
  if (underway && !draft(underway.id)) forgetPhotos(underway.id);
}

// A draft that is in the form again stays on the device until its case is filed.
export function goOnWith(id) {
  sessionStorage.setItem(CONTINUED, id);
}

export function filed() {
  arrived();
  const continued = sessionStorage.getItem(CONTINUED);
  if (continued) remove(continued);
  sessionStorage.removeItem(CONTINUED);
}

export function keepWhatDidNotArrive() {
  const underway = sessionStorage.getItem(UNDERWAY);
  if (underway) keep(JSON.parse(underway));
  arrived();
}

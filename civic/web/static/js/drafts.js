// Reports kept on this device: what was typed, by the name of its field, until it is sent or 30 days are over.
// state: kept, waiting (to be sent), refused (by the server), sent.

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
}

function write(all) {
  if (all.length > 0) localStorage.setItem(DRAFTS, JSON.stringify(all));
  else localStorage.removeItem(DRAFTS);
  window.dispatchEvent(new Event("drafts-changed"));
}

// The id is also the id of the command: sending a draft twice files one case.
export function draftOf(form, state) {
  // Photos are no words: the server keeps those of a form for a day, this device keeps nothing of them.
  const kept = ([name, value]) => typeof value === "string" && !UNKEPT.includes(name) && !name.startsWith("photo");
  const fields = Object.fromEntries([...new FormData(form)].filter(kept));
  return {
    id: form.dataset.draft || newId(),
    title: form.dataset.draftOf,
    address: new URL(form.action).pathname + new URL(form.action).search,
    writtenAt: new Date().toISOString(),
    fields,
    state,
  };
}

const UNKEPT = ["csrf_token", "command_id", "step", "asked", "written_at"];

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What is being sent right now: it becomes a draft where no answer comes, and is forgotten where one does.
export function setOut(form) {
  sessionStorage.setItem(UNDERWAY, JSON.stringify(draftOf(form, "kept")));
}

export function arrived() {
  sessionStorage.removeItem(UNDERWAY);
}

// A draft that is in the form again stays on the device until its case is filed.
export function goOnWith(id) {
  sessionStorage.setItem(CONTINUED, id);
}

export function filed() {
  arrived();
  remove(sessionStorage.getItem(CONTINUED));
  sessionStorage.removeItem(CONTINUED);
}

export function keepWhatDidNotArrive() {
  const underway = sessionStorage.getItem(UNDERWAY);
  if (underway) keep(JSON.parse(underway));
  arrived();
}

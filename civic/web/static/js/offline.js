// On every page: lets the device keep pages, and sends the reports that wait for a connection.

import { photosOf } from "./draft_photos.js";
import { drafts, filed, keep, remove } from "./drafts.js";

const words = document.querySelector("[data-offline]").dataset;

async function letPagesBeKept() {
  const registered = await navigator.serviceWorker.register("/service-worker.js");
  await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: kept }) => tellWhetherReady(kept);
  registered.active.postMessage("keep", [port2]);
}

// Only what is written here on the device says so: the form, and the list of what was written.
function tellWhetherReady(kept) {
  const ready = document.querySelector("[data-ready]");
  if (kept && ready) ready.textContent = ready.dataset.ready;
  else ready?.remove();
}

// One page of the site at a time: two would send the same report, and the second would come back refused.
function sendAll() {
  const waiting = () => drafts().filter((each) => each.state === "waiting");
  if (!navigator.onLine || waiting().length === 0) return;
  navigator.locks.request("civic-drafts", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const each of waiting()) await send(each);
  });
}

async function send(waiting) {
  const photos = waiting.photos ? await photosOf(waiting.id) : [];
  if (photos.length < (waiting.photos ?? 0)) return keep({ ...waiting, state: "refused" });
  try {
    const body = await bodyOf(waiting, photos);
    settle(waiting, await fetch(waiting.address, { method: "POST", body }));
  } catch (error) {
    // No connection after all: it waits for the next page or the next connection.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function bodyOf(waiting, photos) {
  const body = new FormData();
  for (const [name, value] of Object.entries(waiting.fields)) body.append(name, value);
  for (const photo of photos) body.append("photo", photo, photo.name);
  body.append("csrf_token", await token(waiting.address));
  body.append("command_id", waiting.id);
  body.append("written_at", waiting.writtenAt);
  body.append("step", "file");
  return body;
}

async function token(address) {
  const page = await (await fetch(address, { cache: "no-store" })).text();
  return new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrf_token]").value;
}

function settle(waiting, answer) {
  if (answer.status >= 500 || answer.status === 429) return;
  if (!answer.redirected) return keep({ ...waiting, state: "refused" });
  remove(waiting.id);
  tell(answer.url);
}

function tell(confirmation) {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  const link = document.createElement("a");
  Object.assign(link, { href: confirmation, textContent: words.open });
  const frame = document.createElement("div");
  frame.className = "wrap told";
  frame.append(notice);
  document.querySelector("main").prepend(frame);
  notice.append(`${words.sent} `, link);
}

if ("filed" in words) filed();
if (navigator.serviceWorker) letPagesBeKept();
window.addEventListener("online", sendAll);
window.addEventListener("drafts-changed", sendAll);
sendAll();

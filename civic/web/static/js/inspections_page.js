// The list of inspections: takes it along on this device, and shows what waits here to be sent.

import { forget, inspections } from "./inspections.js";
import { sentence, told, toldSent } from "./inspection_states.js";

const TAKEN = "taken-along"; // as the service worker calls it
const along = document.querySelector("[data-along]");
const waiting = document.querySelector("[data-waiting]");
const states = document.querySelector("[data-states]");
const [take, leave] = along.querySelectorAll("button");

// All of it or nothing: half a round would be noticed where nothing can be done about it.
async function takeAlong() {
  const here = location.pathname + location.search;
  const forms = [...document.querySelectorAll("[data-inspect]")].map((link) => link.getAttribute("href"));
  const addresses = [here, ...forms, ...along.dataset.files.split(" ")];
  try {
    const answers = await Promise.all(addresses.map(fetched));
    await caches.delete(TAKEN);
    const cache = await caches.open(TAKEN);
    await Promise.all(answers.map((answer, place) => cache.put(addresses[place], answer)));
  } catch (error) {
    if (!(error instanceof TypeError) && error.name !== "QuotaExceededError") throw error;
    return states.replaceChildren(sentence("failed"));
  }
  await showAlong();
  states.replaceChildren(sentence("taken"));
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new TypeError(`${address}: ${answer.status}`);
  return answer;
}

async function leaveHere() {
  await caches.delete(TAKEN);
  await showAlong();
  states.replaceChildren(sentence("left"));
  take.focus();
}

async function showAlong() {
  leave.hidden = !(await caches.has(TAKEN));
}

async function showWaiting() {
  const all = await inspections();
  waiting.querySelector("ul").replaceChildren(...all.map(item));
  waiting.hidden = all.length === 0;
}

function item(inspection) {
  const shown = waiting.querySelector("template").content.cloneNode(true);
  const part = (name) => shown.querySelector(`[data-${name}]`);
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  part("title").textContent = inspection.title;
  part("written").textContent = format.format(new Date(inspection.writtenAt));
  part("state").append(...told(inspection));
  part("continue").href = inspection.address;
  part("delete").addEventListener("click", async () => {
    await forget(inspection.id);
    states.focus();
  });
  return shown;
}

take.addEventListener("click", takeAlong);
leave.addEventListener("click", leaveHere);
window.addEventListener("inspections-changed", showWaiting);
window.addEventListener("inspection-sent", ({ detail: sent }) => states.replaceChildren(...toldSent(sent)));
along.hidden = false;
showAlong();
showWaiting();

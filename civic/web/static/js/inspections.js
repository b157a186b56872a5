// Inspections written on this device, with their photos, until the server has them: on every page of offices.
// state: new (being sent for the first time), kept (waits for a connection), signed-out (waits
// for whoever wrote it), refused (and `why`).

import { all, put, remove } from "./device_store.js";

const STORE = "inspections";

export const inspections = () => all(STORE);

export async function keep(inspection) {
  await put(STORE, inspection);
  changed("inspections-changed");
}

export async function forget(id) {
  await remove(STORE, id);
  changed("inspections-changed");
}

// One page at a time. What was refused waits until somebody has changed it.
export function sendAll() {
  return navigator.locks.request("civic-inspections", async () => {
    for (const each of await inspections()) if (each.state !== "refused") await send(each);
  });
}

async function send(inspection) {
  try {
    const form = await formFor(inspection);
    if (form) await settle(inspection, await post(inspection, form));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await wait(inspection);
  }
}

// No connection, or a server in trouble: it waits for the next page or the next connection.
async function wait(inspection) {
  if (inspection.state === "new") await keep({ ...inspection, state: "kept" });
}

// The form as it is now, for its token; none if the server does not show it to whoever wrote the inspection.
async function formFor(inspection) {
  const answer = await fetch(inspection.address, { cache: "no-store" });
  if (mayChange(answer)) return wait(inspection);
  const page = read(await answer.text());
  const form = page.querySelector("form[data-inspection]");
  if (answer.ok && form?.dataset.writer === inspection.writer) return form;
  if (answer.ok) await keep({ ...inspection, state: "signed-out" });
  else await refuse(inspection, page);
  return null;
}

async function post(inspection, form) {
  const body = new FormData();
  for (const [name, value] of Object.entries(inspection.fields)) body.append(name, value);
  for (const photo of inspection.photos) body.append("photo", photo, photo.name);
  body.append("csrf_token", form.elements.namedItem("csrf_token").value);
  body.append("command_id", inspection.id);
  if (inspection.state !== "new") body.append("written_at", inspection.writtenAt);
  return fetch(inspection.address, { method: "POST", body });
}

async function settle(inspection, answer) {
  if (mayChange(answer)) return wait(inspection);
  if (!answer.redirected) return refuse(inspection, read(await answer.text()));
  // Whose sign-in ended in this moment is led to the page for that.
  if (!answer.url.includes("/office/cases/")) return keep({ ...inspection, state: "signed-out" });
  await forget(inspection.id);
  changed("inspection-sent", { id: inspection.id, title: inspection.title, address: answer.url });
}

function refuse(inspection, page) {
  const said = page.querySelectorAll("[role=alert] li, main .lead");
  const why = [...said].map((each) => each.textContent.trim());
  return keep({ ...inspection, state: "refused", why });
}

function mayChange(answer) {
  return answer.status >= 500 || answer.status === 429;
}

function read(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

function changed(name, detail) {
  window.dispatchEvent(new CustomEvent(name, { detail }));
}

window.addEventListener("online", sendAll);
sendAll();

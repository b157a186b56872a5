// Naming a place on the form: suggestions while typing, the position of the device, the map. Each fills in the
// fields that everybody has; nothing is sent before the form is.

import { suggest } from "./combobox.js";
import { openMap } from "./map.js";
import { City } from "./whereabouts.js";

const tools = document.querySelector("[data-place-tools]");
const form = tools.closest("form");
const panel = document.querySelector("[data-map-panel]");
const status = document.querySelector("[data-place-status]");
const words = tools.dataset;
const address = form.elements.address;
let loading;
let map;

function city() {
  loading ??= City.at(words.map);
  return loading;
}

function inWords(place) {
  if (!place.district) return words.outside;
  const part = place.neighbourhood ?? place.district;
  return [place.address, part.name].filter(Boolean).join(", ");
}

function set(name, value) {
  for (const field of form.querySelectorAll(`[name="${name}"]`)) field.value = value;
}

function fillIn(place) {
  const position = `${place.latitude.toFixed(6)}, ${place.longitude.toFixed(6)}`;
  set("coordinates", position);
  set("address", place.address);
  set("placed", place.address);
  set("placed_at", position);
  if (place.neighbourhood) set("neighbourhood", place.neighbourhood.code);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function take(place) {
  if (place.district) fillIn(place);
  status.textContent = place.district ? `${words.taken} ${inWords(place)}` : words.outside;
}

async function here() {
  status.textContent = words.looking;
  const position = new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 15000 });
  });
  let coords;
  try {
    ({ coords } = await position);
  } catch {
    status.textContent = words.unknown;
    return;
  }
  take(await (await city()).describe(coords.latitude, coords.longitude));
}

async function choose() {
  const known = await city();
  panel.hidden = false;
  map ??= await placing(known);
  map.getContainer().focus();
  map.fire("moveend");
}

async function placing(known) {
  const { map: opened } = await openMap(panel, known);
  const spoken = panel.querySelector("[data-map-centre]");
  let asked = 0;
  opened.on("moveend", async () => {
    const { lat, lng } = opened.getCenter();
    const question = ++asked;
    const described = await known.describe(lat, lng);
    // An answer about a place that the map has left since is not said.
    if (question === asked) spoken.textContent = inWords(described);
  });
  const [latitude, longitude] = (form.elements.coordinates.value.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  if (longitude !== undefined && known.parts(latitude, longitude).district) opened.setView([latitude, longitude], 17);
  panel.querySelector("[data-map-take]").addEventListener("click", async () => {
    const { lat, lng } = opened.getCenter();
    const place = await known.describe(lat, lng);
    take(place);
    if (place.district) close();
  });
  panel.querySelector("[data-map-close]").addEventListener("click", close);
  return opened;
}

function close() {
  panel.hidden = true;
  tools.querySelector("[data-open-map]").focus();
}

// Without an answer (no connection, or the page is being left) what was typed is enough.
async function suggestions(typed) {
  try {
    return await (await fetch(`${words.places}&q=${encodeURIComponent(typed)}`)).json();
  } catch {
    return [];
  }
}

suggest(address, {
  ask: suggestions,
  status,
  words,
});
const position = tools.querySelector("[data-position]");
if (position) {
  position.hidden = !navigator.geolocation;
  position.addEventListener("click", here);
}
tools.querySelector("[data-open-map]").addEventListener("click", choose);
tools.hidden = false;

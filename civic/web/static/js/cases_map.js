// The cases of the list as markers on the map. The list stays beside it and says the same.

import { openMap } from "./map.js";
import { City } from "./whereabouts.js";

const opener = document.querySelector("[data-open-map]");
const panel = document.querySelector("[data-map-panel]");
const picture = document.querySelector("[data-map-picture]");

function pinned() {
  return [...document.querySelectorAll("[data-lat]")].map((line) => {
    const link = line.querySelector("a");
    const number = line.dataset.number;
    const service = link.innerText.replace(number, "").trim();
    const state = line.querySelector(".tag").innerText.trim();
    return { place: [Number(line.dataset.lat), Number(line.dataset.lon)], link, number, service, state };
  });
}

// Among words from right to left a number that begins with a digit would come apart.
function nameOf({ service, number, state }) {
  const whole = document.dir === "rtl" ? `\u2066${number}\u2069` : number;
  return `${service} ${whole} – ${state}`;
}

function label({ link, service, number, state }) {
  const shown = document.createElement("a");
  const code = document.createElement("bdi");
  shown.href = link.href;
  code.className = "unbroken";
  code.textContent = number;
  shown.append(`${service} `, code, ` – ${state}`);
  return shown;
}

// A popup that is wider than the map could not be read to its end.
function roomFor(map) {
  return Math.min(300, map.getSize().x - 80);
}

opener.hidden = false;
opener.addEventListener("click", async () => {
  opener.disabled = true;
  const { L, map } = await openMap(panel, await City.at(panel.dataset.map));
  const pins = pinned();
  for (const pin of pins) {
    const icon = L.divIcon({ className: "map-pin", iconSize: [28, 28] });
    const marker = L.marker(pin.place, { icon, alt: nameOf(pin), title: nameOf(pin) })
      .bindPopup(label(pin), { closeButton: false, maxWidth: roomFor(map) })
      .addTo(map);
    const element = marker.getElement();
    element.setAttribute("aria-label", nameOf(pin));
    // What has the focus stands before its neighbours.
    element.addEventListener("focus", () => marker.setZIndexOffset(1000));
    element.addEventListener("blur", () => marker.setZIndexOffset(0));
  }
  if (pins.length > 0) map.fitBounds(pins.map((pin) => pin.place), { maxZoom: 16, padding: [40, 40] });
  opener.hidden = true;
  if (picture) picture.hidden = true;
  map.getContainer().focus();
});

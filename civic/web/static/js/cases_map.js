// The cases of the list as markers on the map. The list stays beside it and says the same.

import { openMap } from "./map.js";
import { City } from "./whereabouts.js";

const opener = document.querySelector("[data-open-map]");
const panel = document.querySelector("[data-map-panel]");
const picture = document.querySelector("[data-map-picture]");

function pinned() {
  return [...document.querySelectorAll("[data-lat]")].map((line) => ({
    place: [Number(line.dataset.lat), Number(line.dataset.lon)],
    link: line.querySelector("a"),
    name: [line.querySelector("a").innerText, line.querySelector(".tag").innerText].map((each) => each.trim()).join(" – "),
  }));
}

function label({ link, name }) {
  const shown = document.createElement("a");
  shown.href = link.href;
  shown.textContent = name;
  return shown;
}

opener.hidden = false;
opener.addEventListener("click", async () => {
  opener.disabled = true;
  const { L, map } = await openMap(panel, await City.at(panel.dataset.map));
  const pins = pinned();
  for (const pin of pins) {
    const icon = L.divIcon({ className: "map-pin", iconSize: [28, 28] });
    const marker = L.marker(pin.place, { icon, alt: pin.name, title: pin.name })
      .bindPopup(label(pin), { closeButton: false })
      .addTo(map);
    const element = marker.getElement();
    element.setAttribute("aria-label", pin.name);
    // What has the focus stands before its neighbours.
    element.addEventListener("focus", () => marker.setZIndexOffset(1000));
    element.addEventListener("blur", () => marker.setZIndexOffset(0));
  }
  if (pins.length > 0) map.fitBounds(pins.map((pin) => pin.place), { maxZoom: 16, padding: [40, 40] });
  opener.hidden = true;
  picture.hidden = true;
  map.getContainer().focus();
});

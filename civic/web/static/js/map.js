// The map: Leaflet over the city's own outlines, loaded when somebody opens it. Everything that dragging and
// pinching do, buttons and keys do too. Pictures of a tile server come only if the city has named one.

const STEP = 120; // pixels that a button moves the map by
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

async function leaflet(panel) {
  if (!window.L) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = panel.dataset.leafletCss;
    const styled = new Promise((resolve, reject) => {
      sheet.onload = resolve;
      sheet.onerror = reject;
    });
    document.head.append(sheet);
    await Promise.all([styled, import(panel.dataset.leaflet)]);
  }
  return window.L;
}

// A key or button that is pressed while the map still glides would be lost: its steps are taken at once.
function steady(L) {
  return L.Map.extend({
    panBy(offset, options) {
      return L.Map.prototype.panBy.call(this, offset, { animate: false, ...options });
    },
  });
}

function moves() {
  return !STILL.matches && document.documentElement.dataset.motion !== "less";
}

export async function openMap(panel, city) {
  const L = await leaflet(panel);
  panel.hidden = false;
  const map = new (steady(L))(panel.querySelector("[data-map-canvas]"), {
    zoomControl: false, attributionControl: false, keyboardPanDelta: STEP,
    zoomAnimation: false, fadeAnimation: moves(), inertia: moves(),
  });
  const { tiles } = city.map;
  if (tiles) {
    L.control.attribution({ prefix: false }).addTo(map);
    L.tileLayer(tiles.url, { attribution: text(tiles.attribution), maxZoom: tiles.largestZoom }).addTo(map);
  }
  const outline = (kind) => L.geoJSON(city.areas(kind), { interactive: false, style: { className: `map-${kind}` } });
  const districts = outline("district");
  map.fitBounds(districts.getBounds(), { animate: false });
  districts.addTo(map);
  outline("neighbourhood").addTo(map);
  for (const { geometry, properties } of city.areas("landmark")) {
    const [longitude, latitude] = geometry.coordinates;
    L.circleMarker([latitude, longitude], { radius: 4, interactive: false, className: "map-landmark" })
      .bindTooltip(text(properties.name), { permanent: true, direction: "bottom", className: "map-name", interactive: false })
      .addTo(map);
  }
  map.on("zoomend", () => panel.classList.toggle("map-panel--near", map.getZoom() >= 15));
  map.setMinZoom(map.getZoom() - 1);
  map.setMaxZoom(tiles ? tiles.largestZoom : 19);
  const by = { north: [0, -STEP], south: [0, STEP], west: [-STEP, 0], east: [STEP, 0] };
  for (const button of panel.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => {
      const way = button.dataset.move;
      if (way in by) map.panBy(by[way]);
      else map.setZoom(map.getZoom() + (way === "nearer" ? 1 : -1));
    });
  }
  return { L, map };
}

// Leaflet takes strings for HTML.
export function text(words) {
  const written = document.createElement("span");
  written.textContent = words;
  return written.outerHTML;
}

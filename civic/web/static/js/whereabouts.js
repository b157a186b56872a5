// Where in the city a position is: its part and the nearest address. Everything is worked out on the device;
// the server is asked for whole squares of addresses and learns no position.

const MILLION = 1e6;
const METRES_PER_DEGREE = 111320;
const NEAR = 75; // metres to an address that is still "here"

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

export class City {
  static async at(address) {
    const city = new City();
    city.address = address;
    city.map = await json(address);
    city.squares = new Map();
    return city;
  }

  areas(kind) {
    return this.map.features.filter((each) => each.properties.kind === kind);
  }

  // Returns the district and the neighbourhood of a position; no district means outside the city.
  parts(latitude, longitude) {
    const within = (kind) => this.areas(kind).find((area) => contains(area.geometry, longitude, latitude));
    const district = within("district")?.properties;
    return { district, neighbourhood: district && within("neighbourhood")?.properties };
  }

  async nearestAddress(latitude, longitude) {
    const { cell } = this.map;
    const row = Math.floor((latitude * MILLION) / cell);
    const column = Math.floor((longitude * MILLION) / cell);
    const around = [-1, 0, 1].flatMap((r) => [-1, 0, 1].map((c) => this.square(row + r, column + c)));
    let best = { label: "", metres: NEAR };
    for (const [label, lat, lon] of (await Promise.all(around)).flat()) {
      const metres = distance(latitude, longitude, lat / MILLION, lon / MILLION);
      if (metres < best.metres) best = { label, metres };
    }
    return best.label;
  }

  square(row, column) {
    const name = `${row}/${column}`;
    if (!this.squares.has(name)) this.squares.set(name, json(new URL(`addresses/${name}.json`, new URL(this.address, location.href))));
    return this.squares.get(name);
  }

  async describe(latitude, longitude) {
    const parts = this.parts(latitude, longitude);
    const address = parts.district ? await this.nearestAddress(latitude, longitude) : "";
    return { latitude, longitude, address, ...parts };
  }
}

function distance(latitude, longitude, otherLatitude, otherLongitude) {
  const north = (latitude - otherLatitude) * METRES_PER_DEGREE;
  const east = (longitude - otherLongitude) * METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

// Even-odd rule over all rings, which is right for holes and for separate parts alike.
function contains(geometry, x, y) {
  let inside = false;
  for (const ring of geometry.coordinates.flat()) {
    for (let n = 0, before = ring.length - 1; n < ring.length; before = n, n += 1) {
      const [ax, ay] = ring[n];
      const [bx, by] = ring[before];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

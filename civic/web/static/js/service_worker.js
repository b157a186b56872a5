// Keeps the pages that somebody needs to write a report, and shows their copies when there is no connection.
// SHELL (addresses to fetch beforehand) and VERSION stand before this in what the server sends.

const PAGES = "pages";
// What an official took along, with all that it needs: theirs as long as they are signed in.
const TAKEN = "taken-along";
// A copy serves whoever asks: what a page varies by (cookie, language) is the same on this device.
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(file(request));
});

// A page asks for its copy, and is told whether it can be shown without a connection.
self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keepFor(event.source.url.split("#")[0], event.ports[0]));
});

async function keepFor(address, asking) {
  const copies = await Promise.all([keep(address), keep(draftsAddress(address))]);
  await forgetOlderVersions().catch(unlessUnconnected);
  asking?.postMessage(copies.every(Boolean)); // a page of an older version does not ask
}

// A copy needs the files of its time: they go when it was made anew, and stay where that fails.
async function forgetOlderVersions() {
  const names = await caches.keys(); // in the order they were made: a version being installed stands last
  const older = names.filter((name, place) => ![PAGES, TAKEN].includes(name) && place < names.indexOf(VERSION));
  if (older.length === 0) return;
  const copies = await (await caches.open(PAGES)).keys();
  await Promise.all(copies.map((copy) => fetchCopy(copy.url)));
  await Promise.all(older.map((name) => caches.delete(name)));
}

// The network first: a copy is shown only where there is no answer at all.
async function page(request) {
  try {
    const answer = await fetch(request);
    const said = answer.headers.get("Offline-Copy");
    if (said === "yes") await (await caches.open(PAGES)).put(request.url, answer.clone());
    if (said === "yes" || said === "forget") await caches.delete(TAKEN); // nobody is signed in
    return answer;
  } catch (error) {
    const copy = request.method === "GET" && (await copyOf(request.url));
    return copy || (await caches.match(draftsAddress(request.url), ANY)) || Promise.reject(error);
  }
}

async function copyOf(address) {
  // The list that was taken along may have been a narrower one than a link to it says.
  const taken = { ...ANY, ignoreSearch: true, cacheName: TAKEN };
  return (await caches.match(address, ANY)) ?? (await caches.match(address, taken));
}

// The name of such a file says its content, so a copy is as good as the original.
async function file(request) {
  return (await caches.match(request, ANY)) ?? fetch(request);
}

// Without a connection the copy of before, if there is one, stays.
async function keep(address) {
  await fetchCopy(address).catch(unlessUnconnected);
  return caches.match(address, ANY);
}

async function fetchCopy(address) {
  const answer = await fetch(address);
  if (answer.headers.get("Offline-Copy") === "yes") await (await caches.open(PAGES)).put(address, answer);
}

function unlessUnconnected(error) {
  if (!(error instanceof TypeError)) throw error;
}

function draftsAddress(address) {
  const { origin, pathname } = new URL(address);
  return `${origin}/${pathname.split("/")[1]}/drafts`;
}

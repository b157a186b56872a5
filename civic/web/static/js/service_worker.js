// Keeps the pages that somebody needs to write a report, and shows their copies when there is no connection.
// SHELL (addresses to fetch beforehand) and VERSION stand before this in what the server sends.

const PAGES = "pages";
// A copy serves whoever asks: what a page varies by (cookie, language) is the same on this device.
const ANY = { ignoreVary: true };

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlderVersions().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(file(request));
});

self.addEventListener("message", (event) => {
  const address = event.source.url.split("#")[0];
  if (event.data === "keep") event.waitUntil(Promise.all([keep(draftsAddress(address)), keep(address)]));
});

async function forgetOlderVersions() {
  const names = (await caches.keys()).filter((name) => name !== VERSION && name !== PAGES);
  await Promise.all(names.map((name) => caches.delete(name)));
}

// The network first: a copy is shown only where there is no answer at all.
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.headers.get("Offline-Copy") === "yes") {
      await (await caches.open(PAGES)).put(request.url, answer.clone());
    }
    return answer;
  } catch (error) {
    const copy = request.method === "GET" && (await caches.match(request.url, ANY));
    return copy || (await caches.match(draftsAddress(request.url), ANY)) || Promise.reject(error);
  }
}

// The name of such a file says its content, so a copy is as good as the original.
async function file(request) {
  return (await caches.match(request, ANY)) ?? fetch(request);
}

async function keep(address) {
  const answer = await fetch(address);
  if (answer.headers.get("Offline-Copy") === "yes") await (await caches.open(PAGES)).put(address, answer);
}

function draftsAddress(address) {
  const { origin, pathname } = new URL(address);
  return `${origin}/${pathname.split("/")[1]}/drafts`;
}

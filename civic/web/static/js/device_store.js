// Records with an id of their own that stay on this device, photos included, in stores by kind.

const NAME = "civic";
const VERSION = 2; // one more whenever a store comes
const STORES = ["inspections", "report-photos"];
// The server takes 32 MB of files with one form.
const MOST_BYTES = 30_000_000;

export const put = (store, record) => within(store, "readwrite", (kept) => kept.put(record));
export const get = (store, id) => within(store, "readonly", (kept) => kept.get(id));
export const all = (store) => within(store, "readonly", (kept) => kept.getAll());
export const remove = (store, id) => within(store, "readwrite", (kept) => kept.delete(id));

export function areTooLarge(photos) {
  return photos.reduce((size, photo) => size + photo.size, 0) > MOST_BYTES;
}

// Browsers let scripts choose files that they hold already.
export function choose(input, photos) {
  const chosen = new DataTransfer();
  for (const photo of photos) chosen.items.add(photo);
  input.files = chosen.files;
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function within(store, mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => makeStores(asked.result);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function makeStores(database) {
  const missing = STORES.filter((each) => !database.objectStoreNames.contains(each));
  for (const each of missing) database.createObjectStore(each, { keyPath: "id" });
}

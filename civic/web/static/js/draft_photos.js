// Photos of the reports on this device that no server has yet: a list of files by the id of a report.

import { all, areTooLarge, get, put, remove } from "./device_store.js";

const STORE = "report-photos";
const UNDERWAY_FOR_LONGEST = 3600 * 1000;

export const photosOf = async (id) => (await get(STORE, id))?.photos ?? [];
export const forgetPhotos = (id) => remove(STORE, id);

// Says how many are kept: all of them, or none if there is no room.
export async function keepPhotos(id, photos) {
  await forgetPhotos(id);
  if (photos.length === 0 || areTooLarge(photos)) return 0;
  try {
    await put(STORE, { id, photos, keptAt: Date.now() });
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
    return 0;
  }
  return photos.length;
}

// What was being sent when the browser was closed, and what belongs to a report whose time is over.
export async function forgetPhotosExcept(ids) {
  const isLeft = (each) => !ids.includes(each.id) && Date.now() - each.keptAt > UNDERWAY_FOR_LONGEST;
  for (const each of (await all(STORE)).filter(isLeft)) await forgetPhotos(each.id);
}

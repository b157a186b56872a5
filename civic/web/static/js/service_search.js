// Services below the search box while somebody types; choosing one leads to its form.

import { suggest } from "./combobox.js";

const form = document.querySelector("[data-service-search]");
const words = form.dataset;

// Without an answer the search itself is enough.
async function services(typed) {
  try {
    return await (await fetch(`${words.services}&q=${encodeURIComponent(typed)}`)).json();
  } catch {
    return [];
  }
}

suggest(form.elements.q, {
  ask: services,
  status: form.querySelector("[data-service-status]"),
  words,
  taken: (service) => location.assign(service.address),
});

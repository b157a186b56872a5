// Says in the words of the page what became of an inspection: of one that is kept, and of one that was sent.

const words = document.querySelector("[data-states]").dataset;

export function told(inspection) {
  const { why = [] } = inspection;
  return why.length > 0 ? [sentence(inspection.state), list(why)] : [sentence(inspection.state)];
}

export function toldSent({ title, address }) {
  const link = document.createElement("a");
  Object.assign(link, { href: address, textContent: title });
  return [sentence("sent"), link];
}

export function sentence(state) {
  const said = document.createElement("p");
  said.textContent = words[state.replace(/-./, (found) => found[1].toUpperCase())];
  return said;
}

function list(lines) {
  const shown = document.createElement("ul");
  for (const line of lines) shown.append(Object.assign(document.createElement("li"), { textContent: line }));
  return shown;
}

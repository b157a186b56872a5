// Suggestions below a text box while somebody types: the editable combobox with a list of the ARIA practices.
// The text stays whatever was typed; a suggestion is taken only when somebody chooses it.

const PAUSE = 150; // milliseconds without a key before the server is asked

export function suggest(input, { ask, status, words, taken = () => {} }) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.suggestions);
  input.after(list);
  for (const [name, value] of Object.entries({
    type: "text", // SPEC: ARIA in HTML: a search field is no combobox
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  let waiting = 0;
  let asked = 0;
  let chosen = -1;
  let suggested = [];

  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function option(found, place) {
    const line = document.createElement("li");
    line.id = `${list.id}-${place}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.label = found.label;
    const label = document.createElement("bdi");
    label.textContent = found.label;
    line.append(label);
    if (found.part) {
      const part = document.createElement("span");
      part.className = "muted small";
      part.textContent = found.part;
      line.append(" ", part);
    }
    return line;
  }

  function show(found) {
    suggested = found;
    list.replaceChildren(...found.map(option));
    list.hidden = found.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = found.length > 0 ? words.some : words.none;
  }

  function move(by) {
    const all = options();
    if (list.hidden || all.length === 0) return;
    all[chosen]?.setAttribute("aria-selected", "false");
    chosen = (chosen + by + all.length + (chosen < 0 && by < 0 ? 1 : 0)) % all.length;
    all[chosen].setAttribute("aria-selected", "true");
    all[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[chosen].id);
  }

  function take(line) {
    input.value = line.dataset.label;
    close();
    status.textContent = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    taken(suggested[options().indexOf(line)]);
  }

  async function look() {
    const typed = input.value.trim();
    const number = ++asked;
    if (typed.length < 2) {
      close();
      status.textContent = "";
      return;
    }
    const found = await ask(typed);
    if (number === asked && document.activeElement === input) show(found);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(options()[chosen]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => {
    asked += 1;
    clearTimeout(waiting);
    close();
  });
  // Pressing must not take the focus away from the box before the choice is made.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) take(line);
  });
}

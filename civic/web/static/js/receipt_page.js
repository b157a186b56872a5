// The page that checks a receipt: reads the chosen files, and says what came of it in the page's language.

import { Fault, MOST_BYTES, verifyReceipt } from "./receipt.js";

const form = document.querySelector("[data-check-receipt]");
const result = form.querySelector("[data-result]");
const { language } = form.dataset;

async function bytesOf(input) {
  const file = input.files[0];
  if (!file) return null;
  if (file.size > MOST_BYTES) throw new Fault("too-large");
  return new Uint8Array(await file.arrayBuffer());
}

function sentence(code, facts) {
  const words = form.querySelector(`template[data-say="${code}"]`).content.cloneNode(true);
  for (const slot of words.querySelectorAll("[data-fact]")) slot.textContent = facts[slot.dataset.fact];
  return words;
}

function show(kind, ...parts) {
  result.className = `notice notice--${kind} stack`;
  result.replaceChildren(...parts);
}

function number(value) {
  return value.toLocaleString(language);
}

// The entry carries the statement as base64, which was signed together with the entry.
function statementOf(entry) {
  try {
    const payload = JSON.parse(new TextDecoder().decode(entry)).payload;
    const bytes = Uint8Array.from(atob(payload), (each) => each.charCodeAt(0));
    return JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return new TextDecoder().decode(entry);
    throw error;
  }
}

function showProven(proven) {
  const facts = { ...proven, index: number(proven.index), size: number(proven.size), names: proven.witnesses.join(", ") };
  const statement = document.createElement("pre");
  statement.textContent = statementOf(proven.entry);
  show("good", sentence("good", facts), ...(proven.witnesses.length ? [sentence("witnessed", facts)] : []), statement);
}

async function check() {
  try {
    const receipt = await bytesOf(form.querySelector("#f-receipt"));
    if (receipt === null) throw new Fault("no-file");
    const entry = await bytesOf(form.querySelector("#f-bytes"));
    const keys = form.querySelector("#f-key").value.trim().split(/\s+/);
    showProven(await verifyReceipt(receipt, { entry, keys, policy: JSON.parse(form.dataset.policy) }));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    show("danger", sentence(fault.code, fault.facts));
  }
}

form.querySelector("button").addEventListener("click", check);
form.hidden = false;

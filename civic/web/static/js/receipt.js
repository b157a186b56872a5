// Verifies a receipt (c2sp.org/tlog-proof) on this device. It asks nobody and imports nothing: who wants to
// know what it does reads this file. Each Fault has a code, for which the page has a sentence.

export const MOST_BYTES = 2_000_000;
const MOST_HASHES = 63;
const MOST_SIGNATURES = 100;
const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const HEADER = "c2sp.org/tlog-proof@v1";

export class Fault extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

// Returns what was proven: index, size, origin, the names of the witnesses and the entry's bytes.
// One of the keys has to have signed; while a log changes its key there are two.
export async function verifyReceipt(bytes, { entry = null, keys, policy }) {
  const receipt = parseReceipt(bytes);
  const { origin, size, root } = receipt.checkpoint;
  const logs = await Promise.all(keys.map((each) => parseKey(each, ED25519)));
  const leaf = entry ?? receipt.extra;
  if (leaf === null) throw new Fault("no-entry");
  if (!(await isSignedByLog(receipt, origin, logs))) throw new Fault("other-log", { origin });
  const witnesses = await cosigners(receipt, policy);
  const hash = await sha256(Uint8Array.of(0), leaf);
  if (!equal(await rootOf(receipt.index, size, hash, receipt.hashes), root)) throw new Fault("proof");
  if (!meetsQuorum(policy, witnesses)) throw new Fault("quorum");
  return { index: receipt.index, size, origin, witnesses, entry: leaf };
}

export function parseReceipt(bytes) {
  if (bytes.length > MOST_BYTES) throw new Fault("too-large");
  const text = decoded(bytes);
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, end).split("\n");
  if (end < 0 || lines.shift() !== HEADER) throw new Fault("malformed");
  const extra = lines[0]?.startsWith("extra ") ? base64(lines.shift().slice(6)) : null;
  if (!lines[0]?.startsWith("index ")) throw new Fault("malformed");
  const index = decimal(lines.shift().slice(6));
  const hashes = lines.map(base64);
  if (hashes.length > MOST_HASHES || hashes.some((each) => each.length !== 32)) throw new Fault("malformed");
  return { extra, index, hashes, ...parseNote(text.slice(end + 2)) };
}

function parseNote(signed) {
  // SPEC (signed-note): the text may itself hold empty lines, so it ends at the last one.
  const end = signed.lastIndexOf("\n\n");
  if (end < 0 || !signed.endsWith("\n")) throw new Fault("malformed");
  const text = signed.slice(0, end + 1);
  const lines = signed.slice(end + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw new Fault("malformed");
  return { text: new TextEncoder().encode(text), checkpoint: parseCheckpoint(text), signatures: lines.map(parseSignature) };
}

function parseCheckpoint(text) {
  const lines = text.slice(0, -1).split("\n");
  if (lines.length < 3 || lines.includes("") || /[\x00-\x09\x0b-\x1f]/.test(text)) throw new Fault("malformed");
  const root = base64(lines[2]);
  if (root.length !== 32) throw new Fault("malformed");
  return { origin: lines[0], size: decimal(lines[1]), root };
}

function parseSignature(line) {
  const [, name, encoded] = line.match(/^\u2014 ([^\s+]+) (\S+)$/u) ?? [];
  if (!name) throw new Fault("malformed");
  const value = base64(encoded);
  if (value.length < 5) throw new Fault("malformed");
  return { name, id: value.slice(0, 4), value: value.slice(4) };
}

// A key as text is <name>+<8 hex digits>+<base64 of type and key>; the digits follow from the rest.
export async function parseKey(text, type) {
  const [, name, id, encoded] = text.match(/^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u) ?? [];
  if (!name) throw new Fault("key");
  let material;
  try {
    material = base64(encoded);
  } catch {
    throw new Fault("key");
  }
  const digest = await sha256(new TextEncoder().encode(`${name}\n`), material);
  if (material.length !== 33 || material[0] !== type || hex(digest.slice(0, 4)) !== id) throw new Fault("key");
  return { name, id: digest.slice(0, 4), type, material: material.slice(1) };
}

async function isSignedByLog(receipt, origin, logs) {
  const own = logs.filter((each) => each.name === origin);
  const signed = await Promise.all(own.map((each) => isSigned(receipt, each)));
  return signed.includes(true);
}

async function isSigned(receipt, key) {
  // SPEC (signed-note): an unknown pair of name and id is ignored, one of a known key has to verify.
  const own = receipt.signatures.filter((each) => each.name === key.name && equal(each.id, key.id));
  for (const each of own) {
    if (!(await verifies(key, receipt.text, each.value))) throw new Fault("signature", { name: key.name });
  }
  return own.length > 0;
}

async function verifies(key, text, value) {
  if (key.type === ED25519) return ed25519(key.material, value, text);
  if (value.length !== 72) return false;
  // SPEC (tlog-cosignature): cosignature/v1 newline, time <decimal> newline, then the whole note text.
  const seconds = new DataView(value.buffer, value.byteOffset).getBigUint64(0);
  const head = new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n`);
  return ed25519(key.material, value.slice(8), joined(head, text));
}

async function cosigners(receipt, policy) {
  const names = [];
  for (const witness of policy.witnesses) {
    if (await isSigned(receipt, await parseKey(witness.key, COSIGNATURE))) names.push(witness.name);
  }
  return names;
}

function meetsQuorum(policy, witnesses) {
  const satisfied = new Set(witnesses);
  for (const group of policy.groups) {
    // SPEC (tlog-policy): a group is satisfied iff at least k of its n members are.
    if (group.members.filter((each) => satisfied.has(each)).length >= group.threshold) satisfied.add(group.name);
  }
  return policy.quorum === "none" || satisfied.has(policy.quorum);
}

// RFC 9162, 2.1.3.2: the root that these hashes lead to from a leaf; a Fault if they are too many or too few.
async function rootOf(index, size, leaf, hashes) {
  if (index >= size) throw new Fault("proof");
  let [first, second, running] = [index, size - 1n, leaf];
  for (const sibling of hashes) {
    if (second === 0n) throw new Fault("proof");
    if (first & 1n || first === second) {
      running = await sha256(Uint8Array.of(1), sibling, running);
      while (first !== 0n && !(first & 1n)) [first, second] = [first >> 1n, second >> 1n];
    } else {
      running = await sha256(Uint8Array.of(1), running, sibling);
    }
    [first, second] = [first >> 1n, second >> 1n];
  }
  if (second !== 0n) throw new Fault("proof");
  return running;
}

async function ed25519(material, signature, message) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", material, "Ed25519", false, ["verify"]);
  } catch (error) {
    throw new Fault(error.name === "DataError" ? "key" : "cannot");
  }
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

async function sha256(...parts) {
  // Browsers keep cryptography from pages that came over a connection which is not safe.
  if (!globalThis.crypto?.subtle) throw new Fault("cannot");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, each) => length + each.length, 0));
  let at = 0;
  for (const each of parts) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault("malformed");
  }
}

// Numbers and base64 have one spelling each; a second one would be two files that mean the same.
function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) throw new Fault("malformed");
  return BigInt(text);
}

function base64(text) {
  let binary;
  try {
    binary = atob(text);
  } catch {
    throw new Fault("malformed");
  }
  if (btoa(binary) !== text) throw new Fault("malformed");
  return Uint8Array.from(binary, (each) => each.charCodeAt(0));
}

function equal(one, other) {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}

function hex(bytes) {
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
}

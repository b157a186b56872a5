// Reads the page aloud with a voice of the device itself; voices that send the text elsewhere are not used.
// Shows its button only where there is such a voice for the language of the page.

const panel = document.querySelector("[data-read-aloud]");
const button = panel?.querySelector("button");
const speech = window.speechSynthesis;
const READ = "h1, h2, h3, p, li, dt, dd, legend, label, summary, figcaption, th, td";

function voiceFor(language) {
  const wanted = language.toLowerCase().split("-")[0];
  const own = speech.getVoices().filter((voice) => voice.localService);
  const speaks = (voice) => voice.lang.toLowerCase().replace("_", "-");
  return own.find((voice) => speaks(voice) === language.toLowerCase())
    ?? own.find((voice) => speaks(voice).split("-")[0] === wanted);
}

function languageOf(element) {
  return element.closest("[lang]").lang;
}

// An element is read with everything in it, so what stands inside another that is read is not read twice.
function passages() {
  return [...document.querySelectorAll("main :is(" + READ + ")")].filter(
    (element) =>
      element.checkVisibility() &&
      !element.closest("[data-read-aloud]") &&
      !element.parentElement.closest(READ) &&
      element.innerText.trim() !== "",
  );
}

function say(element) {
  const language = languageOf(element);
  const words = new SpeechSynthesisUtterance(element.innerText.trim());
  words.lang = language;
  words.voice = voiceFor(language) ?? null;
  words.rate = 0.9;
  speech.speak(words);
  return words;
}

function show(isReading) {
  button.setAttribute("aria-pressed", String(isReading));
  button.textContent = isReading ? button.dataset.stop : button.dataset.start;
}

function begin() {
  const read = passages().filter((element) => voiceFor(languageOf(element)));
  const last = read.map(say).at(-1);
  if (last === undefined) return;
  show(true);
  last.addEventListener("end", () => show(false));
}

function end() {
  speech.cancel();
  show(false);
}

function offer() {
  panel.hidden = voiceFor(document.documentElement.lang) === undefined;
}

if (panel && speech) {
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? end() : begin()));
  window.addEventListener("pagehide", end);
  speech.addEventListener("voiceschanged", offer);
  offer();
}

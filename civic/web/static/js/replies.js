// Puts a standard reply into the form at once, after the words that stand there; without this the server does.

function putIn(button) {
  const { answer, language } = button.form.elements;
  const words = button.closest("li").querySelector("[data-words]").textContent.trim();
  answer.value = [answer.value.trim(), words].filter(Boolean).join("\n\n");
  language.value = button.dataset.language;
  answer.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=reply]");
  if (!button) return;
  event.preventDefault();
  putIn(button);
});

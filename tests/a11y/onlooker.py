"""Somebody at a real browser who measures what is shown, and notices whatever goes wrong."""

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.a11y.matrix import NARROW, Look
from tests.builders.pages import PageState
from tests.builders.visitors import Cookie, Visitors

MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
PATIENCE = 240_000  # milliseconds: a busy machine is slow, not wrong
HEIGHT = 800
HALF = 640  # CSS pixels: what is left of 1280 at 200 % zoom
MOST_BYTES = 100_000
MOST_STOPS = 400
ORDINARY = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}

# Do with a form what a person does: fill in, press the button. What it asks elsewhere is sent along.
SEND = """([ending, button, typed, photos]) => {
  const leadsTo = address => [address, address.split('?')[0]].some(each => each.endsWith(ending));
  const form = [...document.forms].find(each => leadsTo(each.getAttribute('action')));
  for (const [name, words] of typed) {
    const more = () => form.appendChild(Object.assign(document.createElement('input'), {name}));
    (form.elements[name] ?? more()).value = words;
  }
  if (photos.length) {
    const chosen = new DataTransfer();
    for (const bytes of photos) {
      const body = Uint8Array.from(atob(bytes), each => each.charCodeAt(0));
      chosen.items.add(new File([body], 'photo.jpg', {type: 'image/jpeg'}));
    }
    form.elements.photo.files = chosen.files;
  }
  const pressed = button ? form.querySelector(`button[value="${button}"]`) : form.querySelector('button');
  form.noValidate = true;
  form.requestSubmit(pressed);
}"""


def _in_letters(photos: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in photos]


class Onlooker:
    """One tab of a browser, in which one page after the other is opened.

    No page is kept on the device meanwhile: what is looked at is what the server answers. What a page says
    once it has been kept is put there at once.
    """

    def __init__(self, browser: Browser, site: str, visitors: Visitors, engines: str = "") -> None:
        self._site = site
        self._visitors = visitors
        self._context = browser.new_context(
            base_url=site, viewport={"width": NARROW, "height": HEIGHT}, service_workers="block"
        )
        self._context.set_default_timeout(PATIENCE)
        # Once for all pages: to send a megabyte of script to each page anew takes as long as the page itself.
        self._context.add_init_script(f"window.measures = {MEASURES}\n;{engines}")
        self.page: Page = self._context.new_page()
        self.heard: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        self.page.on("request", self._see_request)
        self.page.on("response", self._see_answer)

    def open(self, state: PageState, look: Look) -> Page:
        self.ask("forget()")
        self.heard.clear()
        self._dress(look)
        self._context.clear_cookies()
        self._carry(self._visitors.cookies(state.who))
        # As in `Visitors.shown`: the simple view asks one question a page, and only the last one is wanted.
        choice = self._visitors.choice(look.mode.chosen)
        self._carry([] if state.sent else choice)
        self.page.goto(f"/{look.language.slug}{state.address}")
        for left, sent in enumerate(state.sent, 1 - len(state.sent)):
            self._carry([] if left else choice)
            with self.page.expect_navigation():
                self.page.evaluate(SEND, [sent.form, sent.button, sent.typed, _in_letters(sent.photos)])
        self.ask("kept()")
        return self.page

    def _carry(self, cookies: Iterable[Cookie]) -> None:
        self._context.add_cookies(
            [{"name": name, "value": value, "url": self._site} for name, value in cookies]
        )

    def walk(self) -> list[str]:
        """Press Tab from the top of the page to its end; return what is wrong on the way."""
        self.ask("begin()")
        found: list[str] = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            wrong = self.page.evaluate("measures.stop()")
            if wrong is None:
                return found + self.ask("unreached()")
            found += wrong
        return [*found, f"after {MOST_STOPS} presses of Tab the page has no end"]

    def ask(self, measure: str) -> list[str]:
        """Return the faults that a function of measures.js finds."""
        return list(self.page.evaluate(f"measures.{measure}") or [])

    def measure(self, look: Look) -> list[str]:
        """Return what is wrong with how the page is laid out, at this width and at twice the size."""
        forced = str(look.mode.name == "forced").lower()
        found = [*self.heard, *self.ask(f"everything({MOST_BYTES}, {look.mode.smallest_target}, {forced})")]
        return found + self._at_twice_the_size(look)

    def close(self) -> None:
        self._context.close()

    def _at_twice_the_size(self, look: Look) -> list[str]:
        if look.width == NARROW:
            return []
        self._resize(HALF, HEIGHT // 2)
        found = [f"at 200 %: {fault}" for fault in self.ask("fit()")]
        self._resize(look.width, HEIGHT)
        return found

    def _resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.ask("settled()")

    def _dress(self, look: Look) -> None:
        self.page.set_viewport_size({"width": look.width, "height": HEIGHT})
        self.page.emulate_media(**{**ORDINARY, **look.mode.media}, reduced_motion="reduce")

    def _hear(self, message: Any) -> None:
        # A page that refuses a form or is not found answers with a status, which the browser reports here.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.heard.append(f"console: {message.text}")

    def _see_request(self, request: Any) -> None:
        if not request.url.startswith((self._site, "data:")):
            self.heard.append(f"asks elsewhere: {request.url}")

    def _see_answer(self, response: Any) -> None:
        if response.status >= 500:
            self.heard.append(f"answered {response.status}: {response.url}")

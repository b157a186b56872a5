"""Somebody at a browser, who notices whatever goes wrong, and can do without a mouse."""

from typing import Any

HEIGHT = 800
PATIENCE = 120_000  # milliseconds: other work may keep the machine busy
MOST_STOPS = 60

FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  if (element === document.body) return null; // between the end of the page and its beginning
  // The middle and the corners: of what is taller than the screen, browsers show a part.
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const [x, y] = [Math.min(8, box.width / 2), Math.min(8, box.height / 2)];
  const places = [
    [box.left + box.width / 2, box.top + box.height / 2],
    [box.left + x, box.top + y], [box.right - x, box.top + y],
    [box.left + x, box.bottom - y], [box.right - x, box.bottom - y],
  ];
  const there = places.map(place => document.elementFromPoint(...place));
  return {
    what: element.outerHTML.slice(0, 120),
    ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    uncovered: there.some(over => over !== null && (element.contains(over) || over.contains(element))),
    over: there[0]?.outerHTML.slice(0, 160),
  };
}"""

OUTSIDE = """() => {
  const faults = [], width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('body *')) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!element.checkVisibility() || box.width <= 1 || element.closest('.skip, .visually-hidden')) continue;
    if (box.left < -1 || box.right > width + 1) faults.push('outside: ' + element.outerHTML.slice(0, 120));
    const inner = element.scrollWidth - element.clientWidth;
    const cuts = ['hidden', 'clip'].includes(style.overflowX) && inner > 1;
    // Of the name of a chosen file browsers show as much as they like.
    const shortened = style.textOverflow === 'ellipsis' && !element.matches('input[type=file]');
    if (cuts || shortened) faults.push('clipped: ' + element.outerHTML.slice(0, 120));
  }
  return faults;
}"""


class Visit:
    """One person's browser, with cookies of its own. `expected` are the statuses of faults to come."""

    def __init__(
        self,
        browser: Any,
        site: str,
        *,
        width: int,
        scripts: bool,
        expected: tuple[int, ...],
        goes_offline: bool = False,
    ) -> None:
        self.site = site
        self.faults: list[str] = []
        self._expected = expected
        self._goes_offline = goes_offline
        self._context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=scripts,
            reduced_motion="reduce",  # what glides is not yet where it will be looked at
            accept_downloads=True,
            locale="en-GB",
        )
        self._context.set_default_timeout(PATIENCE)
        self.page = self._context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def open(self, address: str) -> Any:
        self.page.goto(address)
        return self.page

    def text(self, address: str) -> str:
        """Fetch a file of the site as a program would."""
        return str(self._context.request.get(address).text())

    def lose_connection(self) -> None:
        self._context.set_offline(True)

    def find_connection(self) -> None:
        self._context.set_offline(False)

    def tab_to(self, target: Any, most: int = MOST_STOPS) -> None:
        """Press Tab until the target has the focus; at every stop one can see where one is."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            self.look_at_focus()
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"Tab does not lead to {target}")

    def look_at_focus(self) -> None:
        seen = self.page.evaluate(FOCUS)
        if seen is None:
            return
        assert seen["ringed"], f"no visible focus on {seen['what']}"
        assert seen["uncovered"], f"{seen['over']} covers {seen['what']}"

    def outside(self) -> list[str]:
        """Return what does not fit on the page."""
        return list(self.page.evaluate(OUTSIDE))

    def end(self) -> None:
        self._context.close()

    def _heard(self, message: Any) -> None:
        # What a server refused is judged by its status.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        # Aborted is what the browser gave up itself: its page was left, or a file came instead of a page.
        if request.failure != "net::ERR_ABORTED" and not self._goes_offline:
            self.faults.append(f"no answer: {request.url} {request.failure}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.faults.append(f"{response.status}: {response.url}")

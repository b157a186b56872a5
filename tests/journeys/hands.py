"""How somebody uses a browser: with a mouse (or a finger), or with the keyboard alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import FileChooser, expect
from playwright.sync_api import TimeoutError as NothingCame

from tests.builders.photos import jpeg_of_a_telephone
from tests.journeys.visit import Visit

# As many presses of Tab as lead around the longest page of a journey.
MOST_STOPS = 250
MOST_PRESSES = 5
PATIENCE = 5000  # milliseconds
PHOTO = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": jpeg_of_a_telephone()}


class _AtABrowser:
    """What people look at does not depend on their hands."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self.page = visit, visit.page
        self._part: Any = visit.page

    def open(self, address: str) -> None:
        self._visit.open(address)
        self._part = self.page

    def arrive(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        assert self._visit.outside() == []

    def see(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words, ignore_case=True)

    def see_picture(self, name: str) -> None:
        picture = self.page.get_by_role("img", name=name)
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("picture => picture.naturalWidth") > 0

    def see_page(self, attribute: str, value: str) -> None:
        expect(self.page.locator("html")).to_have_attribute(attribute, value)

    def _link(self, name: str) -> Any:
        return self._part.get_by_role("link", name=name).first

    def _button(self, name: str) -> Any:
        return self._part.get_by_role("button", name=name).first

    def _what_brings_a_file(self, name: str) -> Any:
        return self._link(name).or_(self._button(name)).first

    def _look_into(self, summary: str) -> None:
        self._part = self.page.locator("details[open]", has=self._summary(summary))

    def _summary(self, words: str) -> Any:
        return self.page.locator("summary", has_text=words)

    def _field(self, label: str) -> Any:
        fields = self.page.locator("input, textarea, select")
        return self._part.get_by_label(label).and_(fields).locator("visible=true").first

    @contextmanager
    def _next_page(self) -> Iterator[None]:
        """Wait for the page that an act leads to: nobody looks for it on the old one."""
        with self.page.expect_navigation():
            yield
        self._part = self.page


class Mouse(_AtABrowser):
    """Points and clicks."""

    def follow(self, link: str) -> None:
        with self._next_page():
            self._link(link).click()

    def press(self, button: str) -> None:
        with self._next_page():
            self._button(button).click()

    def save(self, what: str) -> None:
        with self.page.expect_download():
            self._what_brings_a_file(what).click()

    def unfold(self, summary: str) -> None:
        self._summary(summary).click()
        self._look_into(summary)

    def write(self, label: str, words: str) -> None:
        self._field(label).fill(words)

    def choose(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        self.page.get_by_role("radio", name=label).first.check()

    def mark(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=label).check()

    def attach(self, label: str) -> None:
        self._field(label).set_input_files(PHOTO)


class Keyboard(_AtABrowser):
    """Reaches everything with Tab, sees at every stop where it is, and never points."""

    def follow(self, link: str) -> None:
        self._reach(self._link(link))
        with self._next_page():
            self.page.keyboard.press("Enter")

    def press(self, button: str) -> None:
        self._reach(self._button(button))
        with self._next_page():
            self.page.keyboard.press("Enter")

    def save(self, what: str) -> None:
        self._reach(self._what_brings_a_file(what))
        with self.page.expect_download():
            self.page.keyboard.press("Enter")

    def unfold(self, summary: str) -> None:
        self._reach(self._summary(summary))
        self.page.keyboard.press("Space")
        self._look_into(summary)

    def write(self, label: str, words: str) -> None:
        self._reach(self._field(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def choose(self, label: str, option: str) -> None:
        """Go down the list from its top: typing the option would depend on how fast one types."""
        field = self._field(label)
        self._reach(field)
        self.page.keyboard.press("Home")
        chosen = field.locator("option:checked")
        for _ in range(field.locator("option").count()):
            if chosen.inner_text() == option:
                return
            self.page.keyboard.press("ArrowDown")
        expect(chosen).to_have_text(option)

    def tick(self, label: str) -> None:
        """Tab leads into a group of radio buttons, the arrow keys to one of them."""
        wanted = self.page.get_by_role("radio", name=label).first
        group = self.page.locator(f"input[type=radio][name='{wanted.get_attribute('name')}']")
        chosen = group.and_(self.page.locator(":checked"))
        self._reach(chosen.first if chosen.count() else group.first)
        for _ in range(group.count()):
            if _has_focus(wanted):
                break
            self.page.keyboard.press("ArrowDown")
        assert _has_focus(wanted), f"the arrow keys do not lead to {label}"
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        expect(wanted).to_be_checked()

    def mark(self, label: str) -> None:
        wanted = self.page.get_by_role("checkbox", name=label)
        self._reach(wanted)
        self.page.keyboard.press("Space")
        expect(wanted).to_be_checked()

    def attach(self, label: str) -> None:
        """The browser's own window for files is no page: a press that it was too busy for is made again."""
        self._reach(self._field(label))
        self._window_for_files().set_files(PHOTO)

    def _window_for_files(self) -> FileChooser:
        for _ in range(MOST_PRESSES):
            try:
                with self.page.expect_file_chooser(timeout=PATIENCE) as chooser:
                    self.page.keyboard.press("Enter")
            except NothingCame:
                continue
            return chooser.value
        raise AssertionError("no window for files opened")

    def _reach(self, target: Any) -> None:
        expect(target).to_be_visible()
        if not _has_focus(target):
            self._visit.tab_to(target, MOST_STOPS)


def _has_focus(element: Any) -> bool:
    return bool(element.evaluate("element => element === document.activeElement"))

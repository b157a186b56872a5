"""Those who open pages: anyone, the reporter of some cases, officials of a busy and of a quiet office."""

from collections.abc import Mapping

from flask import Flask

from civic.bootstrap import Platform
from civic.people.demonstration import demo_official
from civic.web.platform import KEY
from civic.web.preferences import DEFAULTS
from tests.builders.pages import PageState, Who
from tests.builders.town import OFFICE, OFFICE_OF_A_NEWCOMER, Town
from tests.web.browser import Browser, Shown

Cookie = tuple[str, str]
_OFFICES: Mapping[Who, tuple[str, str]] = {
    "official": (OFFICE, "head"),
    "newcomer": (OFFICE_OF_A_NEWCOMER, "caseworker"),
}


class Visitors:
    def __init__(self, app: Flask, town: Town) -> None:
        self._app = app
        self._town = town
        self._sessions: dict[Who, dict[str, object]] = {
            "anyone": {},
            "reporter": {"reporter_of": [town.fresh, town.done, town.withdrawn, town.just_filed]},
        }

    def shown(self, state: PageState, slug: str, chosen: Mapping[str, str] | None = None) -> Shown:
        """Open a page in a language and send its forms; return the last answer. No real browser is needed.

        `chosen` is how the person wants to see pages.
        """
        browser = self._browser(state.who)
        if not state.sent:
            self._choose(browser, chosen)
        page = browser.open(f"/{slug}{state.address}")
        for left, sent in enumerate(state.sent, 1 - len(state.sent)):
            # The simple view asks one question a page: only the page that is wanted is asked for in it.
            if left == 0:
                self._choose(browser, chosen)
            files = {"photo": sent.photos} if sent.photos else {}
            page = browser.send(page, sent.form, sent.button, files, **dict(sent.typed))
        return page

    def _choose(self, browser: Browser, chosen: Mapping[str, str] | None) -> None:
        for name, written in self.choice(chosen or {}):
            browser.client.set_cookie(name, written)

    def cookies(self, who: Who, chosen: Mapping[str, str] | None = None) -> list[Cookie]:
        """Return the cookies of such a person, for a real browser."""
        name = self._app.config["SESSION_COOKIE_NAME"]
        session = self._browser(who).client.get_cookie(name)
        return [*([(name, session.value)] if session else []), *self.choice(chosen or {})]

    def choice(self, chosen: Mapping[str, str]) -> list[Cookie]:
        """Return the cookie of somebody who chose to see pages so."""
        written = DEFAULTS.choose(chosen).written()
        return [(f"{self._app.config['SESSION_COOKIE_NAME']}-display", written)] if written else []

    def _browser(self, who: Who) -> Browser:
        client = self._app.test_client()
        with client.session_transaction() as session:
            session.update(self._session(who))
        return Browser(client)

    def _session(self, who: Who) -> dict[str, object]:
        if who not in self._sessions:
            platform = self._app.extensions[KEY]
            self._sessions[who] = self._signed_in(platform, who)
        return self._sessions[who]

    def _signed_in(self, platform: Platform, who: Who) -> dict[str, object]:
        if who == "resident":
            return {"resident_sign_in": platform.residents.sign_ins.begin(self._town.resident, "code")}
        if who == "acting":
            return {**self._session("resident"), "acts_for": self._town.trust}
        if who == "settled":
            return {"sign_in": platform.officials.sign_ins.begin(self._town.settled, "app")}
        return signed_in(platform, *_OFFICES[who])


def signed_in(platform: Platform, department: str, role: str = "caseworker") -> dict[str, object]:
    """Return what the session of somebody holds who has signed in for an office of the demo city."""
    official = demo_official(platform.officials, "demo", department, role)
    return {"sign_in": platform.officials.sign_ins.begin(official.id, "demonstration")}

"""Those who open pages: anyone, the reporter of every case, officials. No server and no browser needed."""

from flask import Flask

from tests.builders.pages import PageState, Who
from tests.builders.town import OFFICE, OFFICE_OF_A_NEWCOMER, Town
from tests.web.browser import Browser, Shown


def session_of(who: Who, town: Town) -> dict[str, object]:
    """Return what the session cookie of such a person holds."""
    return {
        "anyone": {},
        "reporter": {"reporter_of": [town.fresh, town.done, town.withdrawn]},
        "official": {"office": ("demo", OFFICE)},
        "newcomer": {"office": ("demo", OFFICE_OF_A_NEWCOMER)},
    }[who]


def browser_of(app: Flask, who: Who, town: Town) -> Browser:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(session_of(who, town))
    return Browser(client)


def cookie_of(app: Flask, who: Who, town: Town) -> tuple[str, str] | None:
    """Return name and value of the session cookie, for a real browser."""
    name = app.config["SESSION_COOKIE_NAME"]
    kept = browser_of(app, who, town).client.get_cookie(name)
    return (name, kept.value) if kept else None


def shown(app: Flask, town: Town, state: PageState, slug: str) -> Shown:
    """Open a page in a language and send its forms; return the last answer."""
    browser = browser_of(app, state.who, town)
    page = browser.open(f"/{slug}{state.address}")
    for sent in state.sent:
        page = browser.send(page, sent.form, sent.button, **dict(sent.typed))
    return page

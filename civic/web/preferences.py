"""How somebody wants pages to be: larger, calmer, darker, simpler, in their language. It needs no account;
where there is one, it is kept there as well and comes along to other devices.

It is kept in a cookie that says nothing else: a version, then what differs from the defaults, as in
`1.text-150.simple-on.language-de`. Whatever is not written exactly so counts as nothing, and is replaced.
`?simple=1` and `?language=de` after the address of any page choose the same, so that they can be sent on.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from civic.i18n.languages import Language
from civic.people.resident import Resident
from civic.web.access import signed_in_resident, takes_cookies
from civic.web.platform import platform

VERSION = "1"
LONGEST_COOKIE = 200
YEAR = 365 * 24 * 3600
_SWITCH = {"off": False, "on": True}
# The words of the cookie, the address and the form, and what they mean; the first of each is the default.
CHOICES: Mapping[str, Mapping[str, Any]] = {
    "text": {str(percent): percent for percent in (100, 125, 150, 175, 200)},
    "spacing": {each: each for each in ("normal", "wide")},
    "contrast": {each: each for each in ("system", "normal", "high")},
    "scheme": {each: each for each in ("system", "light", "dark")},
    "motion": {each: each for each in ("system", "reduced")},
    "simple": _SWITCH,
    "aloud": _SWITCH,
    "easy": _SWITCH,
}
# A city may stop speaking a language; the rest of what somebody chose stands.
_SLUG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}")
_SEEN = ("text", "spacing", "contrast", "scheme", "motion", "simple")
BY_ADDRESS = ("simple", "language")
_SHORT = {"1": "on", "0": "off"}
_TOLD = {True: "simple-on", False: "simple-off"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody chose: `system` leaves it to the device; `language` is a slug, empty without a choice."""

    text: int = 100
    spacing: str = "normal"
    contrast: str = "system"
    scheme: str = "system"
    motion: str = "system"
    simple: bool = False
    aloud: bool = False
    easy: bool = False
    language: str = ""

    def choose(self, words: Mapping[str, str]) -> "Preferences":
        """Return these with what the words choose; a word that is no choice changes nothing."""
        chosen = {name: CHOICES[name][word] for name, word in words.items() if word in CHOICES.get(name, ())}
        if _SLUG.fullmatch(words.get("language", "")):
            chosen["language"] = words["language"]
        return replace(self, **chosen)

    def words(self) -> dict[str, str]:
        """Return the word of every choice, as the form has it."""
        return {
            name: next((word for word, meant in CHOICES.get(name, {}).items() if meant == value), str(value))
            for name, value in asdict(self).items()
        }

    def written(self) -> str:
        """Return the cookie; nothing if everything is at its default."""
        usual = DEFAULTS.words()
        different = [f"{name}-{word}" for name, word in self.words().items() if word != usual[name]]
        return ".".join([VERSION, *different]) if different else ""

    def attributes(self) -> dict[str, str]:
        """Return what the root element tells the stylesheet."""
        usual, chosen = DEFAULTS.words(), self.words()
        return {f"data-{name}": chosen[name] for name in _SEEN if chosen[name] != usual[name]}

    @property
    def reads_aloud(self) -> bool:
        return self.aloud or self.simple

    def spoken(self) -> Language | None:
        """Return the chosen language in the chosen register, None if nothing was chosen that pages speak."""
        if not self.language:
            return None
        known = platform().languages
        found = known.find(self.language)
        return (known.easy_form(found) or found) if found and self.easy else found


DEFAULTS = Preferences()


def read(cookie: str) -> Preferences:
    """Return what a cookie says; the defaults if it does not say so exactly as `written` would."""
    if not cookie or len(cookie) > LONGEST_COOKIE:
        return DEFAULTS
    words = dict(part.partition("-")[::2] for part in cookie.split(".")[1:])
    chosen = DEFAULTS.choose(words)
    return chosen if chosen.written() == cookie else DEFAULTS


def plain_form(language: Language) -> Language:
    """Return the language that an easy form is of; any other is its own."""
    return language.fallback or language if language.register else language


def register(app: Flask) -> None:
    app.before_request(_take_from_address)
    app.after_request(_keep)


def preferences() -> Preferences:
    """Return what the person who asks has chosen."""
    if "preferences" not in g:
        g.preferences = read(request.cookies.get(_cookie_name(), "")) if takes_cookies() else DEFAULTS
    chosen: Preferences = g.preferences
    return chosen


def chosen_by_address() -> Preferences:
    """Return what was chosen before, with what the address of this page chooses."""
    words = {name: request.args[name] for name in BY_ADDRESS if name in request.args}
    return preferences().choose({name: _SHORT.get(word, word) for name, word in words.items()})


def keep(chosen: Preferences, told: str = "") -> None:
    """Keep a choice from now on, in the account of whoever is signed in as well.

    `told` is what the next page says about it.
    """
    before, g.preferences = preferences(), chosen
    if chosen != before and (resident := signed_in_resident()):
        platform().accounts.keep_preferences(resident.id, chosen.written())
    if told:
        session["told"] = told


def take_from_account(resident: Resident) -> None:
    """Let pages be as whoever has just signed in wants them; an account that knows nothing learns it here."""
    if resident.preferences:
        g.preferences = read(resident.preferences)
    elif written := preferences().written():
        platform().accounts.keep_preferences(resident.id, written)


def told() -> str | None:
    """Return what a page has to say once about what was just done."""
    if not takes_cookies() or "told" not in session:
        return None
    said: str = session.pop("told")
    return said


def keeping(address: str, **words: str) -> str:
    """Return an address of ours that chooses something as it is opened."""
    path, _, query = address.partition("?")
    return f"{path}?{'&'.join(part for part in (query, urlencode(words)) if part)}"


def this_page() -> str | None:
    """Return the address at which this page can be opened again; None if it cannot."""
    rule = request.url_rule
    if rule is None or "lang" not in rule.arguments or not can_be_asked_for(request.endpoint or ""):
        return None
    return _address(request.args if request.method in {"GET", "HEAD"} else MultiDict())


def can_be_asked_for(endpoint: str) -> bool:
    """Whether an endpoint answers to an address alone."""
    return any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))


def _take_from_address() -> ResponseReturnValue | None:
    """Keep what the address chooses, and lead on to the address without it, which can be left and kept."""
    rule = request.url_rule
    if request.method not in {"GET", "HEAD"} or rule is None or "lang" not in rule.arguments:
        return None
    if not any(name in request.args for name in BY_ADDRESS):
        return None
    before, chosen = preferences(), chosen_by_address()
    keep(chosen, _TOLD[chosen.simple] if chosen.simple != before.simple else "")
    rest = [each for each in request.args.items(multi=True) if each[0] not in BY_ADDRESS]
    return redirect(_address(MultiDict(rest)))


def _address(query: MultiDict[str, str]) -> str:
    return quote(request.path) + (f"?{urlencode(list(query.items(multi=True)))}" if query else "")


def _keep(response: Response) -> Response:
    """Write the cookie where it does not say what was chosen, and anew at the home page, lest it run out."""
    if "preferences" not in g or not takes_cookies():
        return response
    sent, kept = request.cookies.get(_cookie_name()), preferences().written()
    if kept and (sent != kept or request.endpoint == "web.home"):
        response.set_cookie(_cookie_name(), kept, max_age=YEAR, **_only_for_us())
    elif sent is not None and not kept:
        response.delete_cookie(_cookie_name(), **_only_for_us())
    return response


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-display"


def _only_for_us() -> dict[str, Any]:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return {"path": "/", "secure": secure, "httponly": True, "samesite": "Lax"}

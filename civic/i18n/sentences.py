"""Codes become sentences here, and only here: events, states, reasons, refusals and faults in a language.

Every sentence has a symbol as its id and stands in every catalogue. What it names (an office, a service)
comes from the city's pack in the language that serves the reader best, and carries that language.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from civic.cities.pack import City, Names, NoSuchDepartment, NoSuchService, name_in
from civic.i18n.catalogues import catalogue
from civic.i18n.formatting import day, moment, number
from civic.i18n.languages import Language
from civic.i18n.negotiation import expand
from civic.i18n.pseudo import CHANGES
from civic.kernel.clock import from_timestamp
from civic.kernel.errors import Fault, Refused
from civic.kernel.event import Event, Withheld
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.kernel.mixed_scripts import mixed_words


def say(sentence: str, language: Language, /, **facts: Any) -> Markup:
    """Return the sentence of that id; facts are escaped, numbers are written as the language writes them."""
    written = {
        name: number(fact, language) if isinstance(fact, int) else fact for name, fact in facts.items()
    }
    return Markup(catalogue(language).gettext(sentence, written, Markup))  # noqa: S704 (escaped by Markup)


def event_sentence(event: Event, city: City, language: Language) -> Markup:
    """Tell what happened, for everyone to read."""
    held = ((fact, field, write) for fact, (field, write) in _FACTS.items() if hasattr(event, field))
    facts = {
        fact: write(event, city, language) for fact, field, write in held if getattr(event, field) is not None
    }
    sentence = f"event.{event.TYPE}"
    return known(f"{sentence}.{_variant(event)}", sentence, language, **facts)


def _variant(event: Event) -> str:
    """Return what tells apart events of one type that are told in different words."""
    given = [name for name in _TOLD_OTHERWISE if getattr(event, name, False)]
    if given:
        return "_and_".join(given)
    return getattr(event, "purpose", "") or getattr(event, "status", "")


_TOLD_OTHERWISE = ("with_contact", "with_answers", "taken_down")
Write = Callable[[Any, City, Language], Any]
# What a sentence may name: the field of the event that it comes from, and how it is written.
_FACTS: Mapping[str, tuple[str, Write]] = {
    "office": ("office", lambda event, city, language: department_name(city, event.office, language)),
    "department": (
        "department",
        lambda event, city, language: department_name(city, event.department, language),
    ),
    "reason": ("reason", lambda event, _city, language: reason_word(event.reason, language)),
    "day": ("day", lambda event, _city, language: day(date.fromisoformat(event.day), language)),
    "unit": ("unit", lambda event, city, language: unit_name(city, event.office, event.unit, language)),
    "party": ("party", lambda event, city, language: party_name(city, event.party, language)),
    "original": (
        "original",
        lambda event, _city, _language: Markup('<bdi class="number">{}</bdi>').format(spell(event.original)),
    ),
    "program": ("program", lambda event, _city, _language: Markup("<bdi>{}</bdi>").format(event.program)),
    "role": ("role", lambda event, _city, language: say(f"role.{event.role}", language)),
    "duplicate": (
        "duplicate",
        lambda event, _city, _language: Markup('<bdi class="number">{}</bdi>').format(spell(event.duplicate)),
    ),
    "parent": (
        "parent",
        lambda event, _city, _language: Markup('<bdi class="number">{}</bdi>').format(spell(event.parent)),
    ),
    "part": (
        "part",
        lambda event, _city, _language: Markup('<bdi class="number">{}</bdi>').format(spell(event.part)),
    ),
    "count": ("parts", lambda event, _city, _language: len(event.parts)),
    "outcome": (
        "ended_as",
        lambda event, _city, language: state_word(event.ended_as, "resident", language),
    ),
    "promise": ("promise", lambda event, _city, language: say(f"promise.{event.promise}", language)),
    "level": ("level", lambda event, _city, _language: event.level),
    "moment": (
        "settle_by",
        lambda event, city, language: moment(from_timestamp(event.settle_by), city.zone, language),
    ),
    "channel": (
        "channel",
        lambda event, _city, language: known(f"channel.{event.channel}", "channel.other", language),
    ),
}


def event_sentence_left_open(type_: str, language: Language) -> Markup:
    """Return the sentence of a type of event, in which dots stand for what each event says itself."""
    return say(f"event.{type_}", language, **dict.fromkeys(_FACTS, "…"))


def state_word(state: str, reader: str, language: Language) -> Markup:
    """Name a state; `reader` is resident or official."""
    return say(f"state.{reader}.{state}", language)


def reason_word(reason: str, language: Language) -> Markup:
    return known(f"reason.{reason}", "reason.other", language)


def withheld_sentence(what: str, withheld: Withheld, city: City, language: Language) -> Markup:
    """Say what stood here and was taken out of public view; `what` is words, photo or photo_words."""
    since = day(withheld.since.astimezone(city.zone).date(), language)
    return say(f"withheld.{what}", language, day=since, reason=reason_word(withheld.reason, language))


def refusal_sentence(refused: Refused, language: Language) -> Markup:
    """Say why something is not done and what to do instead."""
    general = f"http.{refused.status}"
    return known(f"refused.{refused.code}", general, language, **refused.facts)


def refusal_heading(status: int, language: Language) -> Markup:
    return known(f"http.{status}.heading", "http.other.heading", language)


def status_sentence(status: int, language: Language) -> Markup:
    return known(f"http.{status}", "http.other", language)


def fault_sentence(fault: Fault, language: Language) -> Markup:
    """Say what is wrong with a field and how to mend it; the field may have a sentence of its own."""
    own = f"fault.{fault.field}.{fault.code}"
    general = f"fault.{fault.code}"
    sentence = own if catalogue(language).has(own) else general
    return known(sentence, "fault.other", language, **fault.facts)


def known(sentence: str, otherwise: str, language: Language, /, **facts: Any) -> Markup:
    """Say a sentence whose id comes from outside, or another where the catalogues do not have it."""
    has = catalogue(language).has(sentence)
    return say(sentence if has else otherwise, language, **facts)


def name(names: Names, language: Language) -> Markup:
    """Return a name from a city's pack, marked with its language where the page has another."""
    return words(name_for(names, language), language)


def name_for(names: Names, language: Language) -> Text:
    """Return the name that serves a reader best, with the language that it is really in."""
    found = name_in(names, language.tag)
    return Text(CHANGES[language.pseudo](found.text), language.tag) if language.pseudo else found


def words(text: Text, language: Language) -> Markup:
    """Isolate a text from its surroundings, so that its direction does not turn theirs around."""
    if not language.pseudo and expand(text.language) == expand(language.tag):
        return Markup("<bdi>{}</bdi>").format(text.text)
    return Markup('<bdi lang="{}">{}</bdi>').format(text.language, text.text)


def as_written(text: str, language: Language) -> Markup:
    """Return somebody's words; what mixes alphabets, and may pass for another word, is marked as such."""
    shown, done = Markup(), 0
    for word in mixed_words(text):
        note = Markup('<small lang="{}">({})</small>').format(language.tag, say("text.mixed", language))
        shown += text[done : word.start]
        shown += Markup('<span class="mixed">{}</span> <bdi>{}</bdi>').format(text[word], note)
        done = word.stop
    return shown + text[done:]


def department_name(city: City, code: str, language: Language) -> Markup:
    """Return the name of an office; an imported case may name one that the pack does not have."""
    try:
        return name(city.department(code).names, language)
    except NoSuchDepartment:
        return escape(code)


def unit_name(city: City, department: str, code: str, language: Language) -> Markup:
    """Return the name of a unit of an office, or say that it is the office as a whole."""
    units = (unit for each in city.departments if each.code == department for unit in each.units)
    found = next((unit for unit in units if unit.code == code), None)
    return name(found.names, language) if found else known(f"unit.{code}", "unit.all", language)


def party_name(city: City, code: str, language: Language) -> Markup:
    """Return the name of somebody outside the city; an older event may name one that the pack has lost."""
    found = next((partner for partner in city.partners if partner.code == code), None)
    return name(found.names, language) if found else say("party.other", language)


def service_name(city: City, code: str, language: Language) -> Markup:
    """Return the name of a service; an imported case may name one that the pack does not have."""
    try:
        return name(city.service(code).names, language)
    except NoSuchService:
        return escape(code)

"""Following without an account: a feed of the newest cases of a place or a service, and of one case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request, url_for

from civic.cases.queries import QueueRow
from civic.cases.views.filters import chosen_filters, narrowed
from civic.cases.views.timeline import timeline
from civic.cities.pack import City
from civic.i18n import sentences
from civic.i18n.languages import Language
from civic.kernel.event import Withheld
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.language import Text
from civic.kernel.mixed_scripts import with_note
from civic.web.access import access
from civic.web.atom import Entry, Feed, feed_response
from civic.web.page_language import offered_languages
from civic.web.platform import chosen_city, platform, site_address

blueprint = Blueprint("feeds", __name__)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@blueprint.get("/data/cases.atom")
@access("anyone", cookies=False)
def cases() -> Response:
    """Give the newest cases, narrowed in the same way as the public list."""
    city, language = chosen_city(), _language()
    chosen = {name: code for name, code in chosen_filters(city).items() if code}
    found = platform().case_lists.listed(narrowed(city, chosen)).cases
    named = [each.names for each in city.services if each.code == chosen.get("service")]
    named += [each.names for each in city.districts if each.code == chosen.get("district")]
    return feed_response(
        Feed(
            id=site_address() + feed_of_cases(city, language, **chosen),
            title=" · ".join(sentences.name_for(names, language).text for names in (city.names, *named)),
            author=sentences.name_for(city.names, language).text,
            address=site_address() + _list(city, language, **chosen),
            language=language.tag,
            updated=max((each.changed_at for each in found), default=NEVER),
            entries=[_entry(each, city, language) for each in found],
        )
    )


@blueprint.get("/data/cases/<case:number>.atom")
@access("anyone", cookies=False)
def case(number: CaseNumber) -> Response:
    """Give what happened to one case, and what came of it outside the city, the latest first."""
    (found, outside), language = platform().cases.page_with_outside(number), _language()
    city = platform().cities.get(found.filed.city)
    page = _page(number, language)
    entries = [
        Entry(
            id=f"{site_address()}/api/v1/events/{each.recorded.position}",
            title=sentences.event_sentence(each.recorded.event, city, language).striptags(),
            address=page,
            updated=each.recorded.recorded_at,
            words=_noted(each.text, language) or _tombstones(each.withheld, city, language),
        )
        for each in reversed(timeline(found.events, outside.events))
    ]
    service = sentences.service_name(city, found.filed.service, language).striptags()
    return feed_response(
        Feed(
            id=site_address() + feed_of_case(number, language),
            title=f"{service} · {spell(number)}",
            author=sentences.name_for(city.names, language).text,
            address=page,
            language=language.tag,
            updated=entries[0].updated,
            entries=entries,
        )
    )


def feed_of_cases(city: City, language: Language, **chosen: Any) -> str:
    return url_for("feeds.cases", language=language.slug, **_named(city), **chosen)


def feed_of_case(number: CaseNumber, language: Language) -> str:
    return url_for("feeds.case", number=number, language=language.slug)


def _list(city: City, language: Language, **chosen: Any) -> str:
    return url_for("cases.search", lang=language.slug, **_named(city), **chosen)


def _named(city: City) -> dict[str, Any]:
    return {"city": city.code} if city.code != platform().settings.city else {}


def _language() -> Language:
    """Return the language that the address names, else the source language: feeds have no browser to ask."""
    wanted = request.args.get("language")
    return next((each for each in offered_languages() if each.slug == wanted), platform().languages.source)


def _entry(row: QueueRow, city: City, language: Language) -> Entry:
    service = sentences.service_name(city, row.service, language).striptags()
    state = sentences.state_word(row.state, "resident", language).striptags()
    return Entry(
        id=f"{site_address()}/api/v1/cases/{row.case}",
        title=_note(" · ".join(part for part in (service, row.address, state) if part), language),
        address=_page(row.case, language),
        updated=row.changed_at,
        words=_noted(Text(row.first_words, row.language or "und"), language)
        if row.first_words
        else _tombstones([("words", row.withheld)] if row.withheld else (), city, language),
    )


def _tombstones(withheld: Sequence[tuple[str, Withheld]], city: City, language: Language) -> Text | None:
    said = [sentences.withheld_sentence(what, each, city, language).striptags() for what, each in withheld]
    return Text(" ".join(said), language.tag) if said else None


def _noted(words: Text | None, language: Language) -> Text | None:
    return words and replace(words, text=_note(words.text, language))


def _note(text: str, language: Language) -> str:
    return with_note(text, sentences.say("text.mixed", language))


def _page(number: CaseNumber, language: Language) -> str:
    return site_address() + url_for("cases.page", lang=language.slug, number=number)

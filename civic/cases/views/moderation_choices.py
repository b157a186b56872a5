"""What an official can decide on a case: which of its words and photos everyone sees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

from flask import url_for

from civic.cases.case_page import CasePage, Outside
from civic.cases.forms import box_of
from civic.cases.model import REASONS
from civic.cases.passages import Published, published
from civic.cases.views.replies import Options
from civic.i18n.languages import Language
from civic.i18n.sentences import reason_word


@dataclass(frozen=True, slots=True)
class Choice:
    """A text or a photo to be chosen: the name of its box, and where its picture is if it is one."""

    box: str
    published: Published
    picture: str


@dataclass(frozen=True, slots=True)
class Moderation:
    """What everyone sees and can be taken out of view, what is out of view, and for which reasons."""

    shown: Sequence[Choice]
    withheld: Sequence[Choice]
    reasons: Options


def moderation(found: CasePage, outside: Outside, language: Language) -> Moderation:
    """Return the choices for a case that was read whole."""
    history = chain(found.events, outside.events)
    passages = list(published(history))
    gone = {(each.passage.position, each.passage.item) for each in passages if each.withheld}
    return Moderation(
        [_choice(each, found) for each in passages if each.withheld is None and not _goes_along(each, gone)],
        [_choice(each, found) for each in passages if each.withheld],
        [(code, reason_word(code, language).striptags()) for code in REASONS["withhold"]],
    )


def _goes_along(each: Published, gone: Collection[tuple[int, str]]) -> bool:
    """Whether it is what was said about a photo that is out of view itself."""
    return (each.passage.position, each.passage.item.removesuffix(".words")) in gone


def _choice(each: Published, found: CasePage) -> Choice:
    picture = ""
    if each.photo is not None:
        endpoint = "photos.sealed" if each.withheld else "photos.public"
        picture = url_for(endpoint, number=found.filed.case, name=each.photo.small.file)
    return Choice(box_of(each.passage), each, picture)

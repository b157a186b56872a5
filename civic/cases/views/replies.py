"""Standard replies on an office's forms: in the reporter's language, with what they mean in the office's."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from civic.cases.events import CaseFiled
from civic.cities.pack import City, name_in
from civic.cities.replies import Reply
from civic.i18n.languages import Language
from civic.i18n.negotiation import expand
from civic.i18n.sentences import name_for
from civic.kernel.errors import Fault
from civic.kernel.language import Text
from civic.web.forms import Form
from civic.web.page_language import offered_languages

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class StandardReply:
    """`offered_as` is the language that the form then names; `meaning` says the same to the office where it
    reads another language; `foreign` is whether nobody has written it in the reporter's yet.
    """

    code: str
    name: Text
    words: Text
    offered_as: str
    meaning: Text | None
    foreign: bool


def language_of_reporter(filed: CaseFiled, city: City) -> str:
    """Return the language that whoever filed it wrote in, or wants to be written to."""
    if filed.description is not None:
        return filed.description.language
    correspondence = filed.contact.correspondence if filed.contact else None
    return correspondence.language if correspondence else city.default_language


def standard_replies(step: str, filed: CaseFiled, city: City, language: Language) -> list[StandardReply]:
    """Return what the city has ready for a step on a case."""
    wanted = language_of_reporter(filed, city)
    return [_in(wanted, each, language) for each in city.replies_to(step, filed.service)]


def put_in(form: Form, step: str, filed: CaseFiled, city: City) -> Form:
    """Return the form with the reply that was chosen after the words that stand there already."""
    code = form.value("reply")
    chosen = next((each for each in city.replies_to(step, filed.service) if each.code == code), None)
    if chosen is None:
        retired = Fault("answer", "input.unknown-choice", {"choice": code[:60]})
        return form.with_faults([*form.faults, retired])
    said = name_in(chosen.words, language_of_reporter(filed, city))
    words = "\n\n".join(filter(None, (form.value("answer"), said.text)))
    return replace(form, values={**form.values, "answer": words, "language": offered_tag(said.language)})


def offered_tag(tag: str) -> str:
    """Return the tag under which pages offer a language: what is written in `de` is offered as `de-AT`."""
    return next((offered for offered in _names_by_tag() if expand(offered) == expand(tag)), tag)


def languages_of_words(replies: Iterable[StandardReply]) -> Options:
    """Return the languages that an office's words can be in: those of the pages, and what a reply is in."""
    offered = _names_by_tag()
    others = {reply.offered_as for reply in replies} - offered.keys()
    return [*offered.items(), *((tag, tag) for tag in sorted(others))]


def _names_by_tag() -> dict[str, str]:
    real = (each for each in offered_languages() if each.register is None and not each.pseudo)
    return {each.tag: each.name for each in real}


def _in(wanted: str, reply: Reply, language: Language) -> StandardReply:
    words, own = name_in(reply.words, wanted), name_for(reply.words, language)
    return StandardReply(
        reply.code,
        name_for(reply.names, language),
        words,
        offered_tag(words.language),
        own if expand(own.language) != expand(words.language) else None,
        expand(words.language) != expand(wanted),
    )

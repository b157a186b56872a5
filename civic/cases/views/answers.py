"""Answers to the extra questions of a service, in the words of its questions and choices."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from civic.cases.events import GivenAnswer
from civic.cities.pack import City, NoSuchService, Question
from civic.i18n.languages import Language
from civic.i18n.sentences import as_written, name, say


def answers_in_words(
    city: City, service: str, given: Iterable[GivenAnswer] | None, language: Language
) -> list[tuple[Markup, Markup]]:
    """Return question and answer; what the catalogue no longer asks stays as its code."""
    try:
        asked = {question.code: question for question in city.service(service).questions}
    except NoSuchService:
        asked = {}
    return [_in_words(asked.get(each.question), each, language) for each in given or ()]


def _in_words(question: Question | None, given: GivenAnswer, language: Language) -> tuple[Markup, Markup]:
    return _question(question, given, language), _answer(question, given, language)


def _question(question: Question | None, given: GivenAnswer, language: Language) -> Markup:
    return name(question.text, language) if question else escape(given.question)


def _answer(question: Question | None, given: GivenAnswer, language: Language) -> Markup:
    if question is None:
        return Markup("<bdi>{}</bdi>").format(as_written(given.answer, language))
    if question.kind == "yes_no" and given.answer in {"yes", "no"}:
        return say(f"answer.{given.answer}", language)
    for choice in question.choices:
        if choice.code == given.answer:
            return name(choice.names, language)
    return Markup("<bdi>{}</bdi>").format(as_written(given.answer, language))

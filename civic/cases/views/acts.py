"""What an office can do on a case now: one form for each step that the workflow allows, with its choices."""

from dataclasses import dataclass

from markupsafe import Markup

from civic.cases.events import CaseFiled
from civic.cases.forms import STEP_OF_ACT, asked_for
from civic.cases.model import REASONS, Case
from civic.cases.views.replies import Options, StandardReply, languages_of_words, standard_replies
from civic.cases.workflow import MOST_PARTS, needs_of, steps_from
from civic.cities.pack import City
from civic.i18n.languages import Language
from civic.i18n.ordering import by_name
from civic.i18n.sentences import name_for, party_name, reason_word, unit_name

ACT_OF_STEP = {step: act for act, step in STEP_OF_ACT.items()}


@dataclass(frozen=True, slots=True)
class Act:
    """A form: `name` stands in its address, `needs` are what it asks for, `options` what can be chosen.

    `replies` are words that can be put in, `languages` what words can be written in.
    """

    name: str
    needs: tuple[str, ...]
    options: Options
    replies: tuple[StandardReply, ...]
    languages: Options


def acts(case: Case, alias: str, filed: CaseFiled, city: City, language: Language) -> list[Act]:
    """Return the acts that an official, who has an alias in the case, can do, as the workflow has them."""
    steps = (step for step in steps_from(case.state, "official") if step in ACT_OF_STEP)
    return [_act(step, case, filed, city, language) for step in steps if _has_all(step, case, alias)]


def is_offered(step: str, case: Case, alias: str) -> bool:
    """Whether an official can take a step on a case, as the workflow has it."""
    return step in steps_from(case.state, "official") and _has_all(step, case, alias)


def _has_all(step: str, case: Case, alias: str) -> bool:
    """Whether the case has what the step needs of it, such as that the reporter has an answer."""
    there = {
        "answered": not case.enquired,
        "handed": bool(case.handed_by),
        "claimed": case.claimed_by == alias,
        "unclaimed": case.claimed_by != alias,
        "reported": not case.parent,
        "whole": not case.parent,
        "room": case.parts < MOST_PARTS,
        "parts_settled": not case.open_parts,
    }
    return all(there.get(need, True) for need in needs_of(step))


def _act(step: str, case: Case, filed: CaseFiled, city: City, language: Language) -> Act:
    options: Options = [(code, _plain(reason_word(code, language))) for code in REASONS.get(step, ())]
    if step == "assign":
        units = city.units_of(case.department)
        options = [(code, _plain(unit_name(city, case.department, code, language))) for code in units]
    if step == "hand_over":
        others = (each for each in city.departments if each.code != case.department)
        options = [(each.code, name_for(each.names, language).text) for each in by_name(others, language)]
    if step == "forward":
        options = [(code, _plain(party_name(city, code, language))) for code in city.parties]
    replies = standard_replies(step, filed, city, language)
    return Act(ACT_OF_STEP[step], asked_for(step), options, tuple(replies), languages_of_words(replies))


def _plain(words: Markup) -> str:
    """An option of a list holds no markup."""
    return words.striptags()

"""What is out of public view: the rules for everyone, the forms and the list of those who decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cases.forms import MODERATIONS, read_moderation
from civic.cases.model import REASONS
from civic.cases.views.acting import own_alias
from civic.cases.views.office import matter_of, own_case, show
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.ids import CaseNumber
from civic.web.access import access, ensure_may, own_official
from civic.web.forms import typed_form
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

blueprint = Blueprint("moderation", __name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason for taking something out of public view, and how much is so for this reason now."""

    reason: str
    items: int


@blueprint.get("/<language:lang>/moderation")
@access("anyone")
def rules() -> Response:
    """Say by which rules the city takes words and photos out of public view, and how often it does."""
    city = chosen_city()
    return render("moderation/rules.html", city=city, rules=_rules(city.code))


def _rules(city: str) -> Sequence[Rule]:
    counts = platform().case_lists.withheld_by_reason(city)
    return [Rule(reason, counts.get(reason, 0)) for reason in REASONS["withhold"]]


@blueprint.get("/<language:lang>/office/moderation")
@access("official", may="moderate")
def page() -> Response:
    """List the cases of which something is out of public view, those with an objection first."""
    city = platform().cities.get(own_official().city)
    return render("office/moderation.html", city=city, rows=platform().case_lists.withheld(city.code))


@blueprint.post(f"/<language:lang>/office/cases/<case:number>/<any({','.join(map(repr, MODERATIONS))}):act>")
@access("official", may="moderate")
def act(number: CaseNumber, act: str) -> ResponseReturnValue:
    """Decide what everyone sees of a case; what cannot be done leads back to the case with the words kept."""
    typed = typed_form()
    ensure_may("moderate", matter_of(own_case(number)))
    try:
        office, official = own_official().department, own_alias(number)
        command = read_moderation(act, number, office, official, typed, page_language().tag)
        platform().cases.work(command, command_id=typed.command_id())
    except InputHasFaults as refused:
        return show(number, typed.with_faults(refused.faults), refused.status, act)
    except Refused as refused:
        return show(number, typed, refused.status, act, refused)
    return redirect(link("office.case", number=number), 303)

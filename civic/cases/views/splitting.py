"""Splitting a case: write what each office has to do, check to which one it goes, send. Without scripts."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cases.case_page import CasePage
from civic.cases.commands import SplitCase
from civic.cases.events import PartOpened
from civic.cases.forms import read_splitting, rows_of, rows_shown, without_gaps
from civic.cases.views.acting import own_alias
from civic.cases.views.acts import is_offered
from civic.cases.views.office import matter_of, own_case
from civic.cases.workflow import MOST_PARTS
from civic.i18n.ordering import by_name
from civic.i18n.sentences import name_for
from civic.kernel.clock import from_timestamp
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.ids import CaseNumber
from civic.web.access import access, ensure_may, own_official
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.rendering import link, render

blueprint = Blueprint("splitting", __name__)
AT = "/<language:lang>/office/cases/<case:number>/parts"
AT_FIRST = 2  # rows of a form in which nothing stands yet


@blueprint.get(AT)
@access("official", may="work")
def form(number: CaseNumber) -> ResponseReturnValue:
    """Show the form; a case that cannot be split says on its page where it stands."""
    found = _workable(number)
    if not is_offered("split", found.case, own_alias(number)):
        return redirect(link("office.case", number=number), 303)
    return _show(found, Form())


@blueprint.post(AT)
@access("official", may="work")
def splitting(number: CaseNumber) -> ResponseReturnValue:
    """Take the step whose button was pressed; whatever is wrong leads back to the form."""
    found = _workable(number)
    typed = without_gaps(typed_form(), MOST_PARTS)
    try:
        return _STEPS.get(typed.value("step"), _check)(found, typed)
    except InputHasFaults as refused:
        return _show(found, typed.with_faults(refused.faults), refused.status)
    except Refused as refused:
        return _show(found, typed, refused.status, refused)


def _workable(number: CaseNumber) -> CasePage:
    """Return a case on which somebody may work, without anything that is sealed."""
    found = own_case(number).without_sealed()
    ensure_may("work", matter_of(found))
    return found


def _room(found: CasePage) -> int:
    return MOST_PARTS - found.case.parts


def _another(found: CasePage, typed: Form) -> Response:
    return _show(found, typed, more=1)


def _change(found: CasePage, typed: Form) -> Response:
    return _show(found, typed)


def _check(found: CasePage, typed: Form) -> Response:
    """Show to which office each part goes; nothing is sent yet."""
    wanted = platform().cases.preview_parts(_command(found, typed))
    return _render("office/splitting_check.html", found, typed, 200, wanted=wanted)


def _send(found: CasePage, typed: Form) -> ResponseReturnValue:
    platform().cases.work(_command(found, typed), command_id=typed.command_id())
    return redirect(link("office.case", number=found.filed.case, _anchor="parts"), 303)


def _command(found: CasePage, typed: Form) -> SplitCase:
    number, office = found.filed.case, own_official().department
    return read_splitting(number, office, own_alias(number), typed, page_language().tag, MOST_PARTS)


def _show(
    found: CasePage, typed: Form, status: int = 200, refused: Refused | None = None, more: int = 0
) -> Response:
    filled, shown = len(rows_of(typed, MOST_PARTS)), rows_shown(typed, MOST_PARTS)
    rows = max(filled, min(max(AT_FIRST, shown + more), _room(found)))
    return _render("office/splitting.html", found, typed, status, rows=rows, refused=refused)


def _render(
    template: str,
    found: CasePage,
    typed: Form,
    status: int,
    *,
    rows: int = 0,
    refused: Refused | None = None,
    wanted: list[PartOpened] | None = None,
) -> Response:
    city, language = platform().cities.get(found.filed.city), page_language()
    return render(
        template,
        status,
        city=city,
        case=found.case,
        filed=found.events[0],
        form=typed,
        refused=refused,
        rows=range(1, rows + 1),
        room=_room(found),
        parts=platform().case_lists.parts(found),
        services=[
            (each.code, name_for(each.names, language).text) for each in by_name(city.services, language)
        ],
        wanted=[(part, from_timestamp(part.settle_by or "")) for part in wanted or ()],
    )


_STEPS: Mapping[str, Callable[[CasePage, Form], ResponseReturnValue]] = {
    "another": _another,
    "change": _change,
    "check": _check,
    "send": _send,
}

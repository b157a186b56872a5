"""Several cases at once: officials choose them in the queue and take one step on all, with the same words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from flask import Response, request

from civic.cases.case_page import CasePage
from civic.cases.forms import OFFICIAL_ACTS, read_official_act
from civic.cases.views.acting import own_alias
from civic.cases.views.acts import Act, acts
from civic.cases.views.office import matter_of, own_case
from civic.cases.views.queue import blueprint
from civic.kernel.errors import InputHasFaults, Refused
from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id
from civic.web.access import access, ensure_may, own_official
from civic.web.forms import Form, FormIsIncomplete, typed_form
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.rendering import render

__all__ = ["blueprint"]  # of offices, with the pages below
MOST_AT_ONCE = 50
AT = "/<language:lang>/office/selection"
# What names another case, or an office that differs from case to case, is done on each.
ACTS_ON_SEVERAL = tuple(act for act in OFFICIAL_ACTS if act not in ("duplicate", "return"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that was chosen, and the version that its reader saw."""

    found: CasePage
    seen_version: int

    @property
    def number(self) -> CaseNumber:
        return self.found.filed.case


@blueprint.get(AT)
@access("official", may="work")
def selection() -> Response:
    """Offer what can be done with all that were chosen."""
    return _show(list(_chosen(request.args.getlist("case"))), Form())


@blueprint.post(AT)
@access("official", may="work")
def act_on_several() -> Response:
    """Take one step on each; say of which it could not be taken, and why."""
    typed, chosen = typed_form(), list(_chosen(request.form.getlist("case")))
    act = request.args.get("act", "")
    if act not in ACTS_ON_SEVERAL:
        raise FormIsIncomplete(f"{act[:40]!r} is nothing that can be done on several cases")
    outcomes: list[tuple[Chosen, Refused | None]] = []
    for each in chosen:
        refused = _refusal(act, each, typed)
        # Once something is done it is said what; before that, the form is mended.
        if isinstance(refused, InputHasFaults) and all(outcome for _, outcome in outcomes):
            return _show(chosen, typed.with_faults(refused.faults), refused.status, act)
        outcomes.append((each, refused))
    city = platform().cities.get(own_official().city)
    return render("office/selection_done.html", city=city, act=act, outcomes=outcomes)


def _refusal(act: str, chosen: Chosen, typed: Form) -> Refused | None:
    """Take a step on one case, or return why not."""
    office, official = own_official().department, own_alias(chosen.number)
    seen = replace(typed, values={**typed.values, "seen_version": str(chosen.seen_version)})
    try:
        command = read_official_act(act, chosen.number, office, official, seen, page_language().tag)
        ensure_may("work", matter_of(chosen.found))
        platform().cases.work(command, command_id=f"{typed.command_id()}-{chosen.number}")
    except Refused as refused:
        return refused
    return None


def _chosen(named: Iterable[str]) -> Iterator[Chosen]:
    """Read `NUMBER` or `NUMBER.VERSION`; what is no number, and a case of another city, is not chosen."""
    for text in list(dict.fromkeys(named))[:MOST_AT_ONCE]:
        typed, _, version = text.partition(".")
        try:
            found = own_case(CaseNumber(parse_public_id(typed)))
        except NumberHasATypo:
            continue
        yield Chosen(found, int(version) if version.isascii() and version.isdigit() else found.case.version)


def _show(chosen: Sequence[Chosen], typed: Form, status: int = 200, act: str = "") -> Response:
    mine = [each for each in chosen if own_official().may("work", matter_of(each.found))]
    return render(
        "office/selection.html",
        status,
        city=platform().cities.get(own_official().city),
        chosen=mine,
        left_out=len(chosen) - len(mine),
        acts=_in_common(mine),
        form=typed,
        blank=Form(),
        act=act,
    )


def _in_common(chosen: Sequence[Chosen]) -> list[Act]:
    """Return the acts that can be done on every one of the cases, with the same choices."""
    city, language = platform().cities.get(own_official().city), page_language()
    offered = [
        [
            replace(each, replies=())
            for each in acts(case.found.case, own_alias(case.number), case.found.filed, city, language)
            if each.name in ACTS_ON_SEVERAL
        ]
        for case in chosen
    ]
    return reduce(lambda one, other: [each for each in one if each in other], offered) if offered else []

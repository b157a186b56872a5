"""The queue of officials: narrowed as its address says, and saved under names of their own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from civic.cases.queries import Narrowed, QueuePage
from civic.cases.views.acting import is_own
from civic.cases.views.routing import blueprint
from civic.cases.views.targets import targets
from civic.cases.workflow import ASKED, ENDED, LATER, OPEN, WORK
from civic.kernel.errors import InputHasFaults
from civic.people.model import Official
from civic.web.access import access, own_official
from civic.web.forms import Form, typed_form
from civic.web.pagination import Pages
from civic.web.platform import platform
from civic.web.rendering import link, render

__all__ = ["blueprint"]  # of offices, with the pages below

# The states that the queue can be narrowed to; the first is what an office sees when it arrives.
FILTERS: Mapping[str, tuple[str, ...]] = {
    "to-do": (*sorted(WORK), "reopening_requested"),
    "received": ("received",),
    "acknowledged": ("assigned", "acknowledged"),
    "later": tuple(sorted(LATER)),
    "reopening-requested": ("reopening_requested",),
    "ended": (*sorted(ENDED), "withdrawn"),
}
WHOSE = ("", "mine", "office", "all")  # empty is one’s area, if need be the whole office

# Whose case somebody works on ends with it.
CLAIMABLE = OPEN | ASKED


@dataclass(frozen=True, slots=True)
class View:
    """What the address of the queue says, each as its fields are called; what the city lacks is left out."""

    state: str
    departments: str
    service: str
    district: str

    @property
    def states(self) -> tuple[str, ...]:
        """Return the states that are wanted; whose one’s own cases are is known while they are open."""
        wanted = FILTERS[self.state]
        return tuple(each for each in wanted if each in CLAIMABLE) if self.departments == "mine" else wanted

    @property
    def only(self) -> Narrowed:
        return Narrowed(self.service, self.district)

    def said(self, **otherwise: str) -> dict[str, str]:
        """Return what an address says of this view, or of one that differs in something."""
        return {name: said for name, said in (asdict(self) | otherwise).items() if said}


def view_of(said: Mapping[str, str], official: Official) -> View:
    """Return the view that an address or a form asks for."""
    city, whose = platform().cities.get(official.city), said.get("departments", "")
    has_area = bool(official.narrowed_to("work"))
    return View(
        state=_one_of(FILTERS, said.get("state", "")) or next(iter(FILTERS)),
        departments=_one_of(WHOSE, whose) if has_area or whose != "office" else "",
        service=_one_of({each.code for each in city.services}, said.get("service", "")),
        district=_one_of({each.code for each in city.districts}, said.get("district", "")),
    )


@blueprint.get("/<language:lang>/office/queue")
@access("official", may="read")
def queue() -> Response:
    return _show(view_of(request.args, own_official()), Form())


@blueprint.post("/<language:lang>/office/queue/views")
@access("official", may="read")
def save_view() -> ResponseReturnValue:
    """Save what the queue is narrowed to under a name; the same name again is another view from then on."""
    typed, official = typed_form(), own_official()
    view = view_of(typed.values, official)
    try:
        typed.accept()
        platform().officials.saved_views.save(official.id, typed.value("name"), view.said())
    except InputHasFaults as refused:
        return _show(view, typed.with_faults(refused.faults), refused.status)
    return redirect(link("office.queue", **view.said()), 303)


@blueprint.post("/<language:lang>/office/queue/views/removal")
@access("official", may="read")
def remove_view() -> ResponseReturnValue:
    typed, official = typed_form(), own_official()
    platform().officials.saved_views.remove(official.id, typed.value("name"))
    return redirect(link("office.queue", **view_of(typed.values, official).said()), 303)


def _show(view: View, form: Form, status: int = 200) -> Response:
    official, found = own_official(), _found(view, own_official())
    city = platform().cities.get(official.city)
    return render(
        "office/queue.html",
        status,
        city=city,
        office=official.department,
        rows=[(row, targets(row), is_own(row.case, row.claimed_by)) for row in found.rows],
        now=platform().clock.now(),
        pages=_pages(view, found.next_after),
        states=tuple(FILTERS),
        may_work=official.may("work"),
        may_moderate=official.may("moderate"),
        view=view,
        narrowed=Form(view.said()),
        saved=[
            (each.name, view_of(each.asked, official))
            for each in platform().officials.saved_views.of(official.id)
        ],
        form=form,
        has_area=bool(official.narrowed_to("work")),
        counts=platform().case_lists.open_counts(city.code),
        log_waits=platform().log.witnessing().waiting_since is not None,
    )


def _found(view: View, official: Official) -> QueuePage:
    """Return a page of one's own cases, or of those of an area, an office or all, what is due first."""
    lists, after = platform().case_lists, request.args.get("after")
    if view.departments == "mine":
        return lists.claimed(official.city, view.states, is_own, only=view.only, after=after)
    return lists.queue(
        city=official.city,
        departments=None if view.departments == "all" else (official.department,),
        states=view.states,
        after=after,
        order="due_at",
        within=() if view.departments else official.narrowed_to("work"),
        only=view.only,
    )


def _pages(view: View, next_after: str | None) -> Pages:
    """Return the neighbours of a page, which is shown also in answer to a form."""
    here = view.said()
    return Pages(
        first=link("office.queue", **here) if "after" in request.args else None,
        following=link("office.queue", **here, after=next_after) if next_after else None,
    )


def _one_of(known: Mapping[str, object] | set[str] | tuple[str, ...], said: str) -> str:
    return said if said in known else ""

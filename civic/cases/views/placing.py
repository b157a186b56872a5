"""Naming a place without a map: by address, by a well-known place, from lists, or in words.

What is found exactly needs no question. Where several places may be meant, one page asks which, and one of
the answers is always what was typed. `placed` is the address that this has been settled for, `placed_at` the
position that came with it: when somebody writes another address, both are out of date.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from flask import Response

from civic.cases.forms import written_point
from civic.cases.views.photo_place import offered_place
from civic.cities.gazetteer import Finding
from civic.cities.pack import City, District, Names, Neighbourhood, Service
from civic.i18n.ordering import by_name
from civic.kernel.errors import Fault
from civic.kernel.place import Place
from civic.web.forms import Form
from civic.web.page_language import page_language
from civic.web.platform import chosen_city
from civic.web.rendering import render

AS_TYPED = "as-typed"
SETTLED_BEFORE = ("check", "next")  # the steps that leave the place behind
ONE_PAGE_ONLY = ("place_choice", "area", "street", "number", "then")


class Pages(Protocol):
    """What the form of a service belongs to: where its pages send what was typed, and the form itself."""

    @property
    def endpoint(self) -> str: ...
    @property
    def by_official(self) -> bool: ...
    def show_form(self, service: Service, typed: Form) -> Response: ...


def place_question(service: Service, typed: Form, intake: Pages) -> Form | Response:
    """Return the form with its place settled, or the page that helps to settle it."""
    if typed.faults or service.place == "none":
        return typed
    page = _PAGES.get(typed.value("step"))
    if page is not None:
        return page(service, typed, intake)
    leaves = typed.value("step") or SETTLED_BEFORE[0]
    if leaves not in SETTLED_BEFORE or typed.value("asked") not in ("", "place"):
        return typed
    return _settle(service, _without_outdated_position(typed), intake)


def _settle(service: Service, typed: Form, intake: Pages) -> Form | Response:
    address, choice = typed.value("address"), typed.value("place_choice")
    if not address or address == typed.value("placed"):
        return typed
    if choice == AS_TYPED or typed.value("coordinates"):
        return _with(typed, placed=address)
    search = chosen_city().gazetteer.find(choice or address, page_language().tag)
    if search.exact is not None:
        return at(typed, search.exact)
    if not search.similar:
        return _with(typed, placed=address)
    missing = [Fault("place_choice", "input.missing")] if typed.value("then") else []
    parts = {each.label: _parts_of(each) for each in search.similar}
    typed = typed.with_faults(missing)
    return _page("which_place", service, typed, intake, found=search.similar, parts=parts, as_typed=AS_TYPED)


def _parts_of(finding: Finding) -> list[Names]:
    """Return the name of the part of the city it is in, unless its label says so already."""
    area = _area_of(chosen_city(), finding.neighbourhood or finding.district or "")
    return [area.names] if area and not any(comma in finding.label for comma in ",，") else []


def at(typed: Form, finding: Finding) -> Form:
    """Return the form with the place that was found in it."""
    position = written_point(finding.point) if finding.point else ""
    return _with(
        typed,
        address=finding.address,
        coordinates=position,
        neighbourhood=finding.neighbourhood or typed.value("neighbourhood"),
        placed=finding.address,
        placed_at=position,
    )


def values_of_place(place: Place) -> dict[str, str]:
    """The position goes with the address: who writes another one says that it is elsewhere."""
    address, position = place.address or "", written_point(place.point) if place.point else ""
    return {
        "address": address,
        "neighbourhood": place.neighbourhood or "",
        "coordinates": position,
        "placed": address,
        "placed_at": position if address else "",
    }


def _without_outdated_position(typed: Form) -> Form:
    """The position that came with an address goes with it; one that somebody gave stays."""
    ours = typed.value("placed_at")
    if typed.value("address") == typed.value("placed") or not ours or ours != typed.value("coordinates"):
        return typed
    return _with(typed, coordinates="", placed_at="", placed="")


def _areas(service: Service, typed: Form, intake: Pages) -> Response:
    return _page("areas", service, typed, intake, parts=parts_of(chosen_city()))


def _area(service: Service, typed: Form, intake: Pages) -> Form | Response:
    """Show what there is in the part of the city that was chosen."""
    city = chosen_city()
    area = _area_of(city, typed.value("area"))
    if area is None:
        missing = [Fault("area", "input.missing")]
        return _page("areas", service, typed.with_faults(missing), intake, parts=parts_of(city))
    gazetteer = city.gazetteer
    return _page(
        "area",
        service,
        typed,
        intake,
        area=area,
        landmarks=gazetteer.landmarks_in(area.code),
        streets=[(name, name) for name in gazetteer.streets_in(area.code)],
    )


def _listed(service: Service, typed: Form, intake: Pages) -> Response:
    """Put what was chosen from the lists into the form, for everyone to see and change."""
    city = chosen_city()
    area = _area_of(city, typed.value("area"))
    if area is None:
        return _areas(service, typed, intake)
    house = city.house(typed.value("street"), typed.value("number")) if typed.value("street") else ""
    wanted = typed.value("place_choice") or house
    neighbourhood = area.code if isinstance(area, Neighbourhood) else ""
    chosen = _with(typed, neighbourhood=neighbourhood, coordinates="", placed="", placed_at="")
    if wanted:
        name = _names(area)
        found = city.gazetteer.find(f"{wanted}, {name}", page_language().tag).exact
        chosen = at(chosen, found) if found else _with(chosen, address=wanted)
    return intake.show_form(service, _back_at_the_place(chosen))


def _photo_place(service: Service, typed: Form, intake: Pages) -> Response:
    """Put the place that a photo says into the form, for everyone to see and change."""
    return intake.show_form(service, _back_at_the_place(_with_place_of_photo(service, typed)))


def _checked_photo_place(service: Service, typed: Form, _intake: Pages) -> Form:
    return _with_place_of_photo(service, typed)


def _with_place_of_photo(service: Service, typed: Form) -> Form:
    offered = offered_place(service, typed)
    return _with(typed, **values_of_place(offered)) if offered else typed


def _place(service: Service, typed: Form, intake: Pages) -> Response:
    return intake.show_form(service, _back_at_the_place(typed))


def parts_of(city: City) -> list[tuple[District, list[Neighbourhood]]]:
    """Return the districts by name, each with its neighbourhoods."""
    return [
        (district, [each for each in city.neighbourhoods if each.district == district.code])
        for district in by_name(city.districts, page_language())
    ]


def _area_of(city: City, code: str) -> District | Neighbourhood | None:
    areas: tuple[District | Neighbourhood, ...] = (*city.neighbourhoods, *city.districts)
    return next((each for each in areas if each.code == code), None)


def _names(area: District | Neighbourhood) -> str:
    return next(iter(area.names.values()))


def _page(name: str, service: Service, typed: Form, intake: Pages, **facts: object) -> Response:
    then = typed.value("then") or (typed.value("step") if typed.value("step") in SETTLED_BEFORE else "")
    return render(
        f"filing/{name}.html",
        422 if typed.faults else 200,
        intake=intake,
        city=chosen_city(),
        service=service,
        form=typed,
        then=then or SETTLED_BEFORE[0],
        unkept=(*ONE_PAGE_ONLY, "csrf_token", "command_id", "step"),
        **facts,
    )


def _back_at_the_place(typed: Form) -> Form:
    return _with(typed, asked="place").with_faults(())


def _with(typed: Form, **values: str) -> Form:
    kept = {name: value for name, value in typed.values.items() if name not in ONE_PAGE_ONLY}
    return replace(typed, values={**kept, **values})


_PAGES: Mapping[str, Callable[[Service, Form, Pages], Form | Response]] = {
    "areas": _areas,
    "area": _area,
    "listed": _listed,
    "place": _place,
    "photo-place": _photo_place,
    "checked-photo-place": _checked_photo_place,
}

"""Who works for the city, and who may do what: for heads and administrators, in their departments."""

import hashlib

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cities.pack import City
from civic.kernel.errors import Fault, Refused
from civic.kernel.ids import public_id_of
from civic.people.model import NeedsSomebodyElse, Official
from civic.people.roles import ALL, ROLES, Grant, Matter
from civic.web.access import RoleDoesNotAllow, access, ensure_may, own_official
from civic.web.forms import Form, typed_form
from civic.web.platform import platform
from civic.web.rendering import link, render

blueprint = Blueprint("officials", __name__)
AT = "/<language:lang>/office/officials"
LONGEST_NAME = 100


@blueprint.get(AT)
@access("official", may="administer")
def page() -> Response:
    return _show_all(Form({"department": own_official().department, "role": "caseworker"}))


@blueprint.post(AT)
@access("official", may="administer")
def admission() -> ResponseReturnValue:
    """Admit somebody, and show the code that lets them in for the first time."""
    typed, city = typed_form(), _city()
    grant, faults = _typed_grant(typed, city)
    if not 1 <= len(typed.value("name")) <= LONGEST_NAME:
        faults.append(Fault("name", "input.missing"))
    if faults:
        return _show_all(typed.with_faults(faults), 422)
    _ensure_administers(grant.department)
    by, department = own_official().id, typed.value("department")
    official = platform().officials.admit(
        typed.value("name"),
        city.code,
        grant,
        department=_home(department),
        by=by,
        official=_id_of(typed.command_id()),
    )
    code = platform().officials.invite(official.id, by=by)
    return _show(platform().officials.get(official.id), Form(), code=code)


@blueprint.get(f"{AT}/<official>")
@access("official", may="administer")
def official_page(official: str) -> Response:
    return _show(_administered(official), Form())


@blueprint.post(f"{AT}/<official>/roles")
@access("official", may="administer")
def role(official: str) -> ResponseReturnValue:
    """Grant a role, or change what it is narrowed to."""
    found, typed, city = _administered(official), typed_form(), _city()
    grant, faults = _typed_grant(typed, city)
    if faults:
        return _show(found, typed.with_faults(faults), 422)
    _ensure_administers(grant.department)
    platform().officials.grant(found.id, grant, by=own_official().id)
    return redirect(link("officials.official_page", official=found.id), 303)


@blueprint.post(f"{AT}/<official>/withdrawal")
@access("official", may="administer")
def withdrawal(official: str) -> ResponseReturnValue:
    """Take a role away, at once and wherever the official is signed in."""
    found, typed = _administered(official), typed_form()
    _ensure_administers(typed.value("department"))
    platform().officials.withdraw(
        found.id, typed.value("role"), typed.value("department"), by=own_official().id
    )
    return redirect(link("officials.official_page", official=found.id), 303)


@blueprint.post(f"{AT}/<official>/invitation")
@access("official", may="administer")
def invitation(official: str) -> ResponseReturnValue:
    """Let somebody in who has no way to sign in (any more); two people agree if they had one."""
    found = _administered(official)
    try:
        code = platform().officials.invite(found.id, by=own_official().id)
    except NeedsSomebodyElse as refused:
        return _show(found, Form(), refused.status, refused=refused)
    return _show(platform().officials.get(found.id), Form(), code=code)


@blueprint.post(f"{AT}/<official>/departure")
@access("official", may="administer")
def departure(official: str) -> ResponseReturnValue:
    """End all that somebody may do, and erase their name."""
    platform().officials.leave(_administered(official).id, by=own_official().id)
    return redirect(link("officials.page"), 303)


def _id_of(command_id: str) -> str:
    """Return the id of whom a form admits: sent twice, it admits one."""
    return public_id_of(int.from_bytes(hashlib.sha256(command_id.encode()).digest()))


def _city() -> City:
    return platform().cities.get(own_official().city)


def _administered(official: str) -> Official:
    """Return an official of one's own city and departments; raise RoleDoesNotAllow."""
    found = platform().officials.get(official)
    if found.city != own_official().city:
        raise RoleDoesNotAllow(f"{found.id} works for another city")
    ensure_may("administer", Matter(found.department))
    return found


def _ensure_administers(department: str) -> None:
    """Raise RoleDoesNotAllow: nobody grants more than they administer themselves."""
    ensure_may("administer", Matter(department))


def _typed_grant(typed: Form, city: City) -> tuple[Grant, list[Fault]]:
    service, district = typed.value("service"), typed.value("district")
    known = {
        "role": set(ROLES),
        "department": {each.code for each in city.departments} | {ALL},
        "service": {each.code for each in city.services} | {""},
        "district": {each.code for each in city.districts} | {""},
    }
    wrong = [Fault(name, "input.missing") for name, codes in known.items() if typed.value(name) not in codes]
    grant = Grant(
        typed.value("role"),
        typed.value("department"),
        (service,) if service else (),
        (district,) if district else (),
    )
    return grant, [*typed.faults, *wrong]


def _home(department: str) -> str:
    """Return how an official appears: as the department of the first role, or as the admitting one's own."""
    return own_official().department if department == ALL else department


def _show_all(typed: Form, status: int = 200) -> Response:
    here = [
        each
        for each in platform().officials.all(own_official().city)
        if own_official().may("administer", Matter(each.department))
    ]
    return render(
        "office/officials.html", status, city=_city(), officials=here, form=typed, roles=tuple(ROLES)
    )


def _show(
    official: Official,
    typed: Form,
    status: int = 200,
    *,
    code: str | None = None,
    refused: Refused | None = None,
) -> Response:
    return render(
        "office/official.html",
        status,
        city=_city(),
        official=official,
        form=typed,
        code=code,
        refused=refused,
        roles=tuple(ROLES),
        own_id=own_official().id,
    )

"""Persons of trust: whom somebody lets act for them, and for whom they may act. Either side ends it here."""

from datetime import datetime, time, timedelta

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.people.trust import SCOPES, ActsForAnother
from civic.people.trust_events import Invited
from civic.people.trust_record import acts_by, acts_for
from civic.people.trusts import Naming
from civic.people.views.account import AT
from civic.web.access import access, own_resident
from civic.web.acting import acting_for
from civic.web.days import read_day
from civic.web.forms import Form, typed_form
from civic.web.letters import LettersAreNotSent, ensure_letters_are_sent
from civic.web.page_language import page_language
from civic.web.platform import platform, site_city
from civic.web.preferences import keep, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("trust", __name__)


@blueprint.get(f"{AT}/trust")
@access("resident")
def page() -> Response:
    return _show(Form())


@blueprint.post(f"{AT}/trust")
@access("resident")
def naming() -> ResponseReturnValue:
    """Name somebody; the answer is the same whoever has the address."""
    typed, resident = typed_form(), own_resident()
    try:
        if acting_for() is not None:
            raise ActsForAnother("stop acting first")
        ensure_letters_are_sent()
        typed.accept()
        wish = Naming(
            city=site_city().code,
            invited=invited(typed.value("email")),
            name=typed.value("name"),
            scope=tuple(scope for scope in SCOPES if typed.value(f"scope_{scope}")),
            until=_until(typed.value("until")),
            account=resident.id,
            own_emails=resident.emails,
        )
        platform().trusts.name(wish, command_id=typed.command_id())
    except InputHasFaults as faulty:
        return _show(typed.with_faults(faulty.faults), faulty.status)
    except (LettersAreNotSent, Refused) as refused:
        return _show(typed, refused.status, refused)
    keep(preferences(), "trust-asked")
    return redirect(link("trust.page"), 303)


@blueprint.post(f"{AT}/trust/agreement")
@access("resident")
def agreement() -> ResponseReturnValue:
    """Agree to act for somebody, with the code of the letter."""
    typed = typed_form()
    if not typed.value("code"):
        return _show(typed.with_faults([Fault("code", "input.missing")]), 422)
    try:
        platform().trusts.accept(own_resident(), typed.value("trust"), typed.value("code"))
    except Refused as refused:
        return _show(typed, refused.status, refused)
    return redirect(link("trust.page"), 303)


@blueprint.post(f"{AT}/trust/ending")
@access("resident")
def ending() -> ResponseReturnValue:
    """End it, from either side, or say no to whoever asks; what is not one's own stays as it is."""
    resident, wanted, trusts = own_resident(), typed_form().value("trust"), platform().trusts
    own = (
        *trusts.named_by(resident.id),
        *trusts.acted_on_by(resident.id),
        *trusts.waiting_for(resident.emails),
    )
    for trust in own:
        if trust.id == wanted:
            trusts.end(trust.id)
            keep(preferences(), "trust-ended")
    return redirect(link("trust.page"), 303)


def invited(email: str) -> Invited:
    """Return where a letter to a person of trust goes; they read as whoever named them."""
    spoken = page_language()
    return Invited(email, spoken.tag, easy_words=spoken.register == "easy", large_type=preferences().simple)


def _until(typed: str) -> datetime | None:
    """Return the end of a day in the city; raise InputHasFaults if it is none."""
    if not typed:
        return None
    day = read_day(typed)
    if day is None:
        raise InputHasFaults([Fault("until", "input.not-a-day")])
    return datetime.combine(day + timedelta(days=1), time(), site_city().zone)


def _show(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    resident, trusts = own_resident(), platform().trusts
    return render(
        "account/trust.html",
        status,
        city=site_city(),
        now=platform().clock.now(),
        named=trusts.named_by(resident.id),
        waiting=trusts.waiting_for(resident.emails),
        acted_on=trusts.acted_on_by(resident.id),
        acts_for=acts_for(platform(), resident),
        acts_by=acts_by(platform(), resident),
        scopes=SCOPES,
        writes_letters=platform().delivery is not None,
        form=typed,
        refused=refused,
    )

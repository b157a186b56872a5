"""For whom somebody acts on this device: looked up at every request, so that what is ended ends at once."""

from dataclasses import replace

from flask import g, session

from civic.kernel.ids import CaseNumber
from civic.people.trust import ActsForSomebodyElseNow, Trust
from civic.web.access import signed_in_resident
from civic.web.forms import Form
from civic.web.platform import platform

FIELD = "acting_for"


def acting_for() -> Trust | None:
    """Return by which trust whoever is signed in acts now; the next page says so if it has ended."""
    if "acting_for" not in g:
        kept, resident = session.get("acts_for"), signed_in_resident()
        g.acting_for = platform().trusts.holds(kept, resident.id) if kept and resident else None
        if kept and g.acting_for is None:
            stop_acting("acting-ended")
    found: Trust | None = g.acting_for
    return found


def begin_acting(trust: Trust) -> None:
    session["acts_for"], g.acting_for = trust.id, trust


def stop_acting(told: str = "") -> None:
    """Act for oneself again; `told` is what the next page says about it."""
    session.pop("acts_for", None)
    g.acting_for = None
    if told:
        session["told"] = told


def acts_on(number: CaseNumber) -> bool:
    """Whether who asks acts for whoever filed the case, and their trust is about this case."""
    trust = acting_for()
    if trust is None or trust.case is not None:
        return trust is not None and trust.case == number
    if trust.account is None or not platform().own_reports.is_of(trust.account, number):
        return False
    return trust.may_read() or platform().cases.page(number).filed.trusted == trusted_alias(number)


def trusted_alias(number: CaseNumber) -> str | None:
    """Return what whoever acts for somebody is called in a case; None for those who act for themselves."""
    trust = acting_for()
    return platform().secrets.trusted_alias(trust.id, number) if trust else None


def ensure_written_as_now(typed: Form) -> None:
    """Raise ActsForSomebodyElseNow if whoever sends a form acts for another than when they opened it."""
    trust = acting_for()
    if typed.value(FIELD) != (trust.id if trust else ""):
        raise ActsForSomebodyElseNow("the form was opened while acting for somebody else")


def without_writer(typed: Form) -> Form:
    """Return a form without the field that says who wrote it; each page says that anew."""
    return replace(typed, values={name: value for name, value in typed.values.items() if name != FIELD})

"""Acting for somebody: it is begun and stopped here, and each page says so meanwhile."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from civic.people.views.account import AT
from civic.web.access import access, own_resident
from civic.web.acting import acting_for, begin_acting, stop_acting
from civic.web.forms import typed_form
from civic.web.pagination import pages, position_before
from civic.web.platform import platform
from civic.web.rendering import link, render

blueprint = Blueprint("acting", __name__)


@blueprint.post(f"{AT}/acting")
@access("resident")
def begin() -> ResponseReturnValue:
    """Act for somebody from here on; what has ended meanwhile leads back to the list that says so."""
    trust = platform().trusts.holds(typed_form().value("trust"), own_resident().id)
    if trust is None:
        return redirect(link("trust.page"), 303)
    begin_acting(trust)
    if trust.case:
        return redirect(link("cases.page", number=trust.case), 303)
    return redirect(link("acting.page"), 303)


@blueprint.post(f"{AT}/acting/end")
@access("anyone")
def stop() -> ResponseReturnValue:
    stop_acting("acting-ended")
    return redirect(link("web.home"), 303)


@blueprint.get(f"{AT}/acting")
@access("resident")
def page() -> ResponseReturnValue:
    """Show what can be done for whoever is acted for, and their reports if they allow it."""
    trust = acting_for()
    if trust is None or trust.account is None:
        return redirect(link("trust.page"), 303)
    found = None
    if trust.may_read():
        found = platform().own_reports.page(trust.account, (), position_before())
    following = str(found.next_before) if found and found.next_before is not None else None
    return render(
        "account/acting.html",
        trust=trust,
        cities=platform().cities,
        found=found.cases if found else (),
        pages=pages(following),
    )

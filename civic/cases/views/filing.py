"""Filing a case on the web, for oneself or for somebody who trusts one with it: see `intake.py`."""

from dataclasses import replace

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from civic.cases.commands import FileCase
from civic.cases.events import Correspondence
from civic.cases.forms import read_filing
from civic.cases.views.attaching import photos_in, pictures_of, with_photos
from civic.cases.views.case import show_case
from civic.cases.views.correction import correct_until, corrected, take_back
from civic.cases.views.intake import Intake
from civic.cities.pack import Service
from civic.kernel.ids import CaseNumber
from civic.kernel.receipt_code import receipt_code
from civic.people.trust import ActsForSomebodyElseNow
from civic.web.access import access, is_reporter, remember_reporter, signed_in_resident
from civic.web.acting import acting_for, acts_on, ensure_written_as_now, without_writer
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform, site_address
from civic.web.preferences import keep, preferences
from civic.web.qr import qr_code
from civic.web.rendering import link, render
from civic.web.uploads import takes_files

blueprint = Blueprint("filing", __name__)


@blueprint.get("/<language:lang>/services/<code>/case")
@access("anyone")
def form(code: str) -> Response:
    _may_not_file()
    return ONLINE.show_form(chosen_city().service(code), _what_is_known())


@blueprint.post("/<language:lang>/services/<code>/case")
@access("anyone")
@takes_files
def step(code: str) -> ResponseReturnValue:
    """Take the step whose button was pressed; whatever is wrong leads back to the form."""
    service = chosen_city().service(code)
    typed = with_photos(service, typed_form())
    try:
        ensure_written_as_now(typed)
    except ActsForSomebodyElseNow as refused:
        keep(preferences(), "acting-changed")
        return ONLINE.show_form(service, without_writer(typed), refused.status)
    typed = without_writer(typed)
    if _may_not_file():
        return ONLINE.show_form(service, typed, 403)
    return ONLINE.take_step(service, typed)


@blueprint.get("/<language:lang>/cases/<case:number>/confirmation")
@access("reporter", also=acts_on, otherwise=show_case)
def confirmation(number: CaseNumber) -> Response:
    page = platform().cases.page(number)
    filed = page.events[0]
    address = site_address() + url_for("cases.page", number=number)
    return render(
        "filing/confirmation.html",
        number=number,
        case_code=platform().secrets.case_code(number) if is_reporter(number) else None,
        position=filed.position,
        receipt_code=receipt_code(filed.position, platform().journal.leaf_hash(filed.position)),
        is_published=platform().log.receipt(filed.position) is not None,
        address=address,
        qr_code=qr_code(address),
        city=platform().cities.get(page.filed.city),
        correct_until=correct_until(page, platform().clock.now()) if is_reporter(number) else None,
    )


def _may_not_file() -> bool:
    """Whether whoever is acted for has not allowed this; the page then says so."""
    trust = acting_for()
    if trust is None or trust.may_file():
        return False
    keep(preferences(), "acting-without-filing")
    return True


def _what_is_known() -> Form:
    """Return what whoever is signed in need not type again; whoever they act for gets the letters."""
    trust = acting_for()
    resident = platform().residents.get(trust.account) if trust and trust.account else signed_in_resident()
    return Form({"contact.email": resident.emails[0]}) if resident and resident.emails else Form()


def _file(service: Service, typed: Form) -> ResponseReturnValue:
    command, pictures = _command(service, typed), pictures_of(typed)
    number = platform().cases.file(command, command_id=typed.command_id(), pictures=pictures).case
    if acting_for() is None:  # a person of trust is known by that alone, as long as it lasts
        remember_reporter(number)
    if first := corrected(typed):
        take_back(first, typed.command_id())
    return redirect(link("filing.confirmation", number=number), 303)


def _command(service: Service, typed: Form) -> FileCase:
    typed.accept()
    spoken = page_language()
    correspondence = Correspondence(
        spoken.tag, easy_words=spoken.register == "easy", large_type=preferences().simple
    )
    command = read_filing(typed, chosen_city(), service, correspondence, spoken.tag)
    resident, trust = signed_in_resident(), acting_for()
    account = resident.id if resident else None
    command = replace(command, photos=photos_in(typed), account=account)
    return replace(command, account=trust.account, trust=trust.id) if trust else command


ONLINE = Intake("filing.step", _command, _file)

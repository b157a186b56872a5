"""Taking down what somebody brings to a counter, by telephone or in a letter: same form, same standing.

The case belongs to whoever brought it: they get its code and the letters, and the browser of the official who
types learns nothing that it would know of its own reports. Any service can be chosen, whoever works on it.
"""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civic.cases.commands import FileCase, SupportCase
from civic.cases.events import Correspondence
from civic.cases.forms import read_filing
from civic.cases.views.attaching import photos_in, pictures_of, with_photos
from civic.cases.views.correction import (
    CannotBeCorrected,
    correct_until,
    corrected,
    form_of,
    is_fresh,
    take_back,
    took_down,
)
from civic.cases.views.intake import Intake
from civic.cases.views.office import own_case, show
from civic.cases.views.services import LONGEST_SEARCH, by_group
from civic.cities.pack import City, Service
from civic.i18n.sentences import say
from civic.kernel.channel import TAKEN_DOWN_CHANNELS
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.ids import CaseNumber
from civic.kernel.receipt_code import receipt_code
from civic.web.access import access, own_official
from civic.web.forms import Form, typed_form
from civic.web.page_language import offered_languages, page_language
from civic.web.platform import chosen_city, platform, site_address
from civic.web.preferences import keep, preferences
from civic.web.qr import qr_code
from civic.web.rendering import link, render
from civic.web.uploads import takes_files

blueprint = Blueprint("taking_down", __name__)


@blueprint.get("/<language:lang>/office/services")
@access("official", may="work")
def services() -> Response:
    city = _own_city()
    wanted = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    return render(
        "office/taking_down/services.html",
        city=city,
        wanted=wanted,
        found=city.service_search.find(wanted) if wanted else [],
        groups=by_group(city),
    )


@blueprint.get("/<language:lang>/office/services/<code>/case")
@access("official", may="work")
def form(code: str) -> Response:
    known = {"letters.language": page_language().slug}
    return AT_THE_OFFICE.show_form(_own_city().service(code), Form(known))


@blueprint.post("/<language:lang>/office/services/<code>/case")
@access("official", may="work")
@takes_files
def step(code: str) -> ResponseReturnValue:
    """Take the step whose button was pressed; whatever is wrong leads back to the form."""
    service = _own_city().service(code)
    typed = with_photos(service, typed_form())
    return AT_THE_OFFICE.take_step(service, typed)


@blueprint.post("/<language:lang>/office/cases/<case:number>/support")
@access("official", may="work")
def support(number: CaseNumber) -> ResponseReturnValue:
    """Count whoever brings what others have reported already; each form is somebody else."""
    own_case(number)
    typed = typed_form()
    counted = SupportCase(case=number, channel=_channel(typed))
    platform().cases.support(counted, command_id=typed.command_id())
    keep(preferences(), "counted")
    return redirect(link("office.case", number=number), 303)


@blueprint.get("/<language:lang>/office/cases/<case:number>/confirmation")
@access("official", may="work")
def confirmation(number: CaseNumber) -> ResponseReturnValue:
    """Show what to hand over, to whoever has just taken it down."""
    return _handed_over(number, "office/taking_down/confirmation.html")


@blueprint.get("/<language:lang>/office/cases/<case:number>/sheet")
@access("official", may="work")
def sheet(number: CaseNumber) -> ResponseReturnValue:
    """Show the sheet for whoever brought it, to be printed in their language."""
    return _handed_over(number, "filing/sheet.html")


@blueprint.get("/<language:lang>/office/cases/<case:number>/correction")
@access("official", may="work")
def correction(number: CaseNumber) -> ResponseReturnValue:
    """Show the form as it was sent to whoever took it down; sending it again takes the case back."""
    own_case(number)
    page = platform().cases.page(number, sealed=True)
    if not took_down(page):
        return redirect(link("office.case", number=number), 303)
    if correct_until(page, platform().clock.now()) is None:
        refused = CannotBeCorrected(f"{number} cannot be corrected any more", case=number)
        return show(number, Form(), refused.status, refused=refused)
    said, letters = form_of(page), page.filed.contact.correspondence if page.filed.contact else None
    known = {"channel": page.filed.channel, "letters.language": _slug(letters) or page_language().slug}
    if letters and letters.large_type:
        known["letters.large_type"] = "yes"
    return AT_THE_OFFICE.show_form(_own_city().service(page.filed.service), Form({**said.values, **known}))


def _own_city() -> City:
    """What is taken down is for the city of the official, whatever the address says."""
    g.city = platform().cities.get(own_official().city)
    return chosen_city()


def _channel(typed: Form) -> str:
    if typed.value("channel") not in TAKEN_DOWN_CHANNELS:
        raise InputHasFaults([Fault("channel", "input.missing")])
    return typed.value("channel")


def _handed_over(number: CaseNumber, template: str) -> ResponseReturnValue:
    page = own_case(number)
    if not took_down(page):
        return redirect(link("office.case", number=number), 303)
    filed = page.events[0]
    address = site_address() + url_for("cases.page", number=number)
    return render(
        template,
        city=platform().cities.get(page.filed.city),
        number=number,
        case_code=platform().secrets.case_code(number) if is_fresh(page) else None,
        receipt_code=receipt_code(filed.position, platform().journal.leaf_hash(filed.position)),
        correct_until=correct_until(page, platform().clock.now()),
        address=address,
        qr_code=qr_code(address),
        languages=offered_languages(),
        writes_letters=platform().delivery is not None,
    )


def _command(service: Service, typed: Form) -> FileCase:
    typed.accept()
    official = own_official()
    # Whoever types writes in the language of their page; only the letters are in that of whoever brought it.
    command = read_filing(typed, chosen_city(), service, _letters(typed), page_language().tag)
    return replace(
        command,
        channel=typed.value("channel"),
        photos=photos_in(typed),
        office=official.department,
        official=official.id,
    )


def _letters(typed: Form) -> Correspondence:
    wanted = typed.value("letters.language")
    spoken = next((each for each in offered_languages() if each.slug == wanted), None)
    if spoken is None:
        raise InputHasFaults([Fault("letters.language", "input.missing")])
    easy, large = spoken.register == "easy", typed.value("letters.large_type") == "yes"
    return Correspondence(spoken.tag, easy_words=easy, large_type=large)


def _slug(wanted: Correspondence | None) -> str:
    """Return the language of letters as the form names it."""
    named = (wanted.language, wanted.easy_words) if wanted else None
    found = (each.slug for each in offered_languages() if (each.tag, each.register == "easy") == named)
    return next(found, "")


def _file(service: Service, typed: Form) -> ResponseReturnValue:
    command, pictures = _command(service, typed), pictures_of(typed)
    number = platform().cases.file(command, command_id=typed.command_id(), pictures=pictures).case
    if first := corrected(typed):
        take_back(first, typed.command_id())
    return redirect(link("taking_down.confirmation", number=number), 303)


@blueprint.app_template_global()
def ways_in() -> Mapping[str, str]:
    """Return the ways by which something comes that an office takes down, in words."""
    return {each: say(f"channel.{each}", page_language()) for each in TAKEN_DOWN_CHANNELS}


AT_THE_OFFICE = Intake(
    "taking_down.step",
    _command,
    _file,
    templates="office/taking_down",
    by_official=True,
    first=("channel",),
    last=("letters",),
)

"""Filing a case in three steps without scripts: write, check what becomes public, send.

In the simple view, writing is one question a page; what was typed travels unseen from page to page.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civic.cases.commands import FileCase
from civic.cases.events import CaseFiled, Correspondence
from civic.cases.forms import read_filing
from civic.cases.queries import QueueRow
from civic.cases.views.answers import answers_in_words
from civic.cases.views.attaching import photos_in, pictures_of, shown_in, with_photos
from civic.cases.views.case import show_case
from civic.cases.views.correction import correct_until, corrected, take_back
from civic.cases.views.photo_place import offered_place
from civic.cases.views.placing import place_question
from civic.cases.views.questions import asked_of, beside, faults_on, page_of, stands_on
from civic.cities.pack import Service
from civic.i18n.sentences import name
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber
from civic.kernel.receipt_code import receipt_code
from civic.people.trust import ActsForSomebodyElseNow
from civic.photos.limits import MOST_PHOTOS
from civic.web.access import access, is_reporter, remember_reporter, signed_in_resident
from civic.web.acting import acting_for, acts_on, ensure_written_as_now, without_writer
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.preferences import keep, preferences
from civic.web.qr import qr_code
from civic.web.rendering import link, render
from civic.web.uploads import takes_files

blueprint = Blueprint("filing", __name__)


@blueprint.get("/<language:lang>/services/<code>/case")
@access("anyone")
def form(code: str) -> Response:
    _may_not_file()
    return show_form(chosen_city().service(code), _what_is_known())


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
        return show_form(service, without_writer(typed), refused.status)
    typed = without_writer(typed)
    if _may_not_file():
        return show_form(service, typed, 403)
    settled = place_question(service, typed, show_form)
    if isinstance(settled, Response):
        return settled
    typed = settled
    try:
        return _STEPS.get(typed.value("step"), _check)(service, typed)
    except InputHasFaults as refused:
        return show_form(service, typed.with_faults(refused.faults), refused.status)


@blueprint.get("/<language:lang>/cases/<case:number>/confirmation")
@access("reporter", also=acts_on, otherwise=show_case)
def confirmation(number: CaseNumber) -> Response:
    page = platform().cases.page(number)
    filed = page.events[0]
    address = platform().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    address += url_for("cases.page", number=number)
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


def _change(service: Service, typed: Form) -> ResponseReturnValue:
    return show_form(service, _asking(typed, asked_of(service)[0]))


def _next(service: Service, typed: Form) -> ResponseReturnValue:
    """Go on to the next question once this one is answered; after the last there is the check."""
    asked, here = asked_of(service), typed.value("asked")
    try:
        platform().cases.preview(_command(service, typed))
    except InputHasFaults as refused:
        if faults_on(here, refused.faults, asked):
            raise
    following = beside(here, asked, 1)
    return show_form(service, _asking(typed, following)) if following else _check(service, typed)


def _previous(service: Service, typed: Form) -> ResponseReturnValue:
    asked = asked_of(service)
    return show_form(service, _asking(typed, beside(typed.value("asked"), asked, -1) or asked[0]))


def _asking(typed: Form, page: str) -> Form:
    return replace(typed, values={**typed.values, "asked": page}, faults=())


def _check(service: Service, typed: Form) -> ResponseReturnValue:
    city = chosen_city()
    command = _command(service, typed)
    preview = platform().cases.preview(command)
    answers = answers_in_words(city, service.code, command.answers, page_language())
    return render(
        "filing/check.html",
        city=city,
        service=service,
        form=typed,
        preview=preview,
        answers=answers,
        known_already=_known_already(preview, corrected(typed)),
        photos=shown_in(typed),
        photo_place=offered_place(service, typed),
    )


def _known_already(preview: CaseFiled, first: CaseNumber | None) -> list[QueueRow]:
    """Return what may be the same matter, but not the case that is being corrected."""
    return [each for each in platform().cases.suggestions(preview) if each.case != first]


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
    command = read_filing(typed, chosen_city(), service, correspondence)
    resident, trust = signed_in_resident(), acting_for()
    account = resident.id if resident else None
    command = replace(command, photos=photos_in(typed), account=account)
    return replace(command, account=trust.account, trust=trust.id) if trust else command


def show_form(service: Service, typed: Form, status: int = 200) -> Response:
    """Show the form with what was typed; in the simple view, one question of it."""
    labels = {
        f"answers.{question.code}": name(question.text, page_language()) for question in service.questions
    }
    shared = {
        "city": chosen_city(),
        "service": service,
        "labels": labels,
        "photos": shown_in(typed),
        "photo_place": offered_place(service, typed),
        "most_photos": MOST_PHOTOS,
    }
    if not preferences().simple:
        return render("filing/form.html", status, form=typed, **shared)
    asked = asked_of(service)
    faulty = {page_of(fault.field, asked) for fault in typed.faults}
    here = typed.value("asked") if typed.value("asked") in asked else asked[0]
    page = here if here in faulty or not faulty else next(each for each in asked if each in faulty)
    return render(
        "filing/one_question.html",
        status,
        form=_asking(typed, page).with_faults(faults_on(page, typed.faults, asked)),
        page=page,
        asked=asked,
        elsewhere=[name for name in typed.values if not stands_on(name, page) and name not in _UNKEPT],
        **shared,
    )


_UNKEPT = ("csrf_token", "command_id", "step", "asked")
_STEPS: Mapping[str, Callable[[Service, Form], ResponseReturnValue]] = {
    "change": _change,
    "check": _check,
    "file": _file,
    "next": _next,
    "previous": _previous,
}

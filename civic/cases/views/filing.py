"""Filing a case in three steps without scripts: write, check what becomes public, send."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civic.cases.forms import read_filing
from civic.cases.views.answers import answers_in_words
from civic.cases.views.case import show_case
from civic.cases.views.qr import qr_code
from civic.cities.pack import Service
from civic.i18n.sentences import name
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber
from civic.web.access import access, remember_reporter
from civic.web.forms import Form, typed_form
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render

blueprint = Blueprint("filing", __name__)


@blueprint.get("/<language:lang>/services/<code>/case")
@access("anyone")
def form(code: str) -> Response:
    return _show_form(chosen_city().service(code), Form())


@blueprint.post("/<language:lang>/services/<code>/case")
@access("anyone")
def step(code: str) -> ResponseReturnValue:
    """Take the step whose button was pressed; whatever is wrong leads back to the form."""
    typed = typed_form()
    service = chosen_city().service(code)
    try:
        return _STEPS.get(typed.value("step"), _check)(service, typed)
    except InputHasFaults as refused:
        return _show_form(service, typed.with_faults(refused.faults), refused.status)


@blueprint.get("/<language:lang>/cases/<case:number>/confirmation")
@access("reporter", otherwise=show_case)
def confirmation(number: CaseNumber) -> Response:
    page = platform().cases.page(number)
    filed = page.events[0]
    address = platform().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    address += url_for("cases.page", number=number)
    return render(
        "filing/confirmation.html",
        number=number,
        case_code=platform().secrets.case_code(number),
        position=filed.position,
        is_published=platform().log.receipt(filed.position) is not None,
        address=address,
        qr_code=qr_code(address),
    )


def _change(service: Service, typed: Form) -> ResponseReturnValue:
    return _show_form(service, typed)


def _check(service: Service, typed: Form) -> ResponseReturnValue:
    city = chosen_city()
    typed.accept()
    command = read_filing(typed, city, service, page_language().tag)
    preview = platform().cases.preview(command)
    answers = answers_in_words(city, service.code, command.answers, page_language())
    return render(
        "filing/check.html", city=city, service=service, form=typed, preview=preview, answers=answers
    )


def _file(service: Service, typed: Form) -> ResponseReturnValue:
    typed.accept()
    command = read_filing(typed, chosen_city(), service, page_language().tag)
    number = platform().cases.file(command, command_id=typed.command_id()).case
    remember_reporter(number)
    return redirect(link("filing.confirmation", number=number), 303)


def _show_form(service: Service, typed: Form, status: int = 200) -> Response:
    labels = {
        f"answers.{question.code}": name(question.text, page_language()) for question in service.questions
    }
    city = chosen_city()
    return render("filing/form.html", status, city=city, service=service, form=typed, labels=labels)


_STEPS: Mapping[str, Callable[[Service, Form], ResponseReturnValue]] = {
    "change": _change,
    "check": _check,
    "file": _file,
}

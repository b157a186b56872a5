"""The steps of filing a case, whoever fills the form in: write, check what becomes public, send.

In the simple view, writing is one question a page; what was typed travels unseen from page to page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import Response
from flask.typing import ResponseReturnValue

from civic.cases.commands import FileCase
from civic.cases.events import CaseFiled
from civic.cases.queries import QueueRow
from civic.cases.views.answers import answers_in_words
from civic.cases.views.attaching import shown_in
from civic.cases.views.correction import corrected
from civic.cases.views.photo_place import offered_place
from civic.cases.views.placing import place_question
from civic.cases.views.questions import asked_of, beside, faults_on, page_of, stands_on
from civic.cities.pack import Service
from civic.i18n.sentences import name
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber
from civic.photos.limits import MOST_PHOTOS
from civic.web.forms import Form
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.preferences import preferences
from civic.web.rendering import render


@dataclass(frozen=True, slots=True)
class Intake:
    """Who fills the form in: people themselves, or an official for whoever brings something.

    `endpoint` takes what the pages send, `templates` is where those are. `read` makes the command of a form,
    `file` carries it out and leads to what is shown then. An official is asked more: `first` and `last` are
    the pages before and after those of the service.
    """

    endpoint: str
    read: Callable[[Service, Form], FileCase]
    file: Callable[[Service, Form], ResponseReturnValue]
    templates: str = "filing"
    by_official: bool = False
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def asked_of(self, service: Service) -> tuple[str, ...]:
        """Return the pages of a filing in the simple view, each by the name of what it asks."""
        return (*self.first, *asked_of(service), *self.last)

    def show_form(self, service: Service, typed: Form, status: int = 200) -> Response:
        """Show the form with what was typed; in the simple view, one question of it."""
        labels = {
            f"answers.{question.code}": name(question.text, page_language()) for question in service.questions
        }
        shared = {
            "intake": self,
            "city": chosen_city(),
            "service": service,
            "labels": labels,
            "photos": shown_in(typed),
            "photo_place": offered_place(service, typed),
            "most_photos": MOST_PHOTOS,
        }
        if not preferences().simple:
            return render(f"{self.templates}/form.html", status, form=typed, **shared)
        asked = self.asked_of(service)
        faulty = {page_of(fault.field, asked) for fault in typed.faults}
        here = typed.value("asked") if typed.value("asked") in asked else asked[0]
        page = here if here in faulty or not faulty else next(each for each in asked if each in faulty)
        return render(
            f"{self.templates}/one_question.html",
            status,
            form=_asking(typed, page).with_faults(faults_on(page, typed.faults, asked)),
            page=page,
            asked=asked,
            elsewhere=[name for name in typed.values if not stands_on(name, page) and name not in _UNKEPT],
            **shared,
        )

    def take_step(self, service: Service, typed: Form) -> ResponseReturnValue:
        """Take the step whose button was pressed; whatever is wrong leads back to the form."""
        settled = place_question(service, typed, self)
        if isinstance(settled, Response):
            return settled
        try:
            return _STEPS.get(settled.value("step"), _check)(self, service, settled)
        except InputHasFaults as refused:
            return self.show_form(service, settled.with_faults(refused.faults), refused.status)


def _change(intake: Intake, service: Service, typed: Form) -> ResponseReturnValue:
    return intake.show_form(service, _asking(typed, intake.asked_of(service)[0]))


def _next(intake: Intake, service: Service, typed: Form) -> ResponseReturnValue:
    """Go on to the next question once this one is answered; after the last there is the check."""
    asked, here = intake.asked_of(service), typed.value("asked")
    try:
        platform().cases.preview(intake.read(service, typed))
    except InputHasFaults as refused:
        if faults_on(here, refused.faults, asked):
            raise
    following = beside(here, asked, 1)
    if following is None:
        return _check(intake, service, typed)
    return intake.show_form(service, _asking(typed, following))


def _previous(intake: Intake, service: Service, typed: Form) -> ResponseReturnValue:
    asked = intake.asked_of(service)
    return intake.show_form(service, _asking(typed, beside(typed.value("asked"), asked, -1) or asked[0]))


def _asking(typed: Form, page: str) -> Form:
    return replace(typed, values={**typed.values, "asked": page}, faults=())


def _check(intake: Intake, service: Service, typed: Form) -> ResponseReturnValue:
    city = chosen_city()
    command = intake.read(service, typed)
    preview = platform().cases.preview(command)
    answers = answers_in_words(city, service.code, command.answers, page_language())
    return render(
        f"{intake.templates}/check.html",
        intake=intake,
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
    return [each for each in platform().case_lists.suggestions(preview) if each.case != first]


def _file(intake: Intake, service: Service, typed: Form) -> ResponseReturnValue:
    return intake.file(service, typed)


_UNKEPT = ("csrf_token", "command_id", "step", "asked")
_STEPS: Mapping[str, Callable[[Intake, Service, Form], ResponseReturnValue]] = {
    "change": _change,
    "check": _check,
    "file": _file,
    "next": _next,
    "previous": _previous,
}

"""What whoever filed a case wants of it."""

from civic.cases import commands as c
from civic.cases.forms.fields import needed_text, seen_version
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.web.forms import Form


def read_withdrawal(number: CaseNumber, form: Form, _language: str) -> c.WithdrawCase:
    return c.WithdrawCase(case=number, seen_version=seen_version(form))


def read_confirmation(number: CaseNumber, form: Form, _language: str) -> c.ConfirmSettlement:
    return c.ConfirmSettlement(case=number, seen_version=seen_version(form))


def read_thanks(number: CaseNumber, form: Form, language: str) -> c.ThankTeam:
    """Read thanks, with words or without; they are meant whatever happened since the page was opened."""
    said = form.value("words")
    return c.ThankTeam(case=number, words=Text(said, language) if said else None)


def read_enquiry(number: CaseNumber, form: Form, language: str) -> c.MakeEnquiry:
    words = needed_text(form, "explanation", language)
    return c.MakeEnquiry(case=number, seen_version=seen_version(form), explanation=words)


def read_reply(number: CaseNumber, form: Form, language: str) -> c.AnswerQuestion:
    words = needed_text(form, "explanation", language)
    return c.AnswerQuestion(case=number, seen_version=seen_version(form), explanation=words)


def read_reopening_request(number: CaseNumber, form: Form, language: str) -> c.RequestReopening:
    words = needed_text(form, "explanation", language)
    return c.RequestReopening(case=number, seen_version=seen_version(form), explanation=words)


def read_objection(number: CaseNumber, form: Form, language: str) -> c.MakeObjection:
    words = needed_text(form, "explanation", language)
    return c.MakeObjection(case=number, seen_version=seen_version(form), explanation=words)

"""What people write about cases: from typed forms to commands, every fault named beside its field."""

import re
from collections.abc import Callable, Mapping

from civic.cases import commands as c
from civic.cases.events import Contact, Correspondence, GivenAnswer
from civic.cities.pack import City, Service
from civic.kernel.clock import from_timestamp, to_timestamp
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id
from civic.kernel.language import Text
from civic.kernel.place import Point
from civic.web.forms import Form, FormIsIncomplete

# RFC 3339 in UTC, as browsers write a moment.
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z", re.ASCII)
_DEGREES = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)")
OfficialAct = Callable[[CaseNumber, str, int, Form, str], c.Casework]


def read_filing(form: Form, city: City, service: Service, correspondence: Correspondence) -> c.FileCase:
    """Read a filing; what the words mean for the service is the case desk's to judge."""
    return c.FileCase(
        city=city.code,
        service=service.code,
        channel="web",
        description=_text(form.value("description"), correspondence.language),
        point=_point(form),
        address=form.value("address") or None,
        neighbourhood=form.value("neighbourhood") or None,
        contact=_contact(form, correspondence),
        answers=tuple(
            GivenAnswer(question.code, answer)
            for question in service.questions
            if (answer := form.value(f"answers.{question.code}"))
        ),
        written_at=_written_at(form),
    )


def read_case_number(form: Form) -> CaseNumber:
    """Read the number that somebody typed to find a case."""
    try:
        return CaseNumber(parse_public_id(form.value("number")))
    except NumberHasATypo:
        typo, missing = Fault("number", "input.case-number-typo"), Fault("number", "input.missing")
        raise InputHasFaults([typo if form.value("number") else missing]) from None


def read_withdrawal(number: CaseNumber, form: Form, _language: str) -> c.WithdrawCase:
    return c.WithdrawCase(case=number, seen_version=_seen_version(form))


def read_reopening_request(number: CaseNumber, form: Form, language: str) -> c.RequestReopening:
    return c.RequestReopening(
        case=number,
        seen_version=_seen_version(form),
        explanation=_needed_text(form, "explanation", language),
    )


def read_official_act(act: str, number: CaseNumber, office: str, form: Form, language: str) -> c.Casework:
    """Read what an office does on a case; `act` is a key of OFFICIAL_ACTS."""
    return OFFICIAL_ACTS[act](number, office, _seen_version(form), form, language)


def _acknowledgement(case: CaseNumber, office: str, seen: int, _form: Form, _language: str) -> c.Casework:
    return c.AcknowledgeCase(case=case, office=office, seen_version=seen)


def _answer(case: CaseNumber, office: str, seen: int, form: Form, language: str) -> c.Casework:
    answer = _needed_text(form, "answer", language)
    return c.AnswerCase(case=case, office=office, seen_version=seen, answer=answer)


def _resolution(case: CaseNumber, office: str, seen: int, form: Form, language: str) -> c.Casework:
    answer = _needed_text(form, "answer", language)
    return c.ResolveCase(case=case, office=office, seen_version=seen, answer=answer)


def _refusal(case: CaseNumber, office: str, seen: int, form: Form, language: str) -> c.Casework:
    missing = [Fault("reason", "input.missing")] if not form.value("reason") else []
    answer = _needed_text(form, "answer", language, missing)
    return c.DeclineCase(
        case=case, office=office, seen_version=seen, reason=form.value("reason"), answer=answer
    )


def _reopening(case: CaseNumber, office: str, seen: int, _form: Form, _language: str) -> c.Casework:
    return c.ReopenCase(case=case, office=office, seen_version=seen)


def _reopening_refusal(case: CaseNumber, office: str, seen: int, form: Form, language: str) -> c.Casework:
    answer = _needed_text(form, "answer", language)
    return c.RefuseReopening(case=case, office=office, seen_version=seen, answer=answer)


OFFICIAL_ACTS: Mapping[str, OfficialAct] = {
    "acknowledgement": _acknowledgement,
    "answer": _answer,
    "resolution": _resolution,
    "refusal": _refusal,
    "reopening": _reopening,
    "reopening-refusal": _reopening_refusal,
}
STEP_OF_ACT: Mapping[str, str] = {
    "acknowledgement": "acknowledge",
    "answer": "answer",
    "resolution": "resolve",
    "refusal": "decline",
    "reopening": "reopen",
    "reopening-refusal": "refuse_reopening",
}


def _written_at(form: Form) -> str | None:
    """Read when the device says that this was written; no person typed it, so a form that lies is refused."""
    said = form.value("written_at")
    if not said:
        return None
    try:
        return to_timestamp(from_timestamp(said if _MOMENT.fullmatch(said) else ""))
    except (ValueError, OverflowError):
        raise FormIsIncomplete("written_at is no moment") from None


def _text(value: str, language: str) -> Text | None:
    return Text(value, language) if value else None


def _needed_text(form: Form, name: str, language: str, before: list[Fault] | None = None) -> Text:
    faults = [*form.faults, *(before or [])]
    if not form.value(name):
        faults.append(Fault(name, "input.missing"))
    if faults:
        raise InputHasFaults(faults)
    return Text(form.value(name), language)


def _contact(form: Form, correspondence: Correspondence) -> Contact | None:
    name, email, phone = (form.value(f"contact.{part}") or None for part in ("name", "email", "phone"))
    return Contact(name, email, phone, correspondence) if name or email or phone else None


def _point(form: Form) -> Point | None:
    """Read "latitude, longitude" as maps show it."""
    typed = form.value("coordinates")
    if not typed:
        return None
    match = _DEGREES.fullmatch(typed)
    try:
        return Point.from_degrees(float(match[1]), float(match[2])) if match else _no_point(form)
    except ValueError:
        return _no_point(form)


def _no_point(form: Form) -> Point:
    raise InputHasFaults([*form.faults, Fault("coordinates", "input.not-coordinates")])


def _seen_version(form: Form) -> int:
    seen = form.value("seen_version")
    if not (seen.isascii() and seen.isdigit()):
        raise FormIsIncomplete("seen_version is no number")
    return int(seen)

"""What people write to file a case, or to find one: from typed forms to commands."""

import re

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


def read_filing(
    form: Form, city: City, service: Service, correspondence: Correspondence, language: str
) -> c.FileCase:
    """Read a filing, of which the words are in a language; what they mean is the case desk's to judge."""
    return c.FileCase(
        city=city.code,
        service=service.code,
        channel="web",
        description=_text(form.value("description"), language),
        point=read_point(form),
        address=form.value("address") or None,
        neighbourhood=form.value("neighbourhood") or None,
        contact=_contact(form, correspondence),
        answers=tuple(
            GivenAnswer(question.code, answer)
            for question in service.questions
            if (answer := form.value(f"answers.{question.code}"))
        ),
        written_at=read_written_at(form),
    )


def read_case_number(form: Form) -> CaseNumber:
    """Read the number that somebody typed to find a case."""
    try:
        return CaseNumber(parse_public_id(form.value("number")))
    except NumberHasATypo:
        typo, missing = Fault("number", "input.case-number-typo"), Fault("number", "input.missing")
        raise InputHasFaults([typo if form.value("number") else missing]) from None


def read_written_at(form: Form) -> str | None:
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


def _contact(form: Form, correspondence: Correspondence) -> Contact | None:
    name, email, phone = (form.value(f"contact.{part}") or None for part in ("name", "email", "phone"))
    return Contact(name, email, phone, correspondence) if name or email or phone else None


def point_written(text: str) -> Point | None:
    """Read "latitude, longitude" as maps show it; None if it is no point on Earth."""
    match = _DEGREES.fullmatch(text)
    try:
        return Point.from_degrees(float(match[1]), float(match[2])) if match else None
    except ValueError:
        return None


def written_point(point: Point) -> str:
    """Write a position as the form takes it, and as maps show it."""
    return "{:.6f}, {:.6f}".format(*point.degrees())


def read_point(form: Form) -> Point | None:
    """Read the coordinates of a form; raise InputHasFaults if they are none."""
    typed = form.value("coordinates")
    point = point_written(typed)
    if typed and point is None:
        raise InputHasFaults([*form.faults, Fault("coordinates", "input.not-coordinates")])
    return point

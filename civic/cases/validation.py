"""What a filing may hold: every rule of one table of checks, each fault with its field and what to do."""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from civic.cases import commands as c
from civic.cases.commands import FileCase
from civic.cases.findings import FINDINGS, TO_BE_EXPLAINED
from civic.cities.pack import City, Question, Service
from civic.kernel.channel import CHANNELS, TAKEN_DOWN_CHANNELS
from civic.kernel.email_address import is_email
from civic.kernel.errors import Fault
from civic.kernel.language import Text, has_unseen, is_language_tag
from civic.kernel.photo import Photo
from civic.photos.limits import MOST_PHOTOS

DESCRIPTION_LIMIT = 4000  # characters, as in Open311 GeoReport v2
LINE_LIMIT = 200
WORDS_OF_PHOTO = "photo_words_"  # with its number: the field where faults of what it shows are told
FURTHEST = timedelta(days=731)
"""How far ahead something can be planned: about two years, so that a mistyped year is noticed."""
# RFC 5321 §4.5.3.1 limits the length; everything finer is known only by sending a message.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/\-]{4,24}")


def faults_of(command: FileCase, city: City) -> list[Fault]:
    """Return everything that is wrong with a filing; an empty list if it can stand."""
    service = next((s for s in city.services if s.code == command.service), None)
    if service is None:
        return [Fault("service", "input.unknown-service", {"service": command.service})]
    return [
        *_channel(command),
        *text_faults("description", command.description, required=service.kind == "report"),
        *_place(command, city, service),
        *_contact(command, service),
        *_answers(command, service),
        *_photos(command, service),
    ]


def faults_of_step(command: c.CaseStep, city: City, department: str, today: date) -> Iterator[Fault]:
    """Yield everything that is wrong with what a step on a case of a department says."""
    for field in ("answer", "explanation", "note"):
        if hasattr(command, field):
            is_required = not isinstance(command, c.WithholdContent)
            yield from text_faults(field, getattr(command, field), required=is_required)
    if not getattr(command, "passages", True):
        yield Fault("passages", "input.missing")
    if isinstance(command, c.ThankTeam):
        yield from _line("words", command.words.text if command.words else None)
    day = None if isinstance(command, c.RemindReporter) else getattr(command, "day", None)
    if day is not None and not today <= date.fromisoformat(day) <= today + FURTHEST:
        yield Fault("day", "input.day-not-possible")
    yield from _whom(command, city, department)
    if isinstance(command, c.SplitCase):
        yield from _parts(command, city)


def faults_of_inspection(command: c.RecordInspection, city: City) -> Iterator[Fault]:
    """Yield everything that is wrong with what somebody wrote down on the spot."""
    if not command.finding:
        yield Fault("finding", "input.missing")
    else:
        yield from _one_of("finding", command.finding, FINDINGS)
    yield from text_faults("note", command.note, required=command.finding == TO_BE_EXPLAINED)
    if command.place is not None:
        yield from _line("address", command.place.address)
        if command.place.point and not city.contains(command.place.point):
            yield Fault("coordinates", "input.place-outside-city")
    yield from _said_of(command.photos)


def _whom(command: c.CaseStep, city: City, department: str) -> Iterator[Fault]:
    """Check to whom a case is given: a unit, another office, or somebody outside."""
    if isinstance(command, c.AssignCase):
        yield from _one_of("unit", command.unit, city.units_of(department))
    if isinstance(command, c.HandOver):
        others = [each.code for each in city.departments if each.code != department]
        yield from _one_of("department", command.department, others)
    if isinstance(command, c.ForwardCase):
        yield from _line("reference", command.reference)
        yield from _one_of("party", command.party, city.parties)


def _parts(command: c.SplitCase, city: City) -> Iterator[Fault]:
    """Check each part that is wanted; its fields have its number before their names."""
    services = {service.code for service in city.services}
    for number, part in enumerate(command.parts or (c.NewPart(service="", description=Text("")),), 1):
        if part.service:
            yield from _one_of(f"parts.{number}.service", part.service, services)
        else:
            yield Fault(f"parts.{number}.service", "input.missing")
        yield from text_faults(f"parts.{number}.description", part.description)


def _one_of(field: str, choice: str, choices: Collection[str]) -> Iterator[Fault]:
    if choice not in choices:
        yield Fault(field, "input.unknown-choice", {"choice": choice[:LINE_LIMIT]})


def text_faults(field: str, text: Text | None, *, required: bool = True) -> Iterator[Fault]:
    """Check words that somebody wrote at length."""
    if text is None or not text.text.strip():
        if required:
            yield Fault(field, "input.missing")
        return
    if len(text.text) > DESCRIPTION_LIMIT:
        yield Fault(field, "input.too-long", {"limit": DESCRIPTION_LIMIT, "length": len(text.text)})
    if has_control_characters(text.text.replace("\n", "").replace("\t", "")):
        yield Fault(field, "input.control-characters")
    if not is_language_tag(text.language):
        yield Fault(field, "input.unknown-language", {"language": text.language[:LINE_LIMIT]})


def has_control_characters(text: str) -> bool:
    """Say whether there are characters nobody can see or type: Cc, lone surrogates and what has no width."""
    return _CONTROL.search(text) is not None or has_unseen(text)


def _line(field: str, text: str | None) -> Iterator[Fault]:
    if text is None:
        return
    if len(text) > LINE_LIMIT:
        yield Fault(field, "input.too-long", {"limit": LINE_LIMIT, "length": len(text)})
    if has_control_characters(text):
        yield Fault(field, "input.control-characters")


def _channel(command: FileCase) -> Iterator[Fault]:
    if not command.channel:
        yield Fault("channel", "input.missing")
    elif command.channel not in (TAKEN_DOWN_CHANNELS if command.office else CHANNELS):
        yield Fault("channel", "input.unknown-choice", {"choice": command.channel[:LINE_LIMIT]})


def _place(command: FileCase, city: City, service: Service) -> Iterator[Fault]:
    if service.place == "required" and not (command.point or command.address or command.neighbourhood):
        yield Fault("place", "input.place-missing")
    if command.point and not city.contains(command.point):
        yield Fault("place", "input.place-outside-city")
    if command.neighbourhood and command.neighbourhood not in {n.code for n in city.neighbourhoods}:
        yield Fault(
            "neighbourhood", "input.unknown-neighbourhood", {"choice": command.neighbourhood[:LINE_LIMIT]}
        )
    yield from _line("address", command.address)


def _contact(command: FileCase, service: Service) -> Iterator[Fault]:
    contact = command.contact
    if not service.anonymous and not (contact and (contact.email or contact.phone)):
        yield Fault("contact", "input.contact-missing")
    if contact is None:
        return
    yield from _line("contact.name", contact.name)
    if contact.email and not is_email(contact.email):
        yield Fault("contact.email", "input.not-an-email")
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        yield Fault("contact.phone", "input.not-a-phone-number")


def _answers(command: FileCase, service: Service) -> Iterator[Fault]:
    given = {answer.question: answer.answer for answer in command.answers}
    asked = {question.code: question for question in service.questions}
    for code in given.keys() - asked.keys():
        yield Fault(f"answers.{code[:LINE_LIMIT]}", "input.unknown-question")
    for code, question in asked.items():
        yield from _answer(f"answers.{code}", question, given.get(code, ""))


def _answer(field: str, question: Question, answer: str) -> Iterator[Fault]:
    if not answer.strip():
        if question.required:
            yield Fault(field, "input.missing")
        return
    yield from _line(field, answer)
    if not _fits(question, answer):
        yield Fault(field, "input.unknown-choice", {"choice": answer[:LINE_LIMIT]})


def _photos(command: FileCase, service: Service) -> Iterator[Fault]:
    if command.photos and service.photos == "no":
        yield Fault("photo", "input.photos-not-taken")
    yield from _said_of(command.photos)


def _said_of(photos: Collection[Photo]) -> Iterator[Fault]:
    if len(photos) > MOST_PHOTOS:
        yield Fault("photo", "input.too-many", {"limit": MOST_PHOTOS, "count": len(photos)})
    for number, photo in enumerate(photos, 1):
        yield from _line(f"{WORDS_OF_PHOTO}{number}", photo.words.text if photo.words else None)


def _fits(question: Question, answer: str) -> bool:
    if question.kind == "choice":
        return answer in {choice.code for choice in question.choices}
    if question.kind == "yes_no":
        return answer in ("yes", "no")
    if question.kind == "number":
        return re.fullmatch(r"-?[0-9]{1,15}([.,][0-9]{1,6})?", answer) is not None
    return True

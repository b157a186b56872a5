"""What a program files: read from a form, with all that is wrong with it, and what is not kept of it."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage, MultiDict

from civic.cases.commands import FileCase
from civic.cases.events import Contact, GivenAnswer
from civic.cases.open311.errors import described
from civic.cases.open311.parameters import LONGEST_NAME, Parameters
from civic.cases.open311.refusals import Objection, RequestIsRefused
from civic.cases.validation import faults_of, has_control_characters
from civic.cities.pack import City, Service
from civic.kernel.errors import InputHasFaults
from civic.kernel.language import Text
from civic.kernel.photo import Picture, photos_of
from civic.kernel.place import Point
from civic.photos.limits import MOST_PHOTOS
from civic.web.uploads import is_empty, picture_in

CHANNEL = "open311"
MEDIA, MEDIA_WORDS = "media", "media_description"
MOST_NAMED = 20
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](?:\[\])?")
_KEPT = frozenset(
    {
        *("api_key", "jurisdiction_id", "locale", "extensions", "service_code"),
        *("lat", "long", "address_string", "description"),
        *("email", "first_name", "last_name", "phone", MEDIA_WORDS),
    }
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What is to be filed, and the names of what was sent that no case has a place for."""

    command: FileCase
    not_kept: Sequence[str]
    pictures: Sequence[Picture]


class Posting:
    """Reads one form, and keeps everything that is wrong, to say it at once."""

    def __init__(self, form: MultiDict[str, str], files: MultiDict[str, FileStorage], city: City) -> None:
        plain = [(name, value.replace("\r\n", "\n")) for name, value in form.items(multi=True)]
        self._sent = Parameters(MultiDict(plain))
        self._files = files
        self._city = city
        self._objections: list[Objection] = []

    def read(self) -> Posted:
        """Raise RequestIsRefused."""
        service = self._service()
        self._object_to_unreadable()
        self._object_to_media()
        pictures = self._pictures() if service else []
        answers = self._answers(service)
        command = FileCase(
            city=self._city.code,
            service=service.code if service else "",
            channel=CHANNEL,
            description=self._description(),
            point=self._point(),
            address=self._sent.one("address_string"),
            contact=self._contact(),
            answers=tuple(answers),
            photos=photos_of(pictures, self._words_of_pictures(len(pictures))),
        )
        if service is not None:
            self._object_to_no_place(command, service)
            self._objections += [Objection(400, described(fault)) for fault in faults_of(command, self._city)]
        if self._objections:
            raise RequestIsRefused(*dict.fromkeys(self._objections))
        return Posted(command, list(self._not_kept({answer.question for answer in answers})), pictures)

    def _object(self, description: str, status: int = 400) -> None:
        self._objections.append(Objection(status, description))

    def _service(self) -> Service | None:
        code = self._sent.one("service_code")
        if code is None:
            self._object("service_code was not provided.")
            return None
        found = next((service for service in self._city.services if service.code == code), None)
        if found is None:
            self._object("service_code was not found. GET services lists all codes.", 404)
        return found

    def _object_to_unreadable(self) -> None:
        for name in list(self._sent.names()):
            values = self._sent.all_of(name)
            if any("\ufffd" in value for value in values):
                self._object(f"{name[:LONGEST_NAME]}: this is not UTF-8.")
            lines = [value.replace("\n", "").replace("\t", "") for value in values]
            if name != "description" and any(map(has_control_characters, lines)):
                self._object(f"{name[:LONGEST_NAME]}: this holds characters that nobody can see or type.")

    def _object_to_media(self) -> None:
        if self._sent.one(MEDIA) is not None:
            self._object(f"{MEDIA}: no photo is read from here. Send its file as {MEDIA}.")
        named = [name for name, file in self._files.items(multi=True) if file.filename or not is_empty(file)]
        for name in dict.fromkeys(named):
            if name != MEDIA:
                self._object(
                    f"{name[:LONGEST_NAME]}: photos are not expected here. Send their files as {MEDIA}."
                )

    def _pictures(self) -> list[Picture]:
        """Return the photos; of more than can be kept none is looked at."""
        files = [file for file in self._files.getlist(MEDIA) if file.filename or not is_empty(file)]
        if len(files) > MOST_PHOTOS:
            self._object(f"{MEDIA}: {len(files)} photos were sent, {MOST_PHOTOS} can be kept.")
            return []
        return [picture for file in files if (picture := self._picture(file))]

    def _words_of_pictures(self, count: int) -> list[Text | None]:
        sent = self._sent.in_order(MEDIA_WORDS)
        if len(sent) > count:
            self._object(f"{MEDIA_WORDS}: {len(sent)} were sent, and {count} photos.")
        return [Text(words) if words else None for words in sent]

    def _picture(self, file: FileStorage) -> Picture | None:
        try:
            return picture_in(file)
        except InputHasFaults as refused:
            for fault in refused.faults:
                self._object(described(fault))
            return None

    def _description(self) -> Text | None:
        text = self._sent.one("description")
        return Text(text) if text is not None else None

    def _point(self) -> Point | None:
        latitude, longitude = self._degrees("lat", 90), self._degrees("long", 180)
        for name, other in (("lat", "long"), ("long", "lat")):
            if self._sent.one(name) is None and self._sent.one(other) is not None:
                self._object(f"{name} was not provided, and {other} was. Send both or neither.")
        if latitude is None or longitude is None:
            return None
        return Point.from_degrees(latitude, longitude)

    def _degrees(self, name: str, most: int) -> float | None:
        text = self._sent.one(name)
        if text is None:
            return None
        try:
            degrees = float(text) if text.isascii() and "_" not in text else math.nan
        except ValueError:
            degrees = math.nan
        if not -most <= degrees <= most:
            self._object(f"{name}: send degrees from -{most} to {most}, such as 16.37.")
            return None
        return degrees

    def _object_to_no_place(self, command: FileCase, service: Service) -> None:
        # SPEC: one of lat and long, address_string, address_id. What has no place anywhere needs none.
        sent = any(self._sent.one(name) for name in ("lat", "long", "address_string"))
        if command.point or command.address or sent or service.place == "none":
            return
        if self._sent.one("address_id") is not None:
            self._object("address_id: addresses have no ids here. Send lat and long, or address_string.")
        else:
            self._object(
                "lat, long, address_string: none was provided. Send lat and long, or address_string."
            )

    def _contact(self) -> Contact | None:
        names = [self._sent.one(name) for name in ("first_name", "last_name")]
        contact = Contact(
            name=" ".join(name for name in names if name) or None,
            email=self._sent.one("email"),
            phone=self._sent.one("phone"),
        )
        return contact if contact != Contact() else None

    def _answers(self, service: Service | None) -> list[GivenAnswer]:
        """Return the answers to what the service asks; a question with one answer takes no two."""
        answers = []
        for question in service.questions if service else ():
            values = self._attribute(question.code)
            if len(values) > 1:
                self._object(f"attribute[{question.code}]: this takes one value, {len(values)} were sent.")
            answers += [GivenAnswer(question.code, value) for value in values[:1]]
        return answers

    def _attribute(self, code: str) -> Sequence[str]:
        """Return what was sent for an attribute, with and without [] after it, each value once."""
        names = (f"attribute[{code}]", f"attribute[{code}][]")
        return list(dict.fromkeys(value.strip() for name in names for value in self._sent.all_of(name)))

    def _not_kept(self, answered: set[str]) -> Iterator[str]:
        for name in self._sent.names():
            attribute = _ATTRIBUTE.fullmatch(name)
            if name not in _KEPT and not (attribute and attribute[1] in answered):
                yield name


def notice_of(not_kept: Sequence[str]) -> str | None:
    """Say what was not kept, so that nothing is dropped in silence."""
    if not not_kept:
        return None
    named = ", ".join(name[:LONGEST_NAME] for name in not_kept[:MOST_NAMED])
    return f"Not kept, as nothing here asks for it: {named}"

"""Cases and services for programs: JSON in and out, no cookies, one case a key however often it is sent."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request, url_for

from civic.cases import handlers
from civic.cases.commands import FileCase
from civic.cases.desk import CaseDesk
from civic.cases.handlers import ELSEWHERE, STREAM, parse_number
from civic.cases.queries import QueueRow
from civic.cases.schemas.asking import CaseQuery, CityQuery
from civic.cases.schemas.examples import CASE, CASE_ROW, FILED, FILING, SERVICES
from civic.cases.schemas.filing import Filing, as_sent, filing_of
from civic.cases.schemas.public import CaseRows, Filed, PublicCase, Services
from civic.cases.schemas.reading import load
from civic.cases.workflow import STATES
from civic.cities.registry import NoSuchCity
from civic.kernel.clock import to_timestamp
from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.kernel.event import to_json
from civic.kernel.ids import new_command_id, spell
from civic.kernel.language import Text
from civic.kernel.photo import Photo, Picture, photos_of
from civic.kernel.place import Place
from civic.photos.limits import MOST_PHOTOS
from civic.web.access import access
from civic.web.json_body import JsonAnswer, json_body, read_json
from civic.web.openapi import ROOT, Answer, Operation, operation
from civic.web.page_language import page_language
from civic.web.platform import platform, site_address
from civic.web.uploads import MULTIPART, picture_in, sent_files, takes_files

blueprint = Blueprint("cases_api", __name__)
KEY = "Idempotency-Key"
BODY, PHOTO, PHOTO_WORDS = "case", "photo", "photo_description"
_KEY = re.compile(r"[!-~]{1,64}")
_CASE_QUERY, _CITY_QUERY = CaseQuery(), CityQuery()


class IdempotencyKeyIsWrong(Refused):
    """The header Idempotency-Key is no name that a command can have."""

    code = "web.idempotency-key-wrong"
    status = 400


@blueprint.post(f"{ROOT}/cases")
@access("anyone", cookies=False)
@takes_files
@operation(
    Operation(
        summary="Bring a matter to the city",
        body=Filing,
        example=FILING,
        beside={"body": BODY, "files": PHOTO, "words": PHOTO_WORDS},
        headers={KEY: "1 to 64 visible ASCII characters; the same key with the same body files one case"},
        answers={201: Answer("It is recorded; Location is the case", Filed, FILED)},
        refusals=(400, 413, 415, 422, 429, 503),
    )
)
def filing() -> Response:
    asked = platform()
    key = idempotency_key()
    body, pictures, words = _sent()
    command = filing_of(body, asked.settings.city)
    if pictures:
        command = replace(command, photos=photos_of(pictures, words))
    done = _file(asked.cases, command, key, pictures)
    number, position = done.case, done.position
    base = site_address()
    filed = {
        "number": number,
        "spelled": spell(number),
        "case_code": asked.secrets.case_code(number),
        "url": base + _page_of(number),
        "receipt": f"{base}{ROOT}/events/{position}/receipt",
        "position": position,
    }
    answer = JsonAnswer(filed, 201)
    answer.headers.extend({"Location": f"{ROOT}/cases/{number}", KEY: key, "Cache-Control": "no-store"})
    return answer


@blueprint.get(f"{ROOT}/cases/<number>")
@access("anyone", cookies=False)
@operation(
    Operation(
        summary="A case with its whole history, and what it takes to check every word against the log",
        answers={200: Answer("The case", PublicCase, CASE)},
        refusals=(404,),
    )
)
def case(number: str) -> Response:
    found = platform().cases.page(parse_number(number))
    filed = found.filed
    # A step taken between the two readings is in the next answer, with the state that it leads to.
    events = platform().log.events_of(STREAM + filed.case)[: found.case.version]
    return JsonAnswer(
        {
            "number": filed.case,
            "spelled": spell(filed.case),
            "city": filed.city,
            "service": filed.service,
            "kind": filed.kind,
            "department": found.case.department,
            "channel": filed.channel,
            "state": found.case.state,
            "place": _place(filed.place),
            "description": to_json(filed.description) if filed.description else None,
            "photos": [_photo(filed.case, photo) for photo in filed.photos or ()],
            "filed_at": filed.occurred_at or to_timestamp(found.events[0].recorded_at),
            "supporters": platform().case_lists.supporters(filed.case),
            "url": site_address() + _page_of(filed.case),
            "parent": found.case.parent or None,
            "parts": found.parts,
            "events": [event.as_json() for event in events],
            "news": [event.as_json() for event in platform().log.events_of(ELSEWHERE + filed.case)],
        }
    )


@blueprint.get(f"{ROOT}/cases")
@access("anyone", cookies=False)
@operation(
    Operation(
        summary="Cases of a city, the oldest first, page by page",
        query=CaseQuery,
        answers={200: Answer("A page", CaseRows, {"cases": [CASE_ROW], "next_after": None})},
        refusals=(404, 422),
    )
)
def cases() -> Response:
    wanted = load(_CASE_QUERY, request.args.to_dict())
    city = platform().cities.get(wanted.get("city", platform().settings.city))
    page = platform().case_lists.queue(
        city=city.code,
        departments=(wanted["department"],) if "department" in wanted else None,
        states=(wanted["state"],) if "state" in wanted else STATES,
        after=wanted.get("after"),
        limit=wanted["limit"],
    )
    return JsonAnswer({"cases": [_row(row) for row in page.rows], "next_after": page.next_after})


@blueprint.get(f"{ROOT}/services")
@access("anyone", cookies=False)
@operation(
    Operation(
        summary="What people can report and ask for, with the questions that each service asks",
        query=CityQuery,
        answers={200: Answer("The catalogue", Services, SERVICES)},
        refusals=(404, 422),
    )
)
def services() -> Response:
    wanted = load(_CITY_QUERY, request.args.to_dict())
    city = platform().cities.get(wanted.get("city", platform().settings.city))
    return JsonAnswer(
        {
            "city": city.code,
            "languages": list(city.languages),
            "services": [to_json(service) for service in city.services],
        }
    )


def idempotency_key() -> str:
    """Return the name under which a program sends one filing, however often; raise IdempotencyKeyIsWrong."""
    sent = request.headers.get(KEY)
    if sent is None:
        return new_command_id(platform().clock.now())
    if _KEY.fullmatch(sent) is None:
        raise IdempotencyKeyIsWrong(f"{sent[:64]!r} is no idempotency key")
    return sent


def _sent() -> tuple[Any, list[Picture], list[Text | None]]:
    """Return the body, and photos with what they show if it is a part of a multipart form."""
    if request.mimetype != MULTIPART:
        return json_body(), [], []
    if BODY not in request.form:
        raise InputHasFaults([Fault(BODY, "input.missing")])
    files = sent_files(PHOTO)
    if len(files) > MOST_PHOTOS:
        raise InputHasFaults([Fault(PHOTO, "input.too-many", {"limit": MOST_PHOTOS, "count": len(files)})])
    body = read_json(request.form[BODY].encode("utf-8", "replace"))
    return body, [picture_in(file) for file in files], _words_of_photos(len(files))


def _words_of_photos(count: int) -> list[Text | None]:
    """Return what each photo shows, in their order; an empty one says nothing."""
    sent = request.form.getlist(PHOTO_WORDS)
    if len(sent) > count:
        raise InputHasFaults([Fault(PHOTO_WORDS, "input.too-many", {"limit": count, "count": len(sent)})])
    return [Text(words.strip()) if words.strip() else None for words in sent]


def _file(desk: CaseDesk, command: FileCase, key: str, pictures: Sequence[Picture]) -> handlers.Filed:
    try:
        return desk.file(command, command_id=key, pictures=pictures)
    except NoSuchCity as unknown:
        raise InputHasFaults([Fault("city", "input.unknown-city", {"choice": command.city})]) from unknown
    except InputHasFaults as refused:
        raise InputHasFaults([as_sent(fault) for fault in refused.faults]) from refused


def _page_of(number: str) -> str:
    """Return the address of a case's page; Flask is asked once a language, because asking takes its time."""
    slug = page_language().slug
    if slug not in _PAGES:
        _PAGES[slug] = url_for("cases.page", number=_ANY_NUMBER).removesuffix(spell(_ANY_NUMBER))
    return _PAGES[slug] + spell(number)


_ANY_NUMBER = "2222222222"
_PAGES: dict[str, str] = {}


def _place(place: Place) -> dict[str, Any]:
    parts = {"district": place.district, "neighbourhood": place.neighbourhood, "address": place.address}
    known: dict[str, Any] = {name: value for name, value in parts.items() if value is not None}
    if place.point is None:
        return known
    latitude, longitude = place.point.degrees()
    return {"latitude": latitude, "longitude": longitude, **known}


def _photo(number: str, photo: Photo) -> dict[str, Any]:
    file = photo.whole
    address = f"{site_address()}/cases/{spell(number)}/photos/{file.file}.jpg"
    return {
        "url": address,
        "sha256": file.digest,
        "width": file.width,
        "height": file.height,
        "description": to_json(photo.words) if photo.words else None,
    }


def _row(row: QueueRow) -> dict[str, Any]:
    words = {"text": row.first_words, "language": row.language} if row.first_words is not None else None
    return {
        "number": row.case,
        "city": row.city,
        "service": row.service,
        "kind": row.kind,
        "state": row.state,
        "department": row.department,
        "channel": row.channel,
        "district": row.district,
        "neighbourhood": row.neighbourhood,
        "address": row.address,
        "first_words": words,
        "filed_at": to_timestamp(row.filed_at),
        "changed_at": to_timestamp(row.changed_at),
        "position": row.position,
        "supporters": row.supporters,
        "parent": row.parent or None,
    }

"""Requests and updates as they are answered: what everyone may see, and nothing else."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from civic.cases.open311.register import Found, Words
from civic.cases.open311.structure import Document, Items, Value
from civic.cases.views.targets import targets
from civic.cities.pack import City, NoSuchDepartment, NoSuchService, name_in
from civic.kernel.clock import from_micros
from civic.kernel.place import Point

# What programs that follow cases by mySociety's updates know; every other state is open or closed.
_STATUSES = {
    "acknowledged": "IN_PROGRESS",
    "resolved": "FIXED",
    "declined": "NO_FURTHER_ACTION",
    "cancelled": "NO_FURTHER_ACTION",
    "withdrawn": "NO_FURTHER_ACTION",
    "referred": "NOT_COUNCILS_RESPONSIBILITY",
}
_REASONS = {"duplicate": "DUPLICATE", "not_responsible": "NOT_COUNCILS_RESPONSIBILITY"}
Element = Mapping[str, Value]


def request_list(found: Found, city: City, tag: str, *, pages: str | None = None) -> Document:
    """Return requests with names in the language of the tag; with `pages`, also what we add to the standard.

    `pages` is the address of the page of a case, without its number.
    """
    promises = Promises(city)
    values = [
        {**_request(row, found.words, promises, tag), **(_added(row, pages) if pages is not None else {})}
        for row in found.rows
    ]
    return Document("service_requests", Items("request", values))


def update_list(found: Found, city: City, closed: frozenset[str]) -> Document:
    values = [_update(row, found.words, city, closed) for row in found.rows]
    return Document("service_requests_updates", Items("request_update", values))


class Promises:
    """By when a city wants to settle what is open; worked out once for all that was filed on the same day."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._known: dict[tuple[str, date], datetime | None] = {}

    def of(self, row: Any) -> str | None:
        if row.status == "closed":
            return None
        filed_at = from_micros(row.filed_at).astimezone(self.city.zone)
        key = (row.service, filed_at.date())
        if key not in self._known:
            promised = targets(self.city, row.service, filed_at)
            self._known[key] = promised.settle_by if promised else None
        settle_by = self._known[key]
        return settle_by.isoformat(timespec="seconds") if settle_by else None


def _request(row: Any, words: Words, promises: Promises, tag: str) -> Element:
    city = promises.city
    latitude, longitude = (
        Point(row.latitude, row.longitude).degrees() if row.latitude is not None else (None, None)
    )
    return {
        "service_request_id": row.number,
        "status": row.status,
        "status_notes": _said(words, row.answered_at, "answer"),
        "service_name": _service_name(city, row.service, tag),
        "service_code": row.service,
        "description": _said(words, row.position, "description"),
        "agency_responsible": _department_name(city, row.department, tag),
        "service_notice": None,
        "requested_datetime": written(row.filed_at, city),
        # SPEC: for requests that are closed, this is the time of closing.
        "updated_datetime": written(row.changed_at if row.closed_at is None else row.closed_at, city),
        "expected_datetime": promises.of(row),
        "address": row.address,
        "address_id": None,
        "zipcode": None,
        "lat": latitude,
        "long": longitude,
        "media_url": None,
    }


def _added(row: Any, pages: str) -> Element:
    return {
        "extended_attributes": {
            "channel": row.channel,
            "state": row.state,
            "district": row.district,
            "neighbourhood": row.neighbourhood,
            "url": pages + row.number,
        }
    }


def _update(row: Any, words: Words, city: City, closed: frozenset[str]) -> Element:
    return {
        "update_id": str(row.position),
        "service_request_id": row.number,
        "status": update_status(row.state, row.reason, closed),
        "updated_datetime": written(row.updated_at, city),
        "description": _said(words, row.position, "answer", "explanation"),
        "media_url": None,
    }


def update_status(state: str, reason: str | None, closed: frozenset[str]) -> str:
    """Return what a state is called in mySociety's updates."""
    if state == "declined" and reason in _REASONS:
        return _REASONS[reason]
    return _STATUSES.get(state, "CLOSED" if state in closed else "OPEN")


def written(micros: int, city: City) -> str:
    """Write a moment as clocks in the city show it, with their distance from UTC."""
    moment: datetime = from_micros(micros).astimezone(city.zone)
    return moment.isoformat(timespec="seconds")


def _said(words: Words, position: int | None, *members: str) -> str | None:
    """Return the published words of an event; None if there are none, or they were erased."""
    part = words.get(position) if position is not None else None
    texts = [part.value[member] for member in members if member in part.value] if part else []
    return texts[0]["text"] if texts else None


def _service_name(city: City, code: str, tag: str) -> str:
    """A case that was taken over may name a service that the pack does not have."""
    try:
        return name_in(city.service(code).names, tag).text
    except NoSuchService:
        return code


def _department_name(city: City, code: str, tag: str) -> str:
    try:
        return name_in(city.department(code).names, tag).text
    except NoSuchDepartment:
        return code

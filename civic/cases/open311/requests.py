"""Requests and updates as they are answered: what everyone may see, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic.cases.open311.register import Found, Words
from civic.cases.open311.structure import Document, Items, Value
from civic.cities.pack import City, name_in
from civic.kernel.clock import from_micros, from_timestamp
from civic.kernel.ids import spell
from civic.kernel.place import Point

# What programs that follow cases by mySociety's updates know; every other state is open or closed.
_STATUSES = {
    "assigned": "INVESTIGATING",
    "acknowledged": "IN_PROGRESS",
    "scheduled": "ACTION_SCHEDULED",
    "duplicate": "DUPLICATE",
    "resolved": "FIXED",
    "declined": "NO_FURTHER_ACTION",
    "cancelled": "NO_FURTHER_ACTION",
    "withdrawn": "NO_FURTHER_ACTION",
    "referred": "NOT_COUNCILS_RESPONSIBILITY",
}
_REASONS = {"duplicate": "DUPLICATE", "not_responsible": "NOT_COUNCILS_RESPONSIBILITY"}
Element = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Added:
    """What we add to the standard: where pages of cases are, without their number, and who supports them."""

    pages: str
    supporters: Mapping[str, int]


def request_list(found: Found, city: City, tag: str, site: str, added: Added | None = None) -> Document:
    """Return requests with names in the language of the tag; `site` is the address of this site."""
    shown = Shown(city, tag)
    values = []
    for row in found.rows:
        photos = _photos(row, found.words)
        addresses = [_address(row, photo, site) for photo in photos]
        more = _added(row, added, photos, addresses) if added is not None else {}
        values.append({**_request(row, found.words, shown, addresses), **more})
    return Document("service_requests", Items("request", values))


def update_list(found: Found, city: City, closed: frozenset[str]) -> Document:
    values = [_update(row, found.words, city, closed) for row in found.rows]
    return Document("service_requests_updates", Items("request_update", values))


class Shown:
    """What many requests share, worked out once: the names of services and departments."""

    def __init__(self, city: City, tag: str) -> None:
        self.city = city
        self._tag = tag
        self._services: dict[str, str] = {}
        self._departments: dict[str, str] = {}

    def service(self, code: str) -> str:
        """Return its name; a case that was taken over may name one that the pack does not have."""
        if code not in self._services:
            named = next((each for each in self.city.services if each.code == code), None)
            self._services[code] = name_in(named.names, self._tag).text if named else code
        return self._services[code]

    def department(self, code: str) -> str:
        if code not in self._departments:
            named = next((each for each in self.city.departments if each.code == code), None)
            self._departments[code] = name_in(named.names, self._tag).text if named else code
        return self._departments[code]

    def promise(self, row: Any) -> str | None:
        """Return by when the matter is to be settled, as the log says it; nothing of what has ended."""
        if row.status == "closed" or not row.settle_by:
            return None
        return from_timestamp(row.settle_by).astimezone(self.city.zone).isoformat(timespec="seconds")


def _request(row: Any, words: Words, shown: Shown, photos: Sequence[str]) -> Element:
    latitude, longitude = (
        Point(row.latitude, row.longitude).degrees() if row.latitude is not None else (None, None)
    )
    # SPEC: for requests that are closed, updated_datetime is the time of closing.
    updated_at = row.changed_at if row.closed_at is None else row.closed_at
    return {
        "service_request_id": row.number,
        "status": row.status,
        "status_notes": _said(words, row.answered_at, "answer"),
        "service_name": shown.service(row.service),
        "service_code": row.service,
        "description": _said(words, row.position, "description"),
        "agency_responsible": shown.department(row.department),
        "service_notice": None,
        "requested_datetime": written(row.filed_at, shown.city),
        "updated_datetime": written(updated_at, shown.city),
        "expected_datetime": shown.promise(row),
        "address": row.address,
        "address_id": None,
        "zipcode": None,
        "lat": latitude,
        "long": longitude,
        "media_url": photos[0] if photos else None,
    }


def _photos(row: Any, words: Words) -> Sequence[Any]:
    """Return the photos that everyone sees; none once they are erased."""
    part = words.get(row.position)
    return part.value.get("photos", ()) if part else ()


def _address(row: Any, photo: Any, site: str) -> str:
    return f"{site}/cases/{spell(row.number)}/photos/{photo['whole']['file']}.jpg"


def _added(row: Any, added: Added, photos: Sequence[Any], addresses: Sequence[str]) -> Element:
    said = [photo["words"]["text"] if "words" in photo else None for photo in photos]
    return {
        "extended_attributes": {
            "channel": row.channel,
            "state": row.state,
            "district": row.district,
            "neighbourhood": row.neighbourhood,
            "supporters": added.supporters.get(row.number, 0),
            "url": added.pages + row.number,
            **({"photos": Items("photo", list(addresses))} if photos else {}),
            **({"photo_descriptions": Items("photo_description", said)} if any(said) else {}),
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

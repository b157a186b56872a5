"""Open cases that may be the same matter as one that is about to be filed, as everyone may see them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from civic.cases import public_list, queries
from civic.cases.events import CaseFiled
from civic.cases.known_nearby import find_nearby
from civic.cases.likely_duplicates import Matter, likely_duplicates, within_reach
from civic.cities.pack import City
from civic.kernel.event import Part
from civic.kernel.language import Text
from civic.store.reading import EventReader


def suggested(
    connection: Connection, reader: EventReader, city: City, new: CaseFiled, now: datetime
) -> tuple[queries.QueueRow, ...]:
    """Return a few open cases, the likeliest first; none where the city's pack wants none.

    What is asked for is somebody's own matter; only what is reported can be known already.
    """
    rule = city.duplicate_rule(new.service)
    if new.kind != "report" or not rule.is_on:
        return ()
    matter = Matter(new.service, new.place, now, new.description)
    found = find_nearby(connection, matter, city.code, city.services_alike(new.service), rule)
    reached = {str(each.number): each for each in within_reach(matter, found, rule)}
    rows = {row.number: row for row in queries.rows_of(connection, list(reached))}
    words = reader.contents(connection, [row.position for row in rows.values()])
    known = [replace(each, words=_said(words.get(rows[number].position))) for number, each in reached.items()]
    shown: list[Any] = [rows[str(each.number)] for each in likely_duplicates(matter, known, rule)]
    return public_list.listed(shown, words)


def _said(part: Part | None) -> Text | None:
    said: Mapping[str, str] | None = part.value.get("description") if part else None
    return Text(said["text"], said["language"]) if said else None

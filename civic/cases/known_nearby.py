"""Open cases near a place, from an index that holds nothing but open cases.

Each (service, square) is one short walk along the index, newest first, so that what a look costs does not
depend on how many cases there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, select, union_all

from civic.cases.likely_duplicates import Matter
from civic.cases.spots import spots_near, spots_of
from civic.cases.tables import open_places
from civic.cases.workflow import OPEN
from civic.cities.duplicates import DuplicateRule
from civic.kernel.clock import from_micros, to_micros
from civic.kernel.ids import CaseNumber
from civic.kernel.place import Place, Point
from civic.store.projector import Tables
from civic.store.upsert import upsert

NEWEST = 50
"""How many cases are looked at in each square, or in a part of the city where the point is not known."""
Row = Mapping[str, Any]


def find_nearby(
    connection: Connection, new: Matter, city: str, services: Sequence[str], rule: DuplicateRule
) -> list[Matter]:
    """Return open cases that may be within reach; their words are not read yet."""
    since = to_micros(new.filed_at - timedelta(days=rule.within_days))
    spots = spots_near(new.place, rule.within_metres)
    walks = [_walk(city, service, spot, since) for service in services for spot in spots]
    if not walks:
        return []
    found = connection.execute(union_all(*(select(walk.subquery()) for walk in walks)))
    return [
        Matter(row.service, Place(_point(row)), from_micros(row.filed_at), number=CaseNumber(row.number))
        for row in found
    ]


def keep_open_places(
    connection: Connection, tables: Tables, before: Mapping[str, Row], after: Mapping[str, Row]
) -> None:
    """Bring the index from how cases were to how they are now."""
    was = {key for row in before.values() for key in _keys(row)}
    now = {key: row for row in after.values() for key in _keys(row)}
    table = tables["open_places"]
    names = [column.name for column in table.primary_key]
    if gone := sorted(was - now.keys()):
        this = delete(table).where(*(table.c[name] == bindparam(f"its_{name}") for name in names))
        its = [f"its_{name}" for name in names]
        connection.execute(this, [dict(zip(its, key, strict=True)) for key in gone])
    fresh = [
        {**dict(zip(names, key, strict=True)), "latitude": row["latitude"], "longitude": row["longitude"]}
        for key, row in now.items()
        if key not in was
    ]
    upsert(connection, table, fresh)


def _keys(row: Row) -> Iterator[tuple[Any, ...]]:
    if row["state"] not in OPEN or row["parent"]:
        return  # whoever notices the same joins the whole
    point = Point(row["latitude"], row["longitude"]) if row["latitude"] is not None else None
    place = Place(point, row["district"], row["neighbourhood"], row["address"])
    for spot in spots_of(place):
        yield row["city"], row["service"], spot, row["filed_at"], row["number"]


def _walk(city: str, service: str, spot: str, since: int) -> Select[Any]:
    table = open_places.c
    return (
        select(table.service, table.filed_at, table.number, table.latitude, table.longitude)
        .where(table.city == city, table.service == service, table.spot == spot, table.filed_at >= since)
        .order_by(table.filed_at.desc(), table.number.desc())
        .limit(NEWEST)
    )


def _point(row: Any) -> Point | None:
    return Point(row.latitude, row.longitude) if row.latitude is not None else None

"""When what can be reported last changed: noticed when somebody asks, and then the same on every machine.

A pack's files say nothing of it that can be sorted: they are copied, and put back as they were before.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, Connection, Table, Text, select

from civic.cases.open311.projection import metadata
from civic.cases.open311.services import service_definition, service_list
from civic.cases.open311.structure import as_xml
from civic.cities.pack import City
from civic.i18n.languages import Language
from civic.kernel.clock import from_micros, to_micros
from civic.store.database import Database
from civic.store.upsert import upsert

changesets = Table(
    "open311_changesets",
    metadata,
    Column("city", Text, primary_key=True),
    Column("digest", Text, nullable=False, comment="hex SHA-256 of the services and their definitions"),
    Column("since", BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
)
_SECOND = timedelta(seconds=1)


def changeset(database: Database, city: City, language: Language, now: datetime) -> datetime:
    """Return since when the city's services and their definitions are what they are, to the second."""
    digest = digest_of(city, language)
    with database.reading() as connection:
        known = _known(connection, city)
    if known is not None and known[0] == digest:
        return known[1]
    with database.writing() as connection:
        known = _known(connection, city)
        if known is not None and known[0] == digest:
            return known[1]
        since = now.replace(microsecond=0)
        if known is not None:
            since = max(since, known[1] + _SECOND)
        upsert(connection, changesets, [{"city": city.code, "digest": digest, "since": to_micros(since)}])
        return since


def digest_of(city: City, language: Language) -> str:
    """Return a fingerprint of all that is answered about the services of a city."""
    digest = hashlib.sha256()
    for tag in city.languages:
        digest.update(as_xml(service_list(city, tag)))
        for service in city.services:
            digest.update(as_xml(service_definition(service, tag, language)))
    return digest.hexdigest()


def _known(connection: Connection, city: City) -> tuple[str, datetime] | None:
    row = connection.execute(select(changesets).where(changesets.c.city == city.code)).first()
    return None if row is None else (row.digest, from_micros(row.since))

"""A row of another system's export, and the command that takes its case over. Pure."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from civic.cases.commands import RecordCase
from civic.cases.events import Source
from civic.cases.validation import LINE_LIMIT
from civic.cities.mapping import Columns
from civic.cities.pack import City
from civic.cities.source_case import RowFault, SourceCase
from civic.kernel.clock import to_timestamp
from civic.kernel.ids import CaseNumber, public_id_of
from civic.kernel.place import Place

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
UNKNOWN_CHANNEL = "unknown"


@dataclass(frozen=True, slots=True)
class Identities:
    """What the cases of one system are called here: always the same, and nobody without the key can tell.

    A secret command id also keeps others from using it first for something else.
    """

    key: bytes
    city: str
    system: str

    def number(self, source_id: str, attempt: int = 0) -> CaseNumber:
        """Return the case's number here; the next attempt is for a number that another case has."""
        return CaseNumber(public_id_of(int.from_bytes(self._digest("number", source_id, attempt))))

    def command_id(self, source_id: str) -> str:
        return f"import-{self._digest('command', source_id).hex()}"

    def ending_id(self, source_id: str) -> str:
        """Return the id of the command that ends the case, where an earlier one took it over open."""
        return f"import-{self._digest('ending', source_id).hex()}"

    def _digest(self, purpose: str, source_id: str, *more: int) -> bytes:
        message = json.dumps(["import", purpose, self.city, self.system, source_id, *more])
        return hmac.digest(self.key, message.encode(), "sha256")


def command_of(case: SourceCase, city: City, identities: Identities, attempt: int = 0) -> RecordCase:
    """Return the command that records what the source says, at the public precision of its service."""
    service = city.service(case.service)
    return RecordCase(
        case=identities.number(case.source_id, attempt),
        city=city.code,
        service=service.code,
        kind=service.kind,
        department=case.department or service.department,
        channel=case.channel or UNKNOWN_CHANNEL,
        place=_place(case, city).at_precision(service.public_precision_metres),
        source=Source(identities.system, case.source_id),
        filed_at=to_timestamp(case.filed_at),
        outcome=None if case.outcome == "open" else case.outcome,
        closed_at=to_timestamp(case.closed_at) if case.closed_at else None,
    )


def faults_of(case: SourceCase, columns: Columns, now: datetime) -> Iterator[RowFault]:
    """Name what is understood and still cannot be recorded for ever."""
    for column, text in ((columns.id, case.source_id), (columns.address, case.address)):
        if column and text and len(text) > LINE_LIMIT:
            yield RowFault.of(column, text, f"has {len(text)} characters, more than {LINE_LIMIT}")
    for column, moment in ((columns.filed, case.filed_at), (columns.closed, case.closed_at)):
        if column and moment and not EARLIEST <= moment <= now:
            when = "in the future" if moment > now else f"before {EARLIEST.year}"
            yield RowFault.of(column, to_timestamp(moment), f"is {when}")


def _place(case: SourceCase, city: City) -> Place:
    """Where the point is missing, the district that the source names stands in, if the city has it."""
    district, neighbourhood = city.locate(case.point) if case.point else (_known_district(case, city), None)
    return Place(case.point, district, neighbourhood, case.address)


def _known_district(case: SourceCase, city: City) -> str | None:
    return next((known.code for known in city.districts if known.code == case.district_hint), None)

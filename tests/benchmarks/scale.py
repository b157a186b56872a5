"""What a queue page and a case page cost with ten thousand and with a million cases."""

import base64
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from civic.app import create_app
from civic.bootstrap import Platform, build
from civic.cases.events import CaseClosed, CaseFiled
from civic.kernel.clock import to_timestamp
from civic.kernel.event import Event, Recorded, take_apart
from civic.kernel.ids import CaseNumber, new_event_id, new_public_id
from civic.kernel.place import Place
from civic.settings import read_settings
from civic.store.projector import live_tables
from civic.store.serialisation import to_bytes
from civic.store.tables import events, tracking
from civic.store.tracking import move_to
from tests.benchmarks.measure import Measure

FEW, MANY = 10_000, 1_000_000
CHUNK = 5_000
OPEN_ONE_IN = 10
VISITS = 60
START = datetime(2026, 1, 1, tzinfo=UTC)


def measures() -> Iterator[Measure]:
    with _filled(FEW) as few, _filled(MANY) as many:
        for name, path in (("queue page", "queue"), ("case page", "case")):
            few_ms, many_ms = _visit_in_turn([few, many], path)
            yield Measure(
                f"{name} with {MANY:,} cases",
                many_ms,
                "ms",
                f"with {FEW:,} cases",
                few_ms,
                goal=1.5,
                at_most=True,
            )


class _Installation:
    """A demo city with so many cases, and a signed-in official."""

    def __init__(self, platform: Platform, numbers: Sequence[CaseNumber]) -> None:
        self._client = create_app(platform).test_client()
        self._numbers = numbers
        sign_in(self._client)

    def visit(self, path: str, turn: int) -> float:
        """Return the milliseconds that one page takes."""
        if path == "queue":
            address = "/en/office/queue"
        else:
            address = f"/en/cases/{self._numbers[turn * 7919 % len(self._numbers)]}"
        started = time.perf_counter()
        answer = self._client.get(address)
        elapsed = (time.perf_counter() - started) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return elapsed


def _visit_in_turn(installations: Sequence[_Installation], path: str) -> list[float]:
    times = [[installation.visit(path, turn) for installation in installations] for turn in range(VISITS)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


@contextmanager
def _filled(cases: int) -> Iterator[_Installation]:
    with filled_platform(cases) as (platform, numbers):
        yield _Installation(platform, numbers)


@contextmanager
def filled_platform(cases: int) -> Iterator[tuple[Platform, Sequence[CaseNumber]]]:
    """Fill event store and read tables through the real projections; only the signatures are left out."""
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as var:
        platform = build(
            read_settings({"CIVIC_VAR": var, "CIVIC_DEMO_LOGIN": "yes", "CIVIC_POSTS_PER_MINUTE": "0"})
        )
        platform.projector.catch_up_with_all()
        numbers: list[CaseNumber] = []
        for first in range(0, cases, CHUNK):
            numbers += _add_chunk(platform, first, min(CHUNK, cases - first))
        yield platform, numbers
        platform.close()


def _add_chunk(platform: Platform, first: int, count: int) -> list[CaseNumber]:
    position = platform.journal.size()
    recorded: list[Recorded] = []
    numbers = [CaseNumber(new_public_id()) for _ in range(count)]
    for index, number in enumerate(numbers, first):
        moment = START + timedelta(seconds=index)
        for version, event in enumerate(_history(platform, number, index), 1):
            stream = f"case/{number}"
            at = position + len(recorded)
            recorded.append(Recorded(at, new_event_id(), stream, version, moment, event))
    with platform.database.writing(durable=False) as connection:
        connection.execute(events.insert(), [_row(each) for each in recorded])
        for projection in platform.projections:
            projection.apply(recorded, live_tables(projection), connection)
            move_to(connection, tracking, projection.name, position + len(recorded))
    return numbers


def _history(platform: Platform, number: CaseNumber, index: int) -> list[Event]:
    services = platform.cities.get("demo").services
    service = services[index % len(services)]
    filed = CaseFiled(
        case=number,
        city="demo",
        service=service.code,
        kind=service.kind,
        department=service.department,
        channel="web",
        place=Place(address=f"Lindengasse {index % 300}"),
    )
    is_open = index % OPEN_ONE_IN == 0
    return [filed] if is_open else [filed, CaseClosed(case=number, office=service.department)]


def _row(recorded: Recorded) -> dict[str, object]:
    data, _ = take_apart(recorded.event)
    statement = {
        "commitments": {},
        "data": data,
        "id": recorded.id,
        "position": recorded.position,
        "recorded_at": to_timestamp(recorded.recorded_at),
        "stream": recorded.stream,
        "type": recorded.event.TYPE,
        "type_version": 1,
        "version": recorded.version,
    }
    leaf = (
        b'{"payload":"'
        + base64.b64encode(to_bytes(statement))
        + b'","payloadType":"application/vnd.civic.event+json","signatures":[{"keyid":"'
        + b"0" * 64
        + b'","sig":"'
        + b"A" * 86
        + b'=="}]}'
    )
    return {
        "position": recorded.position,
        "stream": recorded.stream,
        "version": recorded.version,
        "type": recorded.event.TYPE,
        "recorded_at": int(recorded.recorded_at.timestamp() * 1_000_000),
        "leaf": leaf,
    }


def sign_in(client: FlaskClient) -> None:
    from bs4 import BeautifulSoup

    form = BeautifulSoup(client.get("/en/office/session").data, "html.parser").select("main form")[0]
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    office = form.select_one("input[name=office], select[name=office] option[value]:not([value=''])")
    answer = client.post("/en/office/session", data={**fields, "office": office["value"]})
    if answer.status_code != 303:
        raise RuntimeError(f"signing in answered {answer.status}")

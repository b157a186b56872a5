"""What the first page of the queue costs with ten thousand open cases, and with two hundred thousand.

The cases go through the projection of the list of cases alone: what is looked at are its rows. Those that are
due first, and so are shown, are filed as always: their words are opened.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from flask.testing import FlaskClient

from civic.app import create_app
from civic.bootstrap import Platform, build
from civic.cases.events import CaseFiled
from civic.cases.projections import CaseList
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, new_event_id, new_public_id
from civic.kernel.place import Place
from civic.settings import read_settings
from civic.store.projector import live_tables
from tests.benchmarks.measure import Measure
from tests.benchmarks.scale import CHUNK, FEW, sign_in
from tests.builders.cases import file_case

OPEN = 200_000
LIMIT = 100  # ms
VISITS = 40
SHOWN = 60  # filed with words for each service: more than a page
ASKED = {
    "of an office": "",
    "of all offices": "?departments=all",
    "of one service": "?departments=all&service=tree",
}


def measures() -> Iterator[Measure]:
    with ExitStack() as stack:
        clients = [stack.enter_context(filled(cases)) for cases in (FEW, OPEN)]
        for name, query in ASKED.items():
            few_ms, many_ms = _visit_in_turn(clients, f"/en/office/queue{query}")
            what = f"first page of the queue {name}, {OPEN:,} open cases"
            yield Measure(what, many_ms, "ms", goal=LIMIT, at_most=True)
            yield Measure(what, many_ms, "ms", f"with {FEW:,} cases", few_ms, goal=1.5, at_most=True)


@contextmanager
def filled(cases: int) -> Iterator[FlaskClient]:
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as var:
        platform = build(
            read_settings({"CIVIC_VAR": var, "CIVIC_DEMO_LOGIN": "yes", "CIVIC_POSTS_PER_MINUTE": "0"})
        )
        for first in range(0, cases - SHOWN, CHUNK):
            _add_rows(platform, range(first, min(first + CHUNK, cases - SHOWN)))
        for number in range(SHOWN):
            platform.cases.file(file_case(), command_id=f"file-{number}")
        platform.projector.catch_up_with_all()
        client = create_app(platform).test_client()
        sign_in(client)
        yield client
        platform.close()


def _add_rows(platform: Platform, numbers: Sequence[int]) -> None:
    """Add open cases of all services that are due after those that are filed with words."""
    services, later = platform.cities.get("demo").services, platform.clock.now() + timedelta(days=30)
    recorded = []
    for number in numbers:
        service = services[number % len(services)]
        filed = CaseFiled(
            case=CaseNumber(new_public_id()),
            city="demo",
            service=service.code,
            kind=service.kind,
            department=service.department,
            channel="web",
            place=Place(address=f"Lindengasse {number % 300}"),
        )
        at, moment = 1_000_000_000 + number, later + timedelta(seconds=number)
        recorded.append(Recorded(at, new_event_id(), f"case/{filed.case}", 1, moment, filed))
    lists = CaseList()
    with platform.database.writing(durable=False) as connection:
        lists.apply(recorded, live_tables(lists), connection)


def _visit_in_turn(clients: Sequence[FlaskClient], address: str) -> list[float]:
    times = [[_visit(client, address) for client in clients] for _ in range(VISITS)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def _visit(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    elapsed = (time.perf_counter() - started) * 1000
    rows = answer.get_data(as_text=True).count("<tr")
    if answer.status_code != 200 or rows != 51:
        raise RuntimeError(f"{address} answered {answer.status} with {rows} rows")
    return elapsed

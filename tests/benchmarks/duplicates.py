"""What it costs to look for open cases that may be the same, with ten thousand open cases and with a million.

The cases go through the projection of the list of cases alone: what is looked at are its rows, so no log is
written for them. Those around the places that are asked about are filed as always: their words are opened.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from civic.bootstrap import Platform, build
from civic.cases.events import CaseFiled
from civic.cases.projections import CaseList
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, new_event_id, new_public_id
from civic.kernel.language import Text
from civic.kernel.place import MILLION, Place, Point
from civic.settings import read_settings
from civic.store.projector import live_tables
from tests.benchmarks.measure import Measure
from tests.benchmarks.scale import CHUNK, FEW, MANY
from tests.builders.cases import file_case

LIMIT = 50  # ms
LOOKS = 100
WITH_WORDS = 40  # around each place that is asked about
SERVICE = "pothole"
HOT = Point.from_degrees(45.001, -30.02)
WORDS = Text("There is a deep hole in front of the bakery, and it becomes larger every week.", "en")


def measures() -> Iterator[Measure]:
    with ExitStack() as stack:
        few, many = (stack.enter_context(_filled(cases)) for cases in (FEW, MANY))
        # Anywhere, a city with few cases has next to nothing to compare: no ratio is asked for there.
        for name, points, most in (
            ("where many are", [HOT] * LOOKS, 1.5),
            ("anywhere", _points(LOOKS), None),
        ):
            few_ms, many_ms = _look_in_turn([few, many], points)
            what = f"duplicate suggestions {name}, {MANY:,} open cases"
            yield Measure(what, many_ms, "ms", goal=LIMIT, at_most=True)
            yield Measure(what, many_ms, "ms", f"with {FEW:,} cases", few_ms, goal=most, at_most=True)


@contextmanager
def _filled(cases: int) -> Iterator[Platform]:
    """Fill the read tables; spread over services and city, and one case in fifty at one place."""
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as var:
        platform = build(read_settings({"CIVIC_VAR": var, "CIVIC_POSTS_PER_MINUTE": "0"}))
        for first in range(0, cases - WITH_WORDS, CHUNK):
            _add_rows(platform, range(first, min(first + CHUNK, cases - WITH_WORDS)))
        for number in range(WITH_WORDS):
            command = file_case(service=SERVICE, point=HOT, description=WORDS, contact=None)
            platform.cases.file(command, command_id=f"file-{number}")
        platform.projector.catch_up_with_all()
        yield platform
        platform.close()


def _add_rows(platform: Platform, numbers: Sequence[int]) -> None:
    city, now = platform.cities.get("demo"), platform.clock.now()
    services = [each for each in city.services if each.kind == "report"]
    recorded = []
    for number, point in zip(numbers, _points(len(numbers)), strict=True):
        service = city.service(SERVICE) if number % 50 == 0 else services[number % len(services)]
        where = HOT if number % 50 == 0 else point
        district, neighbourhood = city.locate(where)
        filed = CaseFiled(
            case=CaseNumber(new_public_id()),
            city="demo",
            service=service.code,
            kind=service.kind,
            department=service.department,
            channel="web",
            place=Place(where, district, neighbourhood),
        )
        moment = now - timedelta(days=2, seconds=number % 1_000_000)
        at = 1_000_000_000 + number
        recorded.append(Recorded(at, new_event_id(), f"case/{filed.case}", 1, moment, filed))
    lists = CaseList()
    with platform.database.writing(durable=False) as connection:
        lists.apply(recorded, live_tables(lists), connection)


def _points(count: int) -> list[Point]:
    """Return places in the middle of the demo city."""
    somewhere = random.Random(count)
    spread = 20_000  # millionths of a degree, about 2 km
    return [
        Point(
            45 * MILLION + somewhere.randint(-spread, spread),
            -30 * MILLION + somewhere.randint(-spread, spread),
        )
        for _ in range(count)
    ]


def _look_in_turn(platforms: Sequence[Platform], points: Sequence[Point]) -> list[float]:
    times = [[_look(platform, point) for platform in platforms] for point in points]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def _look(platform: Platform, point: Point) -> float:
    preview = platform.cases.preview(file_case(service=SERVICE, point=point, description=WORDS))
    started = time.perf_counter()
    found = platform.case_lists.suggestions(preview)
    elapsed = (time.perf_counter() - started) * 1000
    if point == HOT and len(found) != 3:
        raise RuntimeError(f"{len(found)} cases were suggested where there are many")
    return elapsed

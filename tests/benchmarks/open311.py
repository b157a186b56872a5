"""What a thousand requests cost by Open311, with ten thousand cases and with a million."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from flask.testing import FlaskClient

from civic.app import create_app
from civic.bootstrap import Platform
from civic.cases.commands import AnswerCase
from civic.kernel.language import Text
from tests.benchmarks.measure import Measure
from tests.benchmarks.scale import FEW, MANY, START, filled_platform
from tests.builders.cases import file_case

ROWS = 1_000
LIMIT = 300  # ms
VISITS = 15
ASKED = {
    "the newest": "",
    "page 9": f"?page=9&start_date={START:%Y-%m-%dT%H:%M:%SZ}",
}


def measures() -> Iterator[Measure]:
    with ExitStack() as stack:
        clients = [_client(stack.enter_context(filled_platform(cases - ROWS))[0]) for cases in (FEW, MANY)]
        for name, query in ASKED.items():
            few_ms, many_ms = _ask_in_turn(clients, f"/open311/v2/requests.json{query}")
            what = f"Open311 requests, 1,000 rows, {name}, {MANY:,} cases"
            yield Measure(what, many_ms, "ms", goal=LIMIT, at_most=True)
            yield Measure(what, many_ms, "ms", f"with {FEW:,} cases", few_ms, goal=1.5, at_most=True)


def _client(platform: Platform) -> FlaskClient:
    """File as many cases as are shown, with words that have to be opened; a third of them are answered."""
    for index in range(ROWS):
        number = platform.cases.file(file_case(), command_id=f"file-{index}").case
        if index % 3 == 0:
            answer = AnswerCase(case=number, office="streets", answer=Text("We come on Thursday.", "en"))
            platform.cases.work(answer, command_id=f"answer-{index}")
    platform.projector.catch_up_with_all()
    return create_app(platform).test_client()


def _ask_in_turn(clients: Sequence[FlaskClient], address: str) -> list[float]:
    times = [[_ask(client, address) for client in clients] for _ in range(VISITS)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def _ask(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    elapsed = (time.perf_counter() - started) * 1000
    if answer.status_code != 200 or len(answer.json) != ROWS:
        raise RuntimeError(f"{address} answered {answer.status} with {len(answer.json)} rows")
    return elapsed

"""What those who run the platform ask it: does it answer, can it work, how far behind is anything.

No answer holds personal data: counts, positions and seconds only.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from civic.cases.queries import open_counts
from civic.store.migrate import is_current
from civic.store.witnessing import WitnessReport
from civic.web.access import access
from civic.web.platform import platform
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from civic.bootstrap import Platform

MOST_LAG = timedelta(seconds=60)
TEXT = "text/plain; charset=utf-8"
blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
@access("anyone", cookies=False)
def health() -> Response:
    """Say that this process answers; whether it can do its work is another question."""
    return Response("ok\n", content_type=TEXT)


@blueprint.get("/readyz")
@access("anyone", cookies=False)
def readiness() -> Response:
    """Say whether the platform can do its work, else one line for each reason why not.

    A lack of witnesses is told beside `ready`: reports are accepted and kept, only their publication waits,
    and to send people away from this process would help nobody.
    """
    reasons = list(_reasons(platform()))
    if reasons:
        return Response("".join(f"{reason}\n" for reason in reasons), 503, content_type=TEXT)
    return Response("".join(["ready\n", *_degradations(platform())]), content_type=TEXT)


@blueprint.get("/metrics")
@access("anyone", cookies=False)
def metrics() -> Response:
    """Give the gauges of the whole installation; every process of it gives the same."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Gauges(platform()))
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


class _Gauges(Collector):
    """Reads everything anew for each scrape, so that it is the same whichever process answers."""

    def __init__(self, asked: "Platform") -> None:
        self._asked = asked

    def collect(self) -> Iterator[Metric]:
        asked = self._asked
        size, published = asked.journal.size(), asked.log.size()
        yield CounterMetricFamily("civic_events_total", "Events that were ever committed", size)
        yield GaugeMetricFamily("civic_log_size", "Events in the published log", published)
        yield GaugeMetricFamily("civic_log_lag_events", "Committed and not published", size - published)
        lag = _lag(asked, published, size).total_seconds()
        yield GaugeMetricFamily("civic_log_lag_seconds", "Age of the oldest event not published", lag)
        behind = size - asked.projector.position()
        yield GaugeMetricFamily("civic_projection_lag_events", "Events not in the read tables", behind)
        waiting, given_up = asked.outbox.counts()
        yield GaugeMetricFamily("civic_outbox_waiting", "Messages to be delivered", waiting)
        yield GaugeMetricFamily("civic_outbox_given_up", "Messages that nobody delivers any more", given_up)
        yield from _witnessing(asked)
        yield _open_cases(asked)


def _witnessing(asked: "Platform") -> Iterator[Metric]:
    report = asked.log.witnessing()
    waiting = _waiting(asked, report)
    yield GaugeMetricFamily(
        "civic_log_unwitnessed_seconds", "How long publishing has waited for witnesses", waiting
    )
    family = GaugeMetricFamily(
        "civic_log_witness_missing_seconds", "Since when a witness is missing", labels=["witness"]
    )
    for missing in report.missing:
        passed = max((asked.clock.now() - missing.since).total_seconds(), 0)
        family.add_metric([missing.name], passed)
    yield family


def _waiting(asked: "Platform", report: WitnessReport) -> float:
    if report.waiting_since is None:
        return 0
    return max((asked.clock.now() - report.waiting_since).total_seconds(), 0)


def _reasons(asked: "Platform") -> Iterator[str]:
    try:
        with asked.database.reading() as connection:
            current = is_current(connection)
        if current:
            yield from _what_is_behind(asked)
        else:
            yield "the database is not migrated to this release: run `civic up`, or migrate it"
    except SQLAlchemyError as error:
        yield f"the database does not answer: {type(error).__name__}"
    except (LedgerError, OSError) as error:
        yield f"the published log cannot be read: {type(error).__name__}"


def _degradations(asked: "Platform") -> Iterator[str]:
    report = asked.log.witnessing()
    if report.waiting_since is not None:
        seconds = int(_waiting(asked, report))
        yield f"degraded: nothing newer is published for {seconds} seconds, for want of witnesses\n"
    for missing in report.missing:
        yield f"degraded: the witness {missing.name} has not cosigned: {missing.failure or 'no answer yet'}\n"


def _what_is_behind(asked: "Platform") -> Iterator[str]:
    reached = {
        "the published log": (asked.log.size(), "look after the worker"),
        "the read tables": (asked.projector.position(), "look after the worker, or run `civic rebuild`"),
    }
    if asked.log.witnessing().waiting_since is not None:
        del reached["the published log"]  # it waits for others, which is told beside `ready`
    size = asked.journal.size()
    for subject, (position, mend) in reached.items():
        lag = _lag(asked, position, size)
        if lag > MOST_LAG:
            seconds = int(lag.total_seconds())
            yield f"{subject}: {size - position} events and {seconds} seconds behind; {mend}"


def _lag(asked: "Platform", position: int, size: int) -> timedelta:
    """Return how old the event at a position is that something has not come to; nothing if all are done."""
    if position >= size:
        return timedelta(0)
    oldest = asked.journal.read(position, 1)[0].recorded_at
    return max(asked.clock.now() - oldest, timedelta(0))


def _open_cases(asked: "Platform") -> Metric:
    family = GaugeMetricFamily("civic_open_cases", "Cases not settled yet", labels=["city", "department"])
    with asked.database.reading() as connection:
        for city in asked.cities.codes():
            for department, cases in sorted(open_counts(connection, city).items()):
                family.add_metric([city, department], cases)
    return family

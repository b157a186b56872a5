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
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from civic.store.migrate import is_current
from civic.store.tables import outbox
from civic.web.access import access
from civic.web.platform import platform

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
    """Say whether the platform can do its work, else one line for each reason why not."""
    reasons = list(_reasons(platform()))
    lines = "".join(f"{reason}\n" for reason in reasons) or "ready\n"
    return Response(lines, 503 if reasons else 200, content_type=TEXT)


@blueprint.get("/metrics")
@access("anyone", cookies=False)
def metrics() -> Response:
    """Give the gauges of the whole installation; every process of it gives the same."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Gauges(platform()))
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def _reasons(asked: "Platform") -> Iterator[str]:
    try:
        with asked.database.reading() as connection:
            if not is_current(connection):
                yield "the database lacks tables of this release: migrate it"
                return
        size, projected = asked.journal.size(), asked.projector.position()
        published = asked.log.size()
        if (lag := _lag(asked, published, size)) > MOST_LAG:
            yield f"the published log is {size - published} events and {lag.seconds_behind} s behind"
        if (lag := _lag(asked, projected, size)) > MOST_LAG:
            yield f"the read tables are {size - projected} events and {lag.seconds_behind} s behind"
    except SQLAlchemyError as error:
        yield f"the database does not answer: {type(error).__name__}"

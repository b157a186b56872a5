"""What a city promises of a case by when, along its calendar. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from civic.cases import events as e
from civic.cases.model import Case, evolve
from civic.cases.workflow import OPEN, PAUSED
from civic.cities.pack import City, NoSuchService, Service
from civic.cities.service_time import (
    after_service_time,
    after_working_days,
    before_service_time,
    service_time_between,
)
from civic.kernel.clock import from_timestamp, to_timestamp
from civic.kernel.event import Event, Recorded


def answer_by(city: City, service: Service, since: datetime) -> str:
    """Return until when a person answers: so many hours in which the city is at work."""
    local = since.astimezone(city.zone)
    return to_timestamp(after_service_time(city.calendar, local, timedelta(hours=service.response_hours)))


def settle_by(city: City, service: Service, since: datetime) -> str:
    """Return until when it is settled: closing time of so many working days later."""
    return to_timestamp(
        after_working_days(city.calendar, since.astimezone(city.zone), service.resolution_days)
    )


def missed_before(city: City, now: datetime, level: int) -> datetime:
    """Return the moment that a promise must lie before, for its being broken to reach a level by now."""
    hours = timedelta(hours=city.escalation_hours[level - 1])
    return before_service_time(city.calendar, now.astimezone(city.zone), hours)


def with_promises(
    events: Sequence[Event], case: Case, history: Sequence[Recorded], city: City, now: datetime
) -> list[Event]:
    """Return what was decided with the times that follow from it."""
    filed = history[0].event
    assert isinstance(filed, e.CaseFiled)
    try:
        service = city.service(filed.service)
    except NoSuchService:
        service = None  # it was retired since; what was promised stays
    timed = [_timed(event, city, service, now) for event in events]
    moved = _moved(case, evolve(case, timed[0]), history, city, service, now)
    return [*timed, e.DeadlineMoved(case=filed.case, settle_by=moved)] if moved else timed


def _timed(event: Event, city: City, service: Service | None, now: datetime) -> Event:
    if not isinstance(event, e.EnquiryMade | e.ObjectionMade):
        return event
    soon = answer_by(city, service, now) if service else to_timestamp(now)
    return (
        replace(event, answer_by=soon) if isinstance(event, e.EnquiryMade) else replace(event, decide_by=soon)
    )


def _moved(
    case: Case, after: Case, history: Sequence[Recorded], city: City, service: Service | None, now: datetime
) -> str | None:
    if case.state == "reopening_requested" and after.state in OPEN:
        return settle_by(city, service, now) if service else None
    if case.state in PAUSED and after.state in OPEN - PAUSED and case.settle_by:
        return _later(city, from_timestamp(case.settle_by), _paused_since(history), now)
    return None


def _later(city: City, promised: datetime, paused: datetime, now: datetime) -> str | None:
    """Return closing time of the day on which the time that was left is over; None if none was left."""
    calendar, local = city.calendar, now.astimezone(city.zone)
    left = service_time_between(calendar, paused.astimezone(city.zone), promised)
    end = after_service_time(calendar, local, left)
    closing = datetime.combine(end.date(), calendar.closes, city.zone)
    return to_timestamp(closing) if left and closing > promised else None


def _paused_since(history: Sequence[Recorded]) -> datetime:
    """Return when the case came to stand still, having been at work before."""
    case, since = Case(), history[0].recorded_at
    for recorded in history:
        before, case = case.state, evolve(case, recorded.event)
        if case.state in PAUSED and before not in PAUSED:
            since = recorded.recorded_at
    return since

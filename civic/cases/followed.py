"""The read tables of followings: which are to be confirmed, and which case or area one is of."""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from civic.cases.events import (
    AreaFollowingConfirmed,
    AreaFollowingEnded,
    AreaFollowingRequested,
    FollowingConfirmed,
    FollowingEnded,
    FollowingRequested,
)
from civic.kernel.clock import to_micros
from civic.kernel.event import Recorded
from civic.store.projector import Tables


def keep_followings(connection: Connection, tables: Tables, events: Sequence[Recorded]) -> None:
    """Bring the table up to what these events say, in their order."""
    table = tables["case_followings"]
    for recorded in events:
        event = recorded.event
        if isinstance(event, FollowingRequested):
            row = {
                "following": event.following,
                "number": event.case,
                "state": "requested",
                "requested_at": to_micros(recorded.recorded_at),
            }
            connection.execute(table.insert(), row)
        elif isinstance(event, FollowingConfirmed | FollowingEnded):
            state = "confirmed" if isinstance(event, FollowingConfirmed) else "ended"
            connection.execute(update(table).where(table.c.following == event.following).values(state=state))


def keep_area_followings(connection: Connection, tables: Tables, events: Sequence[Recorded]) -> None:
    """Do the same for those of areas."""
    table = tables["area_followings"]
    for recorded in events:
        event = recorded.event
        if isinstance(event, AreaFollowingRequested):
            row = {
                "following": event.following,
                "city": event.city,
                "service": event.service,
                "district": event.district,
                "state": "requested",
                "requested_at": to_micros(recorded.recorded_at),
            }
            connection.execute(table.insert(), row)
        elif isinstance(event, AreaFollowingConfirmed | AreaFollowingEnded):
            state = "confirmed" if isinstance(event, AreaFollowingConfirmed) else "ended"
            connection.execute(update(table).where(table.c.following == event.following).values(state=state))

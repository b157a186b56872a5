"""Once a day, whoever follows an area is told what is new there: at most one letter on a day of the city.

See `is_due` for the day, ADR 0028 for why.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from civic.cases.handlers import AREA_DIGEST, told_until
from civic.cases.model.area_following import Area, News
from civic.cases.projections import case_list
from civic.cases.tables import area_digests, area_followings, area_news
from civic.cities.pack import City
from civic.kernel.clock import Clock, to_micros
from civic.kernel.ids import CaseNumber
from civic.store.event_store import EventStore
from civic.store.outbox import Outbox
from civic.store.projector import Projector
from civic.store.upsert import upsert

HOUR = time(7)
"""From when on, by the city's clock, the letters of a day go out."""
AT_ONCE = 200


def is_due(now: datetime, zone: ZoneInfo, last: date) -> bool:
    """Say whether it is time for the letter of a day, if `last` is the day of the one before.

    What was missed before the hour of today waits for it: else there would be two letters today.
    """
    local = now.astimezone(zone)
    return local.time() >= HOUR and local.date() > last


def day_before_the_first(confirmed: datetime, zone: ZoneInfo) -> date:
    """Return the day that is over for who begins to follow: today once its hour has come, else yesterday."""
    local = confirmed.astimezone(zone)
    return local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)


def news_between(
    connection: Connection, area: Area, after: int, until: int, limit: int
) -> tuple[Sequence[News], int]:
    """Return the newest news behind a position of the log up to another one, and how many there are."""
    wanted = _wanted(area, after, until)
    joined = select(area_news, case_list.c.neighbourhood, case_list.c.address).join(
        case_list, case_list.c.number == area_news.c.number
    )
    rows = connection.execute(joined.where(wanted).order_by(area_news.c.position.desc()).limit(limit))
    shown = [
        News(CaseNumber(row.number), row.service, row.what, row.district, row.neighbourhood, row.address)
        for row in rows
    ]
    return shown, _count(connection, wanted)


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(area_news).where(wanted)) or 0


def _wanted(area: Area, after: int, until: int) -> ColumnElement[bool]:
    news = area_news.c
    narrowed = {"service": area.service, "district": area.district}
    return and_(
        news.city == area.city,
        news.position > after,
        news.position <= until,
        *(news[name] == code for name, code in narrowed.items() if code is not None),
    )


class Digests:
    """Puts the letters of a day into the outbox; a second run, or another worker, puts none there again."""

    def __init__(
        self, store: EventStore, projector: Projector, outbox: Outbox, cities: Iterable[City], clock: Clock
    ) -> None:
        self._store = store
        self._projector = projector
        self._outbox = outbox
        self._cities = cities
        self._clock = clock

    def run(self) -> int:
        """Put there what is due; return how many letters."""
        return sum(self._run(city) for city in self._cities)

    def news(self, area: Area, after: int, until: int, limit: int) -> tuple[Sequence[News], int]:
        """Return the newest news of an area from a range of the log, and how many there are."""
        with self._store.database.reading() as connection:
            return news_between(connection, area, after, until, limit)

    def _run(self, city: City) -> int:
        now = self._clock.now()
        today = now.astimezone(city.zone).date()
        if not is_due(now, city.zone, today - timedelta(days=1)):
            return 0
        size, letters = self._store.size(), 0
        self._projector.catch_up(size)
        while rows := self._not_yet_today(city, today):
            letters += sum(self._tell(city, row, now, size - 1) for row in rows)
        return letters

    def _not_yet_today(self, city: City, today: date) -> Sequence[Any]:
        """Return those for whom this day was not looked at yet."""
        followed, done = area_followings.c, area_digests.c
        wanted = (
            select(area_followings, done.day, done.position.label("told"))
            .join(area_digests, done.following == followed.following, isouter=True)
            .where(followed.city == city.code, followed.state == "confirmed")
            .where(or_(done.day.is_(None), done.day < today.isoformat()))
        )
        with self._store.database.reading() as connection:
            return connection.execute(wanted.order_by(followed.following).limit(AT_ONCE)).all()

    def _tell(self, city: City, row: Any, now: datetime, until: int) -> int:
        """Look at one day of one following, once: the range of the log and the letter are kept together."""
        area = Area(row.city, row.service, row.district)
        last, after = self._where(row, city.zone)
        today = now.astimezone(city.zone).date()
        with self._store.database.writing() as connection:
            done = connection.scalar(
                select(area_digests.c.day).where(area_digests.c.following == row.following)
            )
            if done is not None and done >= today.isoformat():
                return 0  # another worker was faster
            due = is_due(now, city.zone, last)
            reached = {
                "following": row.following,
                "day": today.isoformat(),
                "position": until if due else after,
            }
            upsert(connection, area_digests, [reached])
            tells = due and _count(connection, _wanted(area, after, until)) > 0
            if tells:
                about = f"{row.following}/{after}-{until}-{to_micros(now)}"
                name = f"{AREA_DIGEST}/{row.following}/{today.isoformat()}"
                message_id = hashlib.sha256(name.encode()).hexdigest()[:32]
                self._outbox.put(connection, f"{AREA_DIGEST}/{about}", message_id)
        return int(tells)

    def _where(self, row: Any, zone: ZoneInfo) -> tuple[date, int]:
        """Return the day that was last looked at, and up to where in the log it was."""
        if row.day is not None:
            return date.fromisoformat(row.day), row.told
        position, confirmed_at = told_until(self._store, row.following)
        return day_before_the_first(confirmed_at, zone), position

"""The servers of a city's partners: who speaks to them, with which key, and what is remembered of them.

What is remembered can be lost without harm: a server is then asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, Integer, Table, Text, delete, select

from civic.cases.tables import metadata
from civic.cities.pack import City
from civic.cities.partners import Partner
from civic.kernel.clock import Clock, from_micros, to_micros
from civic.ports import ForwardingFailed, Jurisdiction, Jurisdictions, Server
from civic.settings import SettingsHaveFaults, entries_of
from civic.store.database import Database
from civic.store.outbox import pause_after
from civic.store.tables import outbox
from civic.store.upsert import upsert

forwarding_tokens = Table(
    "forwarding_tokens",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False, comment="by which their server is asked for the number"),
)
partner_watches = Table(
    "partner_watches",
    metadata,
    Column("city", Text, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("after", Text, nullable=False, comment="the case up to which they were asked in this round"),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, comment="in vain since they answered last"),
    Column("failing_since", BigInteger, nullable=True),
    Column("last_error", Text, nullable=False),
)
ROUND = timedelta(minutes=15)
"""How long after a round of questions the next one begins."""
SETTING = "CIVIC_OPEN311_KEYS"


class PartnerServers:
    """Finds who speaks to a partner's server; `keys` are by city/partner."""

    def __init__(self, jurisdictions: Jurisdictions, keys: Mapping[str, str]) -> None:
        self._jurisdictions = jurisdictions
        self._keys = keys

    def of(self, city: City, partner: Partner) -> Jurisdiction:
        """Raise ForwardingFailed if nobody has set the key yet."""
        key, server = self._keys.get(f"{city.code}/{partner.code}"), partner.open311
        if key is None or server is None:
            raise ForwardingFailed("key-missing")
        return self._jurisdictions(Server(server.address, key, server.jurisdiction))


def read_partner_keys(setting: str) -> dict[str, str]:
    """Read `city/partner=key`, blanks or lines between them, or the path of a file with these.

    Raise SettingsHaveFaults, which shows no key.
    """
    keys: dict[str, str] = {}
    for number, entry in enumerate(_entries(setting), 1):
        name, _, key = entry.partition("=")
        if not key or name.count("/") != 1:
            raise SettingsHaveFaults(f"{SETTING}: entry {number} is not written as city/partner=key")
        keys[name] = key
    return keys


def _entries(setting: str) -> list[str]:
    try:
        return entries_of(setting)
    except ValueError as error:
        raise SettingsHaveFaults(f"{SETTING}={error}") from None


class Tokens:
    """Keeps by which token a server is asked for the number of a case that it took without one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, position: int) -> str | None:
        """Return the token that came for the forwarding at a position."""
        wanted = select(forwarding_tokens.c.token).where(forwarding_tokens.c.position == position)
        with self._database.reading() as connection:
            return connection.scalar(wanted)

    def keep(self, position: int, token: str) -> None:
        """Keep a token durably, and none whose message is gone."""
        gone = forwarding_tokens.c.position.not_in(select(outbox.c.position))
        with self._database.writing() as connection:
            connection.execute(delete(forwarding_tokens).where(gone))
            upsert(connection, forwarding_tokens, [{"position": position, "token": token}])


@dataclass(frozen=True, slots=True)
class Watch:
    """How far a round of questions to a partner's server is, and since when it answers none."""

    city: str
    party: str
    after: str = ""
    due_at: int = 0
    attempts: int = 0
    failing_since: int | None = None
    last_error: str = ""

    @property
    def again_at(self) -> datetime:
        return from_micros(self.due_at)


class Watches:
    """Remembers when each partner's server is to be asked again: later each time that it does not answer."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, city: str, party: str) -> Watch:
        """Return what is remembered of a server; of one that was never asked, that it is due."""
        table = partner_watches
        wanted = select(table).where(table.c.city == city, table.c.party == party)
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        return Watch(**row._mapping) if row else Watch(city, party)  # noqa: SLF001 (public, whatever its name)

    def is_due(self, watch: Watch) -> bool:
        return watch.due_at <= to_micros(self._clock.now())

    def answered(self, watch: Watch, after: str) -> None:
        """Go on after a case; once there is none left, begin again a while later."""
        now = self._clock.now()
        due_at = now if after else now + ROUND
        self._keep(Watch(watch.city, watch.party, after, to_micros(due_at)))

    def failed(self, watch: Watch, code: str) -> None:
        now, attempts = self._clock.now(), watch.attempts + 1
        since = watch.failing_since if watch.failing_since is not None else to_micros(now)
        due_at = to_micros(now + pause_after(attempts))
        self._keep(replace(watch, due_at=due_at, attempts=attempts, failing_since=since, last_error=code))

    def _keep(self, watch: Watch) -> None:
        columns = (column.name for column in partner_watches.c)
        row = {name: getattr(watch, name) for name in columns}
        with self._database.writing(durable=False) as connection:
            upsert(connection, partner_watches, [row])

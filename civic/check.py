"""Whether this installation can work: each finding says what was found and how to mend it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from civic.audit.published import LogIsDamaged
from civic.audit.trust import PolicyCannotBeUsed, read_witnesses
from civic.bootstrap import Platform
from civic.cases.handlers import TOLD_BY_TOPIC
from civic.cases.partner_servers import SETTING as KEYS_SETTING
from civic.cases.partner_servers import read_partner_keys
from civic.cities.pack import City
from civic.cities.reading import PackHasFaults
from civic.cities.registry import Cities, NoSuchCity
from civic.people.one_time_codes import TOPIC as ONE_TIME_CODE
from civic.people.trusts import TOPIC as TRUST
from civic.settings import Settings, SettingsHaveFaults
from civic.store.agreement import (
    faults_of_checkpoint,
    faults_of_checkpoint_history,
    faults_of_commands,
    faults_of_messages,
    faults_of_tracking,
)
from civic.store.database import Database
from civic.store.migrate import is_current
from civic.store.rebuild import rebuild_all
from ledger.tiles import Tile, tiles_of

LEAST_SPACE = 1_000_000_000  # bytes
FIND_OUT = "Find out who changed it, and restore a backup."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is empty where there is nothing to mend."""

    subject: str
    what: str
    mend: str = ""

    @property
    def is_fault(self) -> bool:
        return bool(self.mend)


def check_installation(settings: Settings) -> list[Finding]:
    """Look at everything the platform needs; nothing is changed."""
    return [
        *_var(settings),
        *_database(settings),
        *_city(settings),
        *_log(settings),
        *_witnesses(settings),
    ]


def check_rows(
    platform: Platform, on_progress: Callable[[int], None] = lambda _done: None
) -> Iterator[Finding]:
    """Compare every row of the database with the log; `on_progress` hears how many events are done.

    What the log does not hold cannot be compared: the names and fingerprints of commands, when and how often
    a message was tried, who has a lease, and what is not published yet.
    """
    events = list(_events(platform))
    # The other rows are made from these; while these are wrong, nothing can be said of them.
    yield from events or _beside_the_events(platform, on_progress)


def _events(platform: Platform) -> Iterator[Finding]:
    """Say which events, parts and data keys are not what was published."""
    for tile in tiles_of(platform.log.size()):
        if tile.level == 0:
            try:
                platform.log.file(Tile(None, tile.index, tile.width).path())
            except LogIsDamaged as damaged:
                yield Finding("events", f"{damaged}.", FIND_OUT)


def _beside_the_events(platform: Platform, on_progress: Callable[[int], None]) -> Iterator[Finding]:
    known = {projection.name for projection in platform.projections}
    told = {topic: {event.TYPE for event in events} for topic, events in TOLD_BY_TOPIC.items()}
    told[ONE_TIME_CODE] = told[TRUST] = set()  # those letters are about no event
    published = platform.log.checkpoint()
    with platform.database.reading() as connection:
        for subject, faults in {
            "commands": faults_of_commands(connection),
            "outbox": faults_of_messages(connection, told),
            "tracking": faults_of_tracking(connection, known),
            "checkpoints": faults_of_checkpoint(
                connection, platform.log.verifiers, published, witnessed=platform.log.has_witnesses
            ),
            "checkpoint history": faults_of_checkpoint_history(connection, platform.log.every_verifier()),
        }.items():
            yield from (Finding(subject, f"{fault}.", FIND_OUT) for fault in faults)
    comparisons = rebuild_all(
        platform.database, platform.journal, platform.projections, replace=False, on_progress=on_progress
    )
    for table in comparisons:
        if not table.is_identical:
            some = f"{table.differing} rows differ from what the log makes, among them {table.named[0]}"
            yield Finding(table.table, f"{some}.", "Run `civic rebuild`.")


def _var(settings: Settings) -> Iterator[Finding]:
    var = settings.var
    if not var.is_dir():
        yield Finding("CIVIC_VAR", f"{var} does not exist.", "`civic up` makes it; or set CIVIC_VAR.")
        return
    try:
        probe = var / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        yield Finding(
            "CIVIC_VAR", f"{var} cannot be written to: {error.strerror}.", "Change its owner or mode."
        )
        return
    free = shutil.disk_usage(var).free
    if free < LEAST_SPACE:
        yield Finding(
            "CIVIC_VAR", f"{free // 1_000_000} MB are free in {var}.", "Make room before it is full."
        )
    else:
        yield Finding("CIVIC_VAR", f"{var} can be written to.")


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database.startswith("sqlite") and not (settings.var / "civic.sqlite").exists():
        yield Finding("database", "is not there yet.", "`civic up` makes it.")
        return
    database = Database(settings.database)
    try:
        with database.reading() as connection:
            current = is_current(connection)
            role = database.is_sqlite or connection.scalar(text("SELECT current_user")) == "civic_app"
        yield Finding(
            "database", "has every table." if current else "lacks tables.", "" if current else "`civic up`."
        )
        if not role:
            yield Finding(
                "database", "may change events.", "Have a superuser run: CREATE ROLE civic_app; and migrate."
            )
    except SQLAlchemyError as error:
        yield Finding("database", f"does not answer: {in_one_line(error)}.", "See CIVIC_DATABASE_URL.")
    finally:
        database.close()


def _city(settings: Settings) -> Iterator[Finding]:
    try:
        city = Cities([settings.var / "cities"]).get(settings.city)
        yield Finding("city", f"{city.code} has {len(city.services)} services.")
        yield from _partners(city, settings)
    except NoSuchCity as error:
        yield Finding("city", str(error), "Set CIVIC_CITY, or import it: `civic city import`.")
    except PackHasFaults as error:
        yield Finding("city", str(error), "Mend the files named.")


def _partners(city: City, settings: Settings) -> Iterator[Finding]:
    """Say which partners have a server for which there is no key."""
    try:
        keys = read_partner_keys(settings.open311_keys)
    except SettingsHaveFaults as error:
        yield Finding("partners", f"{error}.", "Mend the setting, or the file that it names.")
        return
    for partner in city.partners:
        name = f"{city.code}/{partner.code}"
        if partner.open311 is not None and name not in keys:
            what = f"{name} has a server, and there is no key for it: cases wait to be passed on."
            yield Finding("partners", what, f"Add {name}=KEY to {KEYS_SETTING}.")


def _log(settings: Settings) -> Iterator[Finding]:
    published = settings.log_directory / "checkpoint"
    if published.exists():
        yield Finding("log", f"origin {published.read_text().splitlines()[0]}.")
    else:
        yield Finding("log", "is not published yet.", "Run `civic worker` or `civic up`.")


def _witnesses(settings: Settings) -> Iterator[Finding]:
    if not settings.log_policy:
        return
    try:
        policy, _ = read_witnesses(settings.log_policy)
    except PolicyCannotBeUsed as error:
        yield Finding("CIVIC_LOG_POLICY", f"{settings.log_policy}: {error}.", "Mend the file.")
    else:
        yield Finding("witnesses", f"of the log are {len(policy.witnesses)}, their quorum {policy.quorum}.")


def in_one_line(error: Exception) -> str:
    """Return what the system or the database said, without its advice for programmers."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    said = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(said).split())

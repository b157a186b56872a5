"""Bring the database to the form this release needs."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from civic.store.database import Database
from civic.store.tables import events

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def migrate(database: Database) -> None:
    """Run the migrations that have not run yet, in one transaction."""
    with database.owning() as connection:
        if is_current(connection):
            return
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    # The first migration makes the role that connections take; those from before have the owner's rights.
    database.close()


def is_current(connection: Connection) -> bool:
    """Say whether every migration of this release has run."""
    return MigrationContext.configure(connection).get_current_heads() == _heads()


@cache
def _heads() -> tuple[str, ...]:
    """Return the last migration of this release; to find it, all of them are read."""
    return tuple(ScriptDirectory(str(MIGRATIONS)).get_heads())


def log_has_begun(database: Database) -> bool:
    """Say whether there is any event, also in a database that has no tables yet."""
    with database.reading() as connection:
        has_tables = inspect(connection).has_table(events.name)
        return has_tables and connection.scalar(select(events.c.position).limit(1)) is not None

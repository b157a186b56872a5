"""Every test of the store runs twice: on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from civic.kernel.ids import new_public_id
from civic.store.database import Database
from civic.store.migrate import migrate
from tests.builders.node import Installation, Node
from tests.builders.postgresql import Server, postgresql_server

TEMPLATE = "migrated"

# Property tests are about what holds, not about how fast a busy machine finds out.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def empty_postgresql() -> Iterator[Server]:
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgresql(empty_postgresql: Server) -> Server:
    _migrate(empty_postgresql.create(TEMPLATE))
    return empty_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    found = request.getfixturevalue(f"{request.param}_installation")
    yield found
    found.close()


@pytest.fixture
def sqlite_installation(migrated_sqlite: Path, tmp_path: Path) -> Installation:
    shutil.copy(migrated_sqlite, tmp_path / "civic.sqlite")
    return Installation(f"sqlite:///{tmp_path / 'civic.sqlite'}", tmp_path)


@pytest.fixture
def postgresql_installation(migrated_postgresql: Server, tmp_path: Path) -> Iterator[Installation]:
    name = f"test_{new_public_id().lower()}"
    yield Installation(migrated_postgresql.create(name, TEMPLATE), tmp_path)
    migrated_postgresql.drop(name)


@pytest.fixture
def node(installation: Installation) -> Node:
    return installation.node()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()

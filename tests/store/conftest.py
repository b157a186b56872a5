"""Every test of the store runs twice: on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.builders.node import Installation, Node
from tests.builders.postgresql import Server

# Property tests are about what holds, not about how fast a busy machine finds out.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


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
    with migrated_postgresql.migrated() as url:
        yield Installation(url, tmp_path)


@pytest.fixture
def node(installation: Installation) -> Node:
    return installation.node()

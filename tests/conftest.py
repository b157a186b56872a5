"""Fixtures that every test may ask for: a fresh platform of the demo city, its application, a client."""

import shutil
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.app import create_app
from civic.bootstrap import Platform, build
from civic.kernel.clock import Clock
from civic.ports import IdentityProvider, Notifier
from civic.settings import read_settings
from civic.store.database import Database
from civic.store.migrate import migrate
from tests.a11y.statement import Collector
from tests.builders.clock import SteppingClock
from tests.builders.compiled import compile_once
from tests.builders.identity_provider import CityLogin, running
from tests.builders.postbox import Postbox
from tests.builders.postgresql import MIGRATED, Server, postgresql_server
from tests.builders.straight_back import StraightBack

SHARED = Path(__file__).parents[2] / "shared"


def pytest_configure(config: pytest.Config) -> None:
    """Keep what is seen of pages, whichever tests run: the accessibility statement is made of it."""
    compile_once()
    # A shell has what it runs in the background ignore Ctrl-C, and so all programs that tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):  # the processes of xdist report to the first one
        config.pluginmanager.register(Collector())


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the directory of open data for tests, or skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the open data beside the checkout is absent")
    return SHARED


@pytest.fixture(scope="session")
def empty_postgresql() -> Iterator[Server]:
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgresql(empty_postgresql: Server) -> Server:
    database = Database(empty_postgresql.create(MIGRATED))
    migrate(database)
    database.close()
    return empty_postgresql


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with every table: to copy it takes a hundredth of making it."""
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the setting of where the platform is kept: SQLite, unless the test is marked `on_either`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
    else:
        with request.getfixturevalue("migrated_postgresql").migrated() as url:
            yield url


@pytest.fixture
def notifier() -> Notifier | None:
    return Postbox()


@pytest.fixture(scope="session")
def city_login() -> Iterator[CityLogin]:
    """Return a real identity provider, in a process of its own."""
    with running() as provider:
        yield provider


@pytest.fixture
def identity_provider() -> IdentityProvider:
    return StraightBack()


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def environment() -> Mapping[str, str]:
    """Return what a platform is told beside what every platform of a test is."""
    return {}


@pytest.fixture
def platform(
    tmp_path: Path,
    database_url: str,
    migrated_sqlite: Path,
    environment: Mapping[str, str],
    clock: Clock,
    notifier: Notifier | None,
    identity_provider: IdentityProvider,
) -> Iterator[Platform]:
    (tmp_path / "var").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "var" / "civic.sqlite")
    settings = read_settings(
        {
            "CIVIC_VAR": str(tmp_path / "var"),
            "CIVIC_DATABASE_URL": database_url,
            "CIVIC_DEMO_LOGIN": "yes",
            "CIVIC_POSTS_PER_MINUTE": "0",
            **environment,
        }
    )
    providers = {"demo": identity_provider}
    built = build(settings, clock=clock, notifier=notifier, identity_providers=providers)
    yield built
    built.close()


@pytest.fixture
def app(platform: Platform) -> Flask:
    application = create_app(platform)
    application.testing = True
    return application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()

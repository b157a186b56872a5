"""The whole site for browsers: one city with cases in every state, one server and browser a module."""

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from civic.app import create_app
from civic.bootstrap import Platform, build
from civic.i18n.languages import Language
from civic.settings import read_settings
from tests.a11y import programs
from tests.a11y.onlooker import Onlooker
from tests.builders.clock import SteppingClock
from tests.builders.pages import PageState, page_states
from tests.builders.postbox import Postbox
from tests.builders.site import serving
from tests.builders.straight_back import StraightBack
from tests.builders.town import Town
from tests.builders.visitors import Visitors
from tests.journeys.conftest import ARGUMENTS

# Pages follow each other by the hundred: to begin a process for each takes a third of the time to open it.
ONE_PROCESS = "--renderer-process-limit=1"


@pytest.fixture(scope="module")
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, clock: SteppingClock) -> Iterator[Platform]:
    settings = {"CIVIC_DEMO_LOGIN": "yes", "CIVIC_POSTS_PER_MINUTE": "0", "CIVIC_PSEUDO_LOCALES": "yes"}
    settings["CIVIC_PUBLIC_URL"] = "http://localhost"  # a number has no passkeys
    var = tmp_path_factory.mktemp("town") / "var"
    providers = {"demo": StraightBack()}
    read = read_settings({"CIVIC_VAR": str(var), **settings})
    built = build(read, clock=clock, notifier=Postbox(), identity_providers=providers)
    yield built
    built.close()


@pytest.fixture(scope="module")
def town(busy: Platform, clock: SteppingClock) -> Town:
    built = Town(busy)
    clock.stop()
    return built


@pytest.fixture(scope="module")
def site_app(busy: Platform) -> Flask:
    application = create_app(busy)
    application.testing = True
    return application


@pytest.fixture(scope="module")
def visitors(site_app: Flask, town: Town) -> Visitors:
    return Visitors(site_app, town)


@pytest.fixture(scope="module")
def states(town: Town) -> dict[str, PageState]:
    """Return every state of a page by its name."""
    return {str(state): state for state in page_states(town)}


@pytest.fixture(scope="module")
def spoken(busy: Platform) -> tuple[Language, ...]:
    """Return every language of the site, made-up ones included."""
    return busy.languages.offered


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed; Debian: apt-get install chromium")
    if not _has_font("zh"):  # what cannot be drawn is narrower than it is
        pytest.skip("no font has Chinese letters; Debian: apt-get install fontconfig fonts-droid-fallback")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, ONE_PROCESS])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(busy: Platform, town: Town) -> Iterator[str]:
    with serving(busy) as served:
        yield served


@pytest.fixture(scope="module")
def onlooker(address: str, visitors: Visitors, chromium: Any) -> Iterator[Onlooker]:
    looking = Onlooker(chromium, address, visitors, programs.engines() if programs.missing() == [] else "")
    yield looking
    looking.close()


@pytest.fixture(scope="session")
def checkers() -> None:
    """Skip where the programs that check pages have not been fetched."""
    if missing := programs.missing():
        pytest.skip(f"{', '.join(missing)} not there: run .ci/checkers (it needs npm)")


def _has_font(language: str) -> bool:
    lister = shutil.which("fc-list")
    command = [lister or "", f":lang={language}"]
    return lister is not None and bool(subprocess.run(command, capture_output=True, check=True).stdout)

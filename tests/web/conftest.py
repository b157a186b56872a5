"""What tests of pages share: a browser for a resident, one for an official, and a case that was filed."""

import pytest
from flask import Flask

from civic.bootstrap import Platform
from civic.kernel.ids import CaseNumber
from tests.builders.cases import file_case
from tests.builders.postbox import Postbox
from tests.web.browser import Browser
from tests.web.journeys import file_a_case, sign_in


@pytest.fixture
def postbox(notifier: Postbox) -> Postbox:
    """What has every letter of the platform."""
    return notifier


@pytest.fixture
def resident(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def stranger(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def official(app: Flask) -> Browser:
    """Somebody who works on the cases of the roads."""
    browser = Browser(app.test_client())
    sign_in(browser, "streets")
    return browser


@pytest.fixture
def number(resident: Browser) -> str:
    """The number of a case that the resident has filed, as addresses spell it."""
    return file_a_case(resident)


@pytest.fixture
def case(platform: Platform) -> CaseNumber:
    """The number of a case about a road that somebody filed elsewhere."""
    return platform.cases.file(file_case(), command_id="filed-elsewhere").case

"""People at a real browser: pages behind a real server, and nothing may go wrong unseen."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from civic.bootstrap import Platform
from tests.builders.site import serving
from tests.journeys.visit import PATIENCE, Visit

# Pages behind the address bar cost as much time as ours; the rest is what Playwright switches off as well.
NEEDLESS = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("PaintHolding", "HttpsUpgrades", "MediaRouter", "OptimizationHints", "ThirdPartyStoragePartitioning"),
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(NEEDLESS)}",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(platform: Platform, socket_enabled: None) -> Iterator[str]:
    with serving(platform) as address:
        yield address


@pytest.fixture
def visit(site: str, chromium: object) -> Iterator[Callable[..., Visit]]:
    """Return a function that begins a visit: `visit(width=320, scripts=False)`; faults fail the test."""
    begun: list[Visit] = []

    def begin(
        *,
        width: int = 1280,
        scripts: bool = True,
        expected: tuple[int, ...] = (),
        goes_offline: bool = False,
    ) -> Visit:
        visitor = Visit(
            chromium, site, width=width, scripts=scripts, expected=expected, goes_offline=goes_offline
        )
        begun.append(visitor)
        return visitor

    yield begin
    for visitor in begun:
        visitor.end()
    assert [fault for visitor in begun for fault in visitor.faults] == []

"""The first view of a page on a slow phone: 320 px wide, slow 4G, a processor four times slower, no cache.

The profile is the one that browsers call slow 4G: 150 ms a request, 1.6 Mbit/s down, 750 kbit/s up.
"""

import json
import shutil
import statistics
import urllib.request
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.installation import WORDS
from tests.benchmarks.measure import Measure
from tests.benchmarks.post_report import a_server

VIEWS = 5
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
WATCH = """
window.seen = {paint: 0, shift: 0};
const watch = (type, note) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type, buffered: true});
watch("largest-contentful-paint", (entry) => { seen.paint = entry.startTime; });
watch("layout-shift", (entry) => { seen.shift += entry.value; });
"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.seen), 500)))"


def measures() -> Iterator[Measure]:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("first view: chromium is not installed, so this is not measured")
        return
    from playwright.sync_api import sync_playwright

    with a_server(CIVIC_DEMO_LOGIN="yes") as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        case = _file_a_case(port)
        pages = {
            "home": "/en/",
            "filing": "/en/services/street-light/case",
            "case page": f"/en/cases/{case}",
            "queue": "/en/office/queue",
        }
        for name, address in pages.items():
            views = [_view(browser, f"http://127.0.0.1:{port}", address) for _ in range(VIEWS)]
            paint, shift, weight = (statistics.median(column) for column in zip(*views, strict=True))
            slow = f"first view of {name}, slow 4G, 320 px"
            yield Measure(f"{slow}: largest paint", paint, "ms", goal=1200, at_most=True)
            yield Measure(f"{slow}: layout shift", shift, "score", goal=0.02, at_most=True)
            yield Measure(f"{slow}: weight", weight / 1000, "kB", goal=100, at_most=True)
        browser.close()


def _file_a_case(port: int) -> str:
    body = {"service": "street-light", "description": {"text": WORDS, "language": "en"}}
    body["place"] = {"address": "Lindengasse 12"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/cases",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Idempotency-Key": "first-view-of-a-case"},
    )
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["number"])


def _view(browser: Any, site: str, address: str) -> tuple[float, float, float]:
    """Return largest contentful paint in ms, layout shift, and bytes on the wire, without a cache."""
    context = browser.new_context(
        base_url=site, viewport={"width": 320, "height": 640}, service_workers="block"
    )
    page = context.new_page()
    if "/office/" in address:
        page.goto("/en/office/session")
        page.get_by_label("Office").select_option("lighting")
        page.get_by_role("button", name="Sign in", exact=True).click()
    session = context.new_cdp_session(page)
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(address)
    seen = page.evaluate(SETTLED)
    context.close()
    if not seen["paint"]:
        raise RuntimeError(f"{address} painted nothing")
    return seen["paint"], seen["shift"], sum(weights)

"""What every response promises to browsers, and how much one address may send."""

import re

import pytest

from civic.app import create_app
from civic.bootstrap import build
from civic.settings import read_settings
from civic.web.throttle import Buckets
from tests.builders.clock import SteppingClock
from tests.web.browser import Browser
from tests.web.journeys import file_a_case, sign_in


def test_every_page_forbids_scripts_that_are_not_its_own_frames_and_strangers(client):
    answer = client.get("/en/")
    *directives, scripts = answer.headers["Content-Security-Policy"].split("; ")
    nonce = re.fullmatch(r"script-src 'nonce-([\w-]{22})'", scripts)[1]

    assert directives == [
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
    ]
    assert answer.text.count(f'nonce="{nonce}"') == answer.text.count("<script")


def test_what_is_no_page_runs_no_script(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert policy.endswith("script-src 'none'")


@pytest.mark.parametrize("address", ["/en/", "/en/nowhere", "/healthz", "/log/policy"])
def test_every_response_carries_the_promises(client, address):
    headers = client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_the_cookie_is_only_for_us(client):
    cookie = client.get("/en/services/pothole/case").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_who_only_reads_gets_no_cookie(client):
    for address in ("/en/", "/en/services", "/en/cases", "/en/audit", "/de/about/privacy"):
        assert "Set-Cookie" not in client.get(address).headers


def test_what_not_everybody_may_see_is_kept_by_no_cache(app):
    browser = Browser(app.test_client())
    sign_in(browser)
    number = file_a_case(browser)

    for address in (f"/en/cases/{number}/confirmation", f"/en/office/cases/{number}", "/en/office/queue"):
        assert browser.client.get(address).headers["Cache-Control"] == "no-store"
    assert browser.client.get(f"/en/cases/{number}").headers["Cache-Control"] == "private, no-cache"


@pytest.fixture
def public_client(tmp_path):
    settings = {"CIVIC_VAR": str(tmp_path / "public"), "CIVIC_PUBLIC_URL": "https://city.example"}
    platform = build(read_settings(settings), clock=SteppingClock())
    yield create_app(platform).test_client()
    platform.close()


def test_over_https_the_cookie_and_the_transport_are_strict(public_client):
    answer = public_client.get("/en/services/pothole/case", base_url="https://city.example")

    assert answer.headers["Set-Cookie"].startswith("__Host-civic=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_script_of_ours_would_need_its_nonce(app):
    from civic.web.access import access
    from civic.web.security import script_nonce

    @app.get("/scripted")
    @access("anyone")
    def scripted():
        return script_nonce()

    answer = app.test_client().get("/scripted")

    assert f"script-src 'nonce-{answer.get_data(as_text=True)}'" in answer.headers["Content-Security-Policy"]


def test_a_flood_is_stopped_and_a_minute_later_it_goes_on():
    from datetime import timedelta

    clock = SteppingClock(step=timedelta(0))
    buckets = Buckets(clock, per_minute=3)

    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b")
    clock.set(clock.now() + timedelta(seconds=20))
    assert [buckets.take("a") for _ in range(2)] == [True, False]


def test_the_clock_going_backwards_locks_nobody_out():
    from datetime import timedelta

    clock = SteppingClock(step=timedelta(0))
    buckets = Buckets(clock, per_minute=2)
    buckets.take("a")
    clock.set(clock.now() - timedelta(hours=1))

    assert buckets.take("a")


def test_too_many_forms_get_a_page_that_says_what_to_do(tmp_path):
    settings = {"CIVIC_VAR": str(tmp_path / "few"), "CIVIC_POSTS_PER_MINUTE": "1"}
    platform = build(read_settings(settings), clock=SteppingClock())
    client = create_app(platform).test_client()
    client.post("/en/services/pothole/case")

    answer = client.post("/en/services/pothole/case")
    platform.close()

    assert answer.status_code == 429
    assert "Wait a minute" in answer.get_data(as_text=True)


def test_machines_get_problem_details(client):
    answer = client.get("/en/services/nothing/case", headers={"Accept": "application/problem+json"})

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == 404


def test_behind_a_trusted_proxy_each_visitor_has_a_limit_of_their_own(tmp_path):
    settings = {"CIVIC_VAR": str(tmp_path / "p"), "CIVIC_POSTS_PER_MINUTE": "1", "CIVIC_TRUSTED_PROXIES": "1"}
    platform = build(read_settings(settings), clock=SteppingClock())
    client = create_app(platform).test_client()

    def send(address):
        return client.post("/en/services/pothole/case", headers={"X-Forwarded-For": address}).status_code

    assert [send("192.0.2.1"), send("192.0.2.1"), send("192.0.2.2")] == [403, 429, 403]
    platform.close()

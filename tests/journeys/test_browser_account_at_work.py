"""An official at a real browser and a real identity provider: an account is added once, then comes in."""

import shutil

import pytest
from playwright.sync_api import expect

from civic.bootstrap import build
from civic.people.roles import Grant
from civic.settings import read_settings
from tests.builders.identity_provider import LOGIN, NAME, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.network]


@pytest.fixture
def platform(tmp_path, migrated_sqlite, city_login):
    """The time is that of the day: the provider knows no other."""
    (tmp_path / "var").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "var" / "civic.sqlite")
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "var")})
    built = build(settings, identity_providers=city_login.connected())
    yield built
    built.close()


@pytest.fixture
def site(site, city_login):
    city_login.lead_back_to(f"{site}/office/session/provider/demo")
    return site


@pytest.fixture
def begin(visit, city_login):
    """Begin a visit to which the provider shows its pages and not its fonts, which are not ours to judge."""

    def begun(**options):
        visitor = visit(**options)
        visitor.page.route(f"{city_login.issuer}/**", only_pages)
        return visitor

    return begun


def only_pages(route):
    if route.request.resource_type == "document":
        route.continue_()
    else:
        route.fulfill(body="")


def sign_in_there(page):
    page.locator("input[name=login]").fill(LOGIN)
    page.locator("button[type=submit]").first.click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_account_is_added_and_signs_in_here_and_on_another_device(begin, platform, city_login, scripts):
    official = platform.officials.admit("Kim", "demo", Grant("caseworker", "streets"), department="streets")
    there = f"Sign in at {city_login.issuer.removeprefix('http://')}"
    kim = begin(width=320, scripts=scripts)
    page = kim.open("/en/office/invitation")
    page.get_by_label("Your number as an official").fill(official.id)
    page.get_by_label("Code of the invitation").fill(platform.officials.invite(official.id))
    page.get_by_role("button", name="Come in").click()

    page.get_by_role("link", name=there).click()
    sign_in_there(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your sign-in")
    expect(page.get_by_role("region", name="Add your account at work")).to_contain_text(f"as {NAME}.")
    assert kim.outside() == []
    page.get_by_role("button", name="Add this account").click()
    expect(page.get_by_role("region", name="Your ways to sign in")).to_contain_text("Account at work")
    assert "code=" not in page.url

    page = begin(scripts=scripts).open("/en/office/queue")
    page.get_by_role("link", name=there).click()
    sign_in_there(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    expect(page.get_by_text("Signed in for: Roads and footpaths")).to_be_visible()


def test_whom_nobody_admitted_reads_what_to_do(begin):
    visitor = begin(width=320, expected=(403,))
    page = visitor.open("/en/office/session")

    page.get_by_role("link", name="Sign in at").click()
    sign_in_there(page)

    expect(page.get_by_role("alert")).to_contain_text("this account has not been added here.")
    assert visitor.outside() == []

"""A passkey of a real browser, in a device that is made of software: added, used, and refused elsewhere."""

import pytest
from playwright.sync_api import expect

from civic.people.roles import Grant

pytestmark = [pytest.mark.browser, pytest.mark.network]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(site):
    """Browsers have passkeys for names, not for numbers."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def kim(visit, platform):
    """Somebody who has just come in by invitation, at a device with passkeys."""
    official = platform.officials.admit(
        "Kim Kollegin", "demo", Grant("caseworker", "streets"), department="streets"
    )
    visitor = visit(width=320)
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    visitor.open("/en/office/invitation")
    visitor.page.get_by_label("Your number as an official").fill(official.id)
    visitor.page.get_by_label("Code of the invitation").fill(platform.officials.invite(official.id))
    visitor.page.get_by_role("button", name="Come in").click()
    return visitor


def test_a_passkey_is_added_and_signs_in_without_a_name(kim):
    page = kim.page
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("region", name="Your ways to sign in")).to_contain_text("Passkey")
    page.get_by_role("button", name="Sign out").click()

    kim.open("/en/office/session")
    assert kim.outside() == []
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    expect(page.get_by_text("Signed in for: Roads and footpaths")).to_be_visible()


def test_a_device_without_a_passkey_of_this_site_says_so_and_another_way_is_there(kim):
    page = kim.page
    page.get_by_role("button", name="Sign out").click()
    kim.open("/en/office/session")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "The device gave no passkey. Try again, or use another way."
    )
    expect(page.get_by_label("Six digits that your app shows")).to_be_visible()


def test_without_scripts_a_sentence_stands_where_the_button_would(visit):
    plain = visit(scripts=False)
    plain.open("/en/office/session")

    expect(plain.page.get_by_text("your browser has to run scripts")).to_be_visible()
    expect(plain.page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)

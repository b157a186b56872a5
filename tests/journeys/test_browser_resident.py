"""A resident reports a dark street light: on a small phone without scripts, and with the keyboard alone."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from ledger.__main__ import main as ledger
from tests.builders.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.network]

WORDS = "The light in front of number 4 has been dark for a week."
SPELT = re.compile(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$")


def test_without_scripts_on_a_small_phone(visit, platform, tmp_path):
    resident = visit(width=320, scripts=False)
    page = resident.open("/")
    page.get_by_label("What is it about?").fill("lamp")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Street light not working").click()
    page.get_by_label("What is it about?").fill(WORDS)
    page.get_by_label("Street and number").fill("Schulgasse 4")
    page.get_by_label("E-mail").fill("mira@example.org")
    page.get_by_role("button", name="Continue and check").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you send")
    public = page.get_by_role("region", name="What everyone can read")
    expect(public).to_contain_text(WORDS)
    expect(public).not_to_contain_text("mira@example.org")
    expect(page.get_by_role("region", name="What only officials see")).to_contain_text("mira@example.org")
    assert resident.outside() == []
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your case")
    number, code = page.locator(".number--large").all()
    expect(number).to_have_text(SPELT)
    expect(code).to_have_text(SPELT)
    assert resident.outside() == []
    check_the_receipt(resident, platform, tmp_path)


def test_three_letters_lead_to_the_form(visit):
    resident = visit()
    page = resident.open("/")
    box = page.get_by_role("combobox", name="What is it about?")
    resident.tab_to(box)
    page.keyboard.type("lan")

    expect(page.get_by_role("option").first).to_have_text("Street light not working Streets and traffic")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Street light not working")
    expect(page).to_have_url(re.compile("/en/services/street-light/case$"))


def test_with_the_keyboard_alone(visit, platform, tmp_path):
    resident = visit()
    page = resident.open("/en/services/street-light/case")
    press = page.keyboard.press

    press("Tab")
    resident.look_at_focus()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    resident.tab_to(page.get_by_label("What is it about?"))
    page.keyboard.type(WORDS)
    resident.tab_to(page.get_by_label("Street and number"))
    page.keyboard.type("Schulgasse 4")
    resident.tab_to(page.get_by_text("I have coordinates"))
    press("Space")
    expect(page.get_by_label("Latitude and longitude")).to_be_visible()
    resident.tab_to(page.get_by_label("How many lights are affected?"))
    page.keyboard.type("One")
    resident.tab_to(page.get_by_label("E-mail"))
    page.keyboard.type("mira@example.org")
    resident.tab_to(page.get_by_role("button", name="Continue and check"))
    press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you send")
    resident.tab_to(page.get_by_role("button", name="Send"))
    press("Space")

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your case")
    check_the_receipt(resident, platform, tmp_path, by_keyboard=True)


def check_the_receipt(resident, platform, directory, *, by_keyboard=False):
    """Wait for the receipt as a person would, keep it, and prove it without the site."""
    page = resident.page

    def follow(link):
        if by_keyboard:
            resident.tab_to(link)
            page.keyboard.press("Enter")
        else:
            link.click()

    expect(page.get_by_text("The receipt will be ready in a second.")).to_be_visible()
    platform.publisher.publish()
    follow(page.get_by_role("link", name="Look again"))
    link = page.get_by_role("link", name="Download the receipt")
    expect(link).to_be_visible()
    with page.expect_download() as begun:
        follow(link)
    receipt = directory / begun.value.suggested_filename
    begun.value.save_as(receipt)
    policy = directory / "policy"
    policy.write_text(resident.text("/log/policy"))

    assert receipt.suffix == ".tlog-proof"
    assert ledger(["receipt", str(receipt), "--policy", str(policy)]) == 0
    assert verified(resident.site, policy)


def verified(site, policy):
    """Verify the whole log as somebody else's program would."""
    command = [sys.executable, "-m", "ledger", "verify", f"{site}/log/", "--policy", policy, "--jobs", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.returncode == 0 and done.stdout.startswith("OK 3 entries")

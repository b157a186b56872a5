"""Receipts to be read, printed and read aloud, and the form that finds their entries again."""

import pytest

from civic.kernel.ids import parse_public_id
from civic.kernel.receipt_code import receipt_code
from tests.web.journeys import file_a_case
from tests.web.test_filing_pages import confirmation_page


@pytest.fixture
def position(platform, number):
    platform.publisher.publish()
    return platform.log.position_of(f"case/{parse_public_id(number)}", 1)


@pytest.fixture
def code(platform, position):
    return receipt_code(position, platform.journal.leaf_hash(position))


def asked_for(browser, typed):
    return browser.open("/en/audit", query_string={"entry": typed})


def test_the_confirmation_tells_the_receipt_code(resident, platform):
    confirmation = confirmation_page(resident)
    platform.publisher.publish()
    again = resident.open(confirmation.address)

    last = platform.journal.size() - 1
    assert receipt_code(last, platform.journal.leaf_hash(last)) in again.text


def test_a_receipt_can_be_read_and_taken_along(stranger, platform, position, code):
    page = stranger.open(f"/en/audit/receipts/{position}")

    assert page.heading == f"Receipt of entry {position}"
    assert code in page.text
    assert platform.journal.leaf_hash(position).hex() in page.text
    assert f"/en/audit/receipts/{position}" in page.soup.find("aside").get_text()
    assert page.soup.find("svg", class_="qr") is not None


def test_the_file_is_one_click_away(stranger, platform, position):
    page = stranger.open(f"/en/audit/receipts/{position}")
    answer = stranger.client.get(page.soup.find("a", string="Download the receipt")["href"])

    assert answer.data == platform.log.receipt(position)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{position}.tlog-proof"'


def test_what_is_typed_in_any_case_and_grouping_finds_the_receipt(stranger, position, code):
    for typed in (code, code.lower(), f" {code.replace('-', ' ')} "):
        page = asked_for(stranger, typed)

        assert page.heading == f"Receipt of entry {position}"
        assert "The code fits this entry" in page.text


def test_nobody_is_told_that_a_code_fits_which_was_not_checked(stranger, position):
    for typed in ("fits", "ABCD-EFGH-JKMN"):
        page = stranger.open(f"/en/audit/receipts/{position}?code={typed}")

        assert "The code fits this entry" not in page.text


def test_the_number_of_an_entry_finds_the_entry(stranger, position):
    assert asked_for(stranger, str(position)).heading == f"Entry {position}"


def test_a_case_number_finds_the_entries_of_the_case(resident, stranger, number, position):
    file_a_case(resident)
    page = asked_for(stranger, number)

    assert [a["href"] for a in page.soup.select(".case-list a")] == [f"/en/audit/log/{position}"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("lamp", "This is no receipt code"),
        ("", "Please fill this in"),
        ("99999", "The log has not come to this number yet"),
        ("9" * 12, "This is no receipt code"),
        ("2222222222", "The log has not come to this number yet"),
        ("٣", "This is no receipt code"),
    ],
)
def test_what_finds_nothing_is_said_and_kept(stranger, position, typed, said):
    page = asked_for(stranger, typed)

    assert page.status == 422
    assert page.faults() == ["#f-entry"]
    assert said in page.text
    assert page.value("entry") == typed


def test_a_code_whose_entry_has_another_fingerprint_raises_the_alarm(stranger, platform, position):
    page = asked_for(stranger, receipt_code(position, bytes(32)))

    assert page.status == 422
    assert "does not fit the entry at its place" in page.text


def test_a_code_whose_entry_is_missing_raises_the_alarm(stranger, platform, position):
    page = asked_for(stranger, receipt_code(platform.journal.size() + 5, bytes(32)))

    assert page.status == 422
    assert "the log has no entry at its place" in page.text

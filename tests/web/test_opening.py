"""Whoever filed a case can open its commitments with nothing but the standard library; nobody else can."""

import base64
import hashlib
import hmac
import json

import pytest

from civic.kernel.ids import parse_public_id
from civic.people.events import ErasureCarriedOut
from ledger.policy_parser import parse_policy
from ledger.tlog_proof import parse_receipt, verify_receipt
from tests.web.browser import fields_of
from tests.web.journeys import WORDS, code_on, confirmation_page, file_a_case, number_on


def opened_by(browser, number, **typed):
    form = browser.open(f"/en/cases/{number}").form("/opening")
    return browser.client.post(form["action"], data={**fields_of(form), **typed})


@pytest.fixture
def opened(resident, platform, number):
    platform.publisher.publish()
    answer = opened_by(resident, number)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="case-{number}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    return json.loads(answer.data)


def test_each_part_opens_the_commitment_that_was_signed(opened):
    (entry,) = opened["entries"]
    payload = json.loads(base64.b64decode(json.loads(base64.b64decode(entry["envelope"]))["payload"]))

    assert set(entry["parts"]) == set(payload["commitments"]) == {"content.reporter", "sealed.reporter"}
    for name, part in entry["parts"].items():
        digest = hmac.new(bytes.fromhex(part["hexkey"]), part["committed"].encode(), hashlib.sha256).digest()
        assert base64.b64encode(digest).decode() == payload["commitments"][name]


def test_the_parts_hold_what_was_written_and_what_was_sealed(opened):
    (entry,) = opened["entries"]

    assert WORDS in entry["parts"]["content.reporter"]["committed"]
    assert "mira@example.org" in entry["parts"]["sealed.reporter"]["committed"]


def test_the_receipt_in_the_file_proves_the_entry(opened, platform):
    (entry,) = opened["entries"]
    receipt = parse_receipt(entry["receipt"].encode())

    verify_receipt(receipt, parse_policy(platform.log.policy()), base64.b64decode(entry["envelope"]))


def test_a_stranger_gets_it_with_the_case_code_only(resident, stranger):
    confirmation = confirmation_page(resident)
    number, code = number_on(confirmation), code_on(confirmation)

    for typed in ("", "2222222222"):
        refused = opened_by(stranger, number, case_code=typed)
        assert refused.status_code == 403
        assert "mira@example.org" not in refused.text
    assert "mira@example.org" in opened_by(stranger, number, case_code=code).text


def test_the_reporter_of_another_case_does_not_get_it(stranger, number):
    file_a_case(stranger)

    assert opened_by(stranger, number, case_code="").status_code == 403


def test_before_it_is_published_there_is_no_receipt_in_it(resident, number):
    assert json.loads(opened_by(resident, number).data)["entries"][0]["receipt"] is None


def test_what_was_erased_opens_nothing_any_more(resident, platform, number):
    filed = platform.journal.load(f"case/{parse_public_id(number)}")[0].event
    platform.eraser.erase(filed.reporter, ErasureCarriedOut(ground="request"), command_id="erase-in-a-test")

    (entry,) = json.loads(opened_by(resident, number).data)["entries"]
    assert entry["parts"] == {}
    assert set(entry["commitments"]) == {"content.reporter", "sealed.reporter"}

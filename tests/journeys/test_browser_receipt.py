"""A receipt is checked by the reader's own browser, which tells nobody: the right one, and wrong ones."""

import hashlib
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from ledger.cosignature import CosignatureSigner
from ledger.keys import NoteSigner
from ledger.note import parse_note
from ledger.tlog_proof import parse_receipt
from tests.builders.cases import file_case

pytestmark = [pytest.mark.browser, pytest.mark.network]

GOOD = "The receipt is right"
MALFORMED = "This is no receipt, or it was cut off or damaged"
CHANGED = "it does not lead from the entry to the fingerprint that was signed"
FORGED = "Do not trust this receipt: the signature of"


@pytest.fixture
def receipt(platform):
    """Return the receipt of an entry in the middle of a log."""
    for number in range(5):
        platform.cases.file(
            file_case(address=f"Schulgasse {number}"), command_id=f"command-{number}-of-a-test"
        )
    platform.publisher.publish()
    return platform.log.receipt(3)


@pytest.fixture
def checking(visit, receipt):
    """Return a page that checks receipts, and what checks one there and returns what the page says."""
    visitor = visit()
    asked = []
    page = visitor.open("/en/audit/verify")
    page.wait_for_selector("[data-check-receipt]:not([hidden])")
    page.on("request", lambda request: asked.append(request.url))

    def check(body, key=None, entry=None):
        page.evaluate("document.querySelector('[data-result]').textContent = ''")
        page.get_by_label("Receipt file").set_input_files(as_file("receipt.tlog-proof", body))
        if key is not None:
            page.get_by_label("Key of the log").fill(key)
        if entry is not None:
            page.get_by_label("The exact bytes of the entry").set_input_files(as_file("entry.json", entry))
        page.get_by_role("button", name="Check the receipt").click()
        result = page.locator("[data-result]")
        expect(result).not_to_have_text("")
        assert asked == []
        return result.inner_text()

    return page, check


def as_file(name, body):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": body}


def other_digit(text):
    return text[:7] + (b"A" if text[7:8] != b"A" else b"B") + text[8:]


def without_entry(receipt):
    return re.sub(rb"extra [^\n]+\n", b"", receipt)


def test_a_right_receipt_is_told_to_be_right_and_nothing_is_sent(checking, receipt, platform):
    _page, check = checking

    said = check(receipt)

    assert GOOD in said
    assert f"Entry 3 is in the log {platform.log.origin}" in said
    assert f"{platform.log.size()} entries" in said
    assert '"position": 3' in said


def test_every_wrong_file_is_told_apart(checking, receipt):
    _page, check = checking
    lines = receipt.split(b"\n")
    extra, index, first_hash = lines[1], lines[2], lines[3]
    signed_at = receipt.index(b"\n\n") + 2
    origin, size, root = receipt[signed_at:].split(b"\n")[:3]
    line = parse_note(parse_receipt(receipt).signed).signatures[0].line().encode()
    broken_line = line[:-20] + other_digit(line[-20:])

    assert index == b"index 3"
    assert CHANGED in check(receipt.replace(b"\nindex 3\n", b"\nindex 2\n"))
    assert CHANGED in check(receipt.replace(b"\nindex 3\n", b"\nindex 99\n"))
    assert CHANGED in check(receipt.replace(first_hash, other_digit(first_hash)))
    assert CHANGED in check(receipt.replace(first_hash + b"\n", b""))
    assert CHANGED in check(receipt.replace(first_hash, first_hash + b"\n" + first_hash))
    assert CHANGED in check(receipt.replace(extra, extra[:40] + b"AAAA" + extra[44:]))
    assert FORGED in check(receipt.replace(root, other_digit(root)))
    assert FORGED in check(receipt.replace(b"\n" + size + b"\n", b"\n9999\n"))
    assert FORGED in check(receipt.replace(line, broken_line))
    assert "was not signed with this key" in check(receipt.replace(origin + b"\n", b"other.example\n"))
    assert "was not signed with this key" in check(receipt.replace(line, line.replace(b" ", b" x", 1)))
    for body in (
        b"",
        b"\n\n",
        b"rubbish",
        bytes(range(256)) * 20,
        receipt[:-1],
        receipt[: len(receipt) // 2],
        receipt[:signed_at],
        receipt.replace(b"index 3", b"index 03"),
        receipt.replace(b"index 3", b"index -1"),
        receipt.replace(first_hash, first_hash[:8]),
        receipt.replace(first_hash + b"\n", (first_hash + b"\n") * 64),
        receipt + line * 100,
        b"\xef\xbb\xbf" + receipt,
    ):
        assert MALFORMED in check(body), body[:60]
    assert "larger than any receipt" in check(receipt + b"x" * 10_000_000)
    assert GOOD in check(receipt)


def test_a_key_that_is_another_or_none_is_said(checking, receipt, platform):
    _page, check = checking
    other = NoteSigner(platform.log.origin, Ed25519PrivateKey.generate()).verifier.vkey()

    assert "was not signed with this key" in check(receipt, key=other)
    assert GOOD in check(receipt, key=f"{other} {platform.log.signer.verifier.vkey()}")
    for key in ("", "lamp", "a+00000000+AAAA", other.replace("+", "+0", 1), other[:-8]):
        assert "This is no key of a log" in check(receipt, key=key)


def test_a_receipt_without_its_entry_asks_for_it(checking, receipt, platform):
    _page, check = checking
    bare = without_entry(receipt)

    assert "does not carry its entry" in check(bare)
    assert GOOD in check(bare, entry=platform.journal.leaf(3))
    assert CHANGED in check(bare, entry=platform.journal.leaf(2))


def test_witnesses_are_named_counted_and_checked(checking, receipt):
    page, check = checking
    signers = {name: CosignatureSigner(f"{name}.example", Ed25519PrivateKey.generate()) for name in "abc"}
    policy = {
        "witnesses": [{"name": name, "key": each.verifier.vkey()} for name, each in signers.items()],
        "groups": [{"name": "two", "threshold": 2, "members": ["a", "b", "c"]}],
        "quorum": "two",
    }
    page.locator("[data-policy]").evaluate(
        "(form, said) => { form.dataset.policy = said; }", json.dumps(policy)
    )
    text = parse_note(parse_receipt(receipt).signed).text.encode()
    by = {name: each.sign_at(text, 1_700_000_000).line().encode() for name, each in signers.items()}
    forged = signers["c"].sign_at(text + b"x\n", 1_700_000_000).line().encode()

    assert "too few of the witnesses" in check(receipt)
    assert "too few of the witnesses" in check(receipt + by["a"])
    assert "These witnesses signed it as well: a, c." in check(receipt + by["a"] + by["c"])
    assert f"{FORGED} c.example" in check(receipt + by["a"] + by["b"] + forged)


def test_the_page_names_the_files_that_check_with_their_fingerprints(visit):
    visitor = visit()
    page = visitor.open("/en/audit/verify")
    listed = page.get_by_role("region", name="What checks it").get_by_role("listitem")

    assert listed.count() == 2
    for each in listed.all():
        address = each.get_by_role("link").get_attribute("href")
        assert hashlib.sha256(visitor.text(address).encode()).hexdigest() in each.inner_text()
    loaded = set(
        page.evaluate("performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)")
    )
    assert {each.get_by_role("link").get_attribute("href") for each in listed.all()} <= loaded


def test_without_scripts_the_page_still_tells_how_to_check(visit):
    page = visit(scripts=False).open("/en/audit/verify")

    expect(page.get_by_label("Receipt file")).to_be_hidden()
    expect(page.get_by_text("python -m ledger receipt")).to_be_visible()

"""The log, leafed through by people: what they find, what an entry shows, and who signed."""

import hashlib
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.app import create_app
from civic.audit import browsing
from civic.audit.browsing import browse
from civic.audit.key_rotation import rotate_log_key
from civic.audit.proof_path import draw, way_to_root
from civic.audit.vouching import signatures_of
from civic.bootstrap import build
from civic.kernel.ids import parse_public_id
from civic.store.key_files import KeyFiles
from ledger.cosignature import CosignatureSigner
from ledger.keys import NoteSigner
from ledger.merkle import leaf_hash, root_of
from ledger.note import parse_note, sign_note
from ledger.policy import Policy, PolicyLog, Witness
from ledger.proofs import inclusion_proof, range_root, verify_inclusion
from tests.web.browser import Browser
from tests.web.journeys import file_a_case


@pytest.fixture
def published(resident, platform, number):
    file_a_case(resident)
    platform.publisher.publish()
    return platform.log


def test_the_newest_entry_comes_first(stranger, platform, published):
    links = [a["href"] for a in stranger.open("/en/audit/log").soup.select(".case-list a")]

    assert links == [f"/en/audit/log/{position}" for position in reversed(range(platform.journal.size()))]


def test_a_page_goes_on_where_the_one_before_ended(stranger, platform, published, monkeypatch):
    monkeypatch.setattr(browsing, "ON_A_PAGE", 2)
    page, seen = stranger.open("/en/audit/log"), []
    while True:
        seen += [int(a["href"].rsplit("/", 1)[1]) for a in page.soup.select(".case-list a")]
        following = page.soup.find("a", rel="next")
        if following is None:
            break
        page = stranger.open(following["href"])

    assert seen == list(reversed(range(platform.journal.size())))


def test_the_log_is_narrowed_to_one_case(stranger, published, number):
    page = stranger.open(f"/en/audit/log?case={number}")

    shown = [stranger.open(a["href"]) for a in page.soup.select(".case-list a")]
    assert [entry.soup.find("a", class_="number").get_text() for entry in shown] == [number]


def test_the_log_is_narrowed_to_one_kind_of_step(stranger, published):
    page = stranger.open("/en/audit/log?type=audit.key.announced")

    assert [a["href"] for a in page.soup.select(".case-list a")] == ["/en/audit/log/1", "/en/audit/log/0"]


def test_what_a_search_by_type_costs_is_bounded_and_it_says_where_it_stopped(
    platform, published, monkeypatch
):
    monkeypatch.setattr(browsing, "LOOKED_THROUGH", 1)
    before, seen = None, []
    for _ in range(platform.journal.size()):
        found = browse(platform.journal, before, "audit.key.announced")
        before = found.next_before
        seen.append(([each.position for each in found.entries], before))

    assert seen == [([], 3), ([], 2), ([1], 1), ([0], None)]


@pytest.mark.parametrize("before", ["x", "-1", "1e9", "9" * 40, "٣"])
def test_a_key_of_a_page_that_is_none_shows_the_newest(stranger, published, before):
    assert stranger.open(f"/en/audit/log?before={before}").soup.select(".case-list a")


def test_a_number_with_a_typo_is_said_beside_its_field(stranger, published):
    page = stranger.open("/en/audit/log?case=lamp")

    assert page.status == 422
    assert page.faults() == ["#f-case"]
    assert page.value("case") == "lamp"


def test_an_entry_shows_what_was_signed_byte_for_byte(stranger, platform, published, number):
    position = platform.log.position_of(f"case/{parse_public_id(number)}", 1)
    leaf = platform.journal.leaf(position)
    page = stranger.open(f"/en/audit/log/{position}")

    assert leaf_hash(leaf).hex() in page.text
    assert leaf[:16].hex(" ") in page.text
    assert '"type": "cases.case.filed"' in page.text
    assert stranger.client.get(f"/audit/entries/{position}").data == leaf


def test_the_way_in_words_leads_to_the_root_that_is_signed(stranger, platform, published):
    page = stranger.open("/en/audit/log/1")
    running = leaf_hash(platform.journal.leaf(1))
    for line in page.soup.select("section[aria-labelledby=proof] ol li"):
        sibling, result = (bytes.fromhex(found) for found in re.findall(r"[0-9a-f]{64}", line.get_text()))
        pair = sibling + running if "On the left" in line.get_text() else running + sibling
        running = hashlib.sha256(b"\x01" + pair).digest()
        assert running == result

    assert running.hex() in page.text.split("Fingerprint of all entries")[1]


def test_an_entry_that_is_not_published_yet_has_no_way_to_show(stranger, number):
    page = stranger.open("/en/audit/log/1")

    assert page.status == 200
    assert page.soup.find("svg", class_="proof") is None


def test_there_is_no_entry_where_the_log_has_not_come(stranger, published):
    for position in ("9999", "9" * 30):
        assert stranger.open(f"/en/audit/log/{position}").status == 404
        assert stranger.client.get(f"/audit/entries/{position}").status_code == 404


def test_nothing_sealed_stands_on_the_page_of_an_entry(stranger, platform, published, number):
    position = platform.log.position_of(f"case/{parse_public_id(number)}", 1)
    html = stranger.open(f"/en/audit/log/{position}").html
    sealed = platform.journal.load(platform.journal.stream_at(position))[0].event

    assert sealed.contact is not None
    assert sealed.contact.email not in html
    assert sealed.description.text not in html


@pytest.mark.parametrize("size", range(1, 20))
def test_every_way_ends_at_the_root(size):
    hashes = [leaf_hash(bytes([number])) for number in range(size)]
    root = root_of(hashes)

    def node(level, index):
        return root_of(hashes[index << level : (index + 1) << level])

    assert range_root(0, size, node) == root
    for index in range(size):
        proof = inclusion_proof(index, size, node)
        verify_inclusion(index, size, hashes[index], proof, root)
        steps = way_to_root(index, size, hashes[index], proof)
        assert (steps[-1].result if steps else hashes[index].hex()) == root.hex()
        drawn = draw(hashes[index], steps)
        assert len(drawn.nodes) == 1 + 2 * len(steps)
        assert len({(x, y) for x, y, *_ in drawn.nodes}) == len(drawn.nodes)


def test_each_signature_is_told_apart():
    log, key = NoteSigner("log.example", Ed25519PrivateKey.generate()), Ed25519PrivateKey.generate()
    witness, other = CosignatureSigner("w.example", key), NoteSigner("x", Ed25519PrivateKey.generate())
    policy = Policy(
        logs=(PolicyLog(log.verifier),), witnesses=(Witness("seen", witness.verifier),), quorum="seen"
    )
    text = "log.example\n1\n" + "A" * 43 + "=\n"
    seen = witness.sign_at(text.encode(), 1_700_000_000)
    forged = witness.sign_at(b"another", 1_700_000_000)
    signed = sign_note(text, log, other)
    signed += seen.line().encode() + forged.line().encode()

    found = signatures_of(signed, policy)

    assert [each.role for each in found] == ["log", "unknown", "witness", "wrong"]
    assert found[2].seen_at.isoformat() == "2023-11-14T22:13:20+00:00"
    assert [each.line for each in found] == [each.line().strip() for each in parse_note(signed).signatures]


def test_the_page_of_the_checkpoint_shows_its_text_and_that_the_log_signed_it(stranger, published):
    page = stranger.open("/en/audit/checkpoint")

    assert page.soup.pre.get_text().strip() == parse_note(published.checkpoint()).text.strip()
    assert f"{published.origin} is the log itself. The signature is right." in page.text


def test_an_entry_names_every_key_of_the_log_that_signed_it(stranger, platform, published):
    fresh = rotate_log_key(platform.journal, KeyFiles(platform.settings.keys_directory), published.origin)
    restarted = build(platform.settings)
    restarted.publisher.publish()
    page = Browser(create_app(restarted).test_client()).open("/en/audit/log/1")

    keys = [fresh.verifier, published.signer.verifier]
    assert [page.text.count(f"Key: {key.name}+{key.key_id.hex()}") for key in keys] == [1, 1]
    assert page.text.count("is the log itself. The signature is right.") == 2
    restarted.close()


def test_before_anything_is_published_there_is_no_checkpoint_to_show(stranger):
    assert "Nothing has been published yet" in stranger.open("/en/audit/checkpoint").text


def test_the_page_that_checks_receipts_may_connect_to_nothing(stranger):
    policies = [
        stranger.client.get(address).headers["Content-Security-Policy"]
        for address in ("/en/audit/verify", "/en/audit")
    ]

    assert ["connect-src 'none'" in each for each in policies] == [True, False]
    assert ["connect-src 'self'" in each for each in policies] == [False, True]


def test_every_type_of_entry_can_be_chosen_by_what_it_says(resident, published):
    page = resident.open("/en/audit/log")
    said = [option.get_text() for option in page.soup.find("select", {"name": "type"}).find_all("option")]

    assert [words for words in said if words.startswith("event.")] == []
    assert "… has it." in said

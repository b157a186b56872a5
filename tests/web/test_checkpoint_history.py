"""The checkpoints that the log was published with: for people to look up, for programs to compare."""

import csv
import io

import pytest

from civic.audit import checkpoint_views
from civic.audit.key_rotation import retire_log_key, rotate_log_key
from civic.bootstrap import build
from civic.store.key_files import KeyFiles
from ledger.checkpoint import open_checkpoint
from ledger.dsse import keyid_of
from ledger.note import open_note
from ledger.policy_parser import parse_policy
from ledger.verify import verify_log
from tests.web.journeys import file_a_case

COLUMNS = ["size", "root_sha256_hex", "published_at", "log_keys", "witnesses", "missing_witnesses"]


@pytest.fixture
def sizes(resident, platform):
    """Return the sizes that the log was published with, newest first."""
    seen = [platform.publisher.publish()]
    for _ in range(2):
        file_a_case(resident)
        seen.append(platform.publisher.publish())
    return seen[::-1]


def rows(client, address="/data/checkpoints.csv"):
    answer = client.get(address)
    return answer, list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


def test_every_checkpoint_that_was_published_is_kept_and_verifies(client, platform, sizes):
    found = client.get("/data/checkpoints.json").json

    assert [each["size"] for each in found["checkpoints"]] == sizes
    assert (found["origin"], found["next"]) == (platform.log.origin, None)
    for each in found["checkpoints"]:
        signed = each["checkpoint"].encode()
        checkpoint = open_checkpoint(signed, platform.log.verifiers)
        assert (checkpoint.size, checkpoint.root.hex()) == (each["size"], each["root_sha256_hex"])
        outcome = verify_log(platform.log.source, parse_policy(platform.log.policy()), since=signed)
        assert outcome.faults == []


def test_the_newest_one_is_the_one_that_is_served(client, platform, sizes):
    newest = client.get("/data/checkpoints.json").json["checkpoints"][0]

    assert newest["checkpoint"].encode() == platform.log.checkpoint()


def test_the_file_of_values_says_the_same(client, platform, sizes):
    answer, (columns, *found) = rows(client)
    noted = client.get("/data/checkpoints.json").json["checkpoints"]
    key = platform.log.signer.verifier

    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    assert columns == COLUMNS
    assert found == [
        [str(e["size"]), e["root_sha256_hex"], e["published_at"], f"{key.name}+{key.key_id.hex()}", "", ""]
        for e in noted
    ]


def test_files_go_on_where_the_one_before_ended(client, sizes, monkeypatch):
    monkeypatch.setattr(checkpoint_views, "IN_A_FILE", 1)
    seen, address = [], "/data/checkpoints.csv"
    while address:
        answer, (_, *found) = rows(client, address)
        seen += [int(row[0]) for row in found]
        address = answer.headers.get("Link", "").partition("<")[2].partition(">")[0]

    assert seen == sizes
    first = client.get("/data/checkpoints.json").json
    assert client.get(first["next"]).json["checkpoints"][0]["size"] == sizes[1]


def test_the_page_goes_on_where_the_one_before_ended(stranger, sizes, monkeypatch):
    monkeypatch.setattr(checkpoint_views, "ON_A_PAGE", 2)
    first = stranger.open("/en/audit/log/checkpoints")
    second = stranger.open(first.soup.find("a", rel="next")["href"])

    headings = [h.get_text() for page in (first, second) for h in page.soup.select(".entry-name")]
    assert headings == [f"{size} entr{'y' if size == 1 else 'ies'}" for size in sizes]
    assert stranger.open("/en/audit/log").soup.find("a", href="/en/audit/log/checkpoints")


@pytest.mark.parametrize("below", ["x", "-1", "9" * 40, "٣"])
def test_a_size_that_is_none_shows_the_newest(client, sizes, below):
    assert client.get(f"/data/checkpoints.json?below={below}").json["checkpoints"][0]["size"] == sizes[0]


def test_what_a_key_signed_that_is_retired_by_now_was_signed_by_the_log(platform, sizes):
    files, origin = KeyFiles(platform.settings.keys_directory), platform.log.origin
    old = platform.log.signer.verifier
    rotate_log_key(platform.journal, files, origin)
    rotated = build(platform.settings)
    rotated.publisher.publish()
    retire_log_key(
        platform.journal,
        files,
        rotated.log.signers,
        keyid_of(old.public_key),
        platform.settings.log_directory,
    )
    rotated.close()
    restarted = build(platform.settings)
    size = restarted.publisher.publish()
    newest, with_both, before, *_ = restarted.log.past_checkpoints(None, 10).found

    keys = [len(each.log_signatures) for each in (newest, with_both, before)]
    assert (newest.size, keys) == (size, [1, 2, 1])
    assert open_note(newest.signed, [restarted.log.signer.verifier])
    restarted.close()

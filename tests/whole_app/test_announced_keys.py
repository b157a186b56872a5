"""The log itself says which keys sign events and checkpoints, from its first entry on."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.app import create_app
from civic.audit import key_rotation
from civic.audit.keys import (
    LOG,
    LOG_ML_DSA,
    WRITER,
    KeyCannotBeUsed,
    announce,
    announce_keys,
    id_of,
    known_keys,
)
from civic.store.key_files import KeyFiles
from civic.store.migrate import migrate
from ledger.acceptance import accept_checkpoint
from ledger.keys import ED25519, format_skey
from ledger.note import NoteHasNoKnownSignature
from ledger.policy import Policy
from ledger.policy_parser import parse_policy
from tests.builders.cases import filing
from tests.builders.node import Installation
from tests.web.browser import Browser
from tests.whole_app.installed_city import ORIGIN

BOTH = {"CIVIC_LOG_ML_DSA": "yes"}


def announced(platform):
    """Return purpose and position of every key that the log knows."""
    return [(key.purpose, key.announced_at) for key in known_keys(platform.journal).values()]


def publish(platform):
    platform.journal.append([filing()], command_id=f"file {platform.journal.size()}")
    platform.publisher.publish()


def of_purpose(city, purpose):
    return re.findall(rf"^{purpose} ([0-9a-f]{{64}}): (.*)$", city.type("civic keys list"), re.MULTILINE)


def test_a_new_log_begins_with_every_key_that_signs(city):
    platform = city.start(**BOTH)

    assert announced(platform) == [(WRITER, 0), (LOG, 1), (LOG_ML_DSA, 2)]
    assert [key.public_key for key in known_keys(platform.journal).values()][1:] == [
        log.verifier.raw_key for log in parse_policy(platform.log.policy()).logs
    ]
    assert platform.journal.size() == 3


def test_who_starts_twice_announces_nothing(city):
    city.start(**BOTH)

    assert [city.start(**settings).journal.size() for settings in (BOTH, {}, BOTH)] == [3, 3, 3]


def test_a_key_that_is_switched_on_later_is_announced_then(city):
    publish(city.start())
    platform = city.start(**BOTH)

    assert announced(platform) == [(WRITER, 0), (LOG, 1), (LOG_ML_DSA, 3)]
    assert city.start(**BOTH).journal.size() == 4


def test_a_log_that_was_begun_without_its_log_key_announces_it_at_the_next_start(city):
    var = city.directory / "var"
    var.mkdir()
    older = Installation(f"sqlite:///{var / 'civic.sqlite'}", var)
    node = older.node()
    migrate(node.database)
    announce_keys(node.store, KeyFiles(var / "keys").writer().public_key())
    node.store.append([filing()], command_id="before")
    older.close()

    assert announced(city.start()) == [(WRITER, 0), (LOG, 2)]


def test_one_key_cannot_sign_both_events_and_checkpoints(city):
    key, fresh = (Ed25519PrivateKey.from_private_bytes(bytes([each]) * 32) for each in (1, 2))
    as_log_key = format_skey(ORIGIN, ED25519, key)

    with pytest.raises(KeyCannotBeUsed, match="both powers"):
        city.start(CIVIC_WRITER_KEY="01" * 32, CIVIC_LOG_KEY=as_log_key)
    first = city.start(CIVIC_WRITER_KEY="01" * 32)
    announce(first.journal, fresh.public_key().public_bytes_raw(), WRITER)
    with pytest.raises(KeyCannotBeUsed, match="was announced as a writer key and cannot be a log key too"):
        city.start(CIVIC_WRITER_KEY="02" * 32, CIVIC_LOG_KEY=as_log_key)


def test_the_list_shows_that_a_log_key_took_the_place_of_another(city):
    publish(city.start())
    [(old, _)] = of_purpose(city, LOG)
    city.type("civic keys rotate log")
    publish(city.start())
    city.type(f"civic keys retire {old}")

    (retired, until), (fresh, since) = of_purpose(city, LOG)
    assert (retired, until) == (old, "from 1 to 5, retired")
    assert (fresh != old, since) == (True, "from 3 to now, in use here")


def test_the_explorer_says_which_key_is_for_what_and_that_it_was_retired(city):
    publish(city.start(**BOTH))
    city.type(f"civic keys retire {of_purpose(city, LOG_ML_DSA)[0][0]}", **BOTH)
    page = Browser(create_app(city.start()).test_client()).open("/en/audit/log")

    said = [entry.get_text(" ", strip=True) for entry in page.soup.select(".case-list li")]
    assert "A key was retired." in said[0]
    assert "A second key that signs the log as a whole" in said[2]
    assert "A key that signs the log as a whole" in said[3]
    assert "A key that may sign entries" in said[4]


def test_a_retired_second_log_key_gives_way_to_a_new_one(city):
    platform = city.start(**BOTH)
    publish(platform)
    old = parse_policy(platform.log.policy()).logs[1]
    city.type(f"civic keys retire {id_of(old.verifier.raw_key)}", **BOTH)
    platform = city.start(**BOTH)
    publish(platform)

    new = parse_policy(platform.log.policy()).logs[1]
    signed = platform.log.checkpoint()
    assert new.verifier.raw_key != old.verifier.raw_key
    assert announced(platform)[2:] == [(LOG_ML_DSA, 2), (LOG_ML_DSA, 5)]
    assert accept_checkpoint(Policy((new,)), signed).checkpoint.size == 7
    with pytest.raises(NoteHasNoKnownSignature):
        accept_checkpoint(Policy((old,)), signed)
    keys = [len(each.log_signatures) for each in platform.log.past_checkpoints(None, 10).found]
    assert keys == [2, 2]


def test_a_process_with_a_retired_log_key_does_not_start(city):
    publish(city.start())
    kept = (city.directory / "var" / "keys" / "log.key").read_text()
    [(old, _)] = of_purpose(city, LOG)
    city.type("civic keys rotate log")
    publish(city.start())
    city.type(f"civic keys retire {old}")

    with pytest.raises(KeyCannotBeUsed, match=f"the log key {old} was retired at position 5"):
        city.start(CIVIC_LOG_KEY=kept.strip())


def test_an_interrupted_retirement_of_a_log_key_goes_on(city, monkeypatch):
    publish(city.start())
    [(old, _)] = of_purpose(city, LOG)
    city.type("civic keys rotate log")
    publish(city.start())

    def power_is_lost(*_):
        raise OSError(5, "power is lost")

    with monkeypatch.context() as patch:
        patch.setattr(key_rotation, "retire", power_is_lost)
        city.type(f"civic keys retire {old}", status=1)
    city.type(f"civic keys retire {old}")

    assert of_purpose(city, LOG)[0] == (old, "from 1 to 5, retired")

"""What the operations page says to do about keys, done step by step, and what must never be possible."""

import base64
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.audit.keys import KeyCannotBeUsed, known_keys
from civic.settings import SettingsHaveFaults
from civic.store.key_files import KeyFiles
from civic.store.writers import StoreCannotWrite
from ledger.acceptance import accept_checkpoint
from ledger.keys import ED25519, format_skey
from ledger.note import NoteHasNoKnownSignature
from ledger.policy_parser import parse_policy
from tests.builders.cases import filing
from tests.whole_app.installed_city import ORIGIN

PAGE = (Path(__file__).parents[2] / "civic" / "pages" / "en" / "operations.md").read_text()
AGAIN = "# start every web server and worker again"
ZERO = base64.b64encode(bytes(32)).decode()


def steps(heading):
    """Return the lines to be typed under a heading of the page."""
    below = PAGE.partition(f"### {heading}\n")[2]
    section = re.split(r"^##", below, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^ {4}(.*)$", section, re.MULTILINE)


def follow(city, heading, purpose, restart):
    """Do what stands under a heading of the page; return the id of the key that had to go."""
    old = ""
    for line in steps(heading):
        if line.startswith("#"):
            if line == AGAIN:
                restart()
            continue
        said = city.type(line.replace("DIRECTORY", str(city.directory / "export")).replace("OLD", old))
        if line == "civic keys list":
            listed = re.findall(rf"^{purpose} ([0-9a-f]{{64}}): .*in use here$", said, re.MULTILINE)
            old = listed[0] if listed else ""
        if "rotate" in line:
            old = old or re.search(r"civic keys retire ([0-9a-f]{64})", said)[1]
    return old


def add(platform, name):
    platform.journal.append([filing()], command_id=name)


def restarted(city):
    """A restart of everything: the worker publishes."""

    def restart():
        platform = city.start()
        add(platform, f"after restart {platform.journal.size()}")
        platform.publisher.publish()

    return restart


def verify(city):
    city.type(f"civic log export {city.directory / 'now'}")
    city.type(
        f"python -m ledger verify {city.directory / 'now'} --policy {city.directory / 'now' / 'policy'}"
    )


def test_the_procedure_for_a_writer_key_shuts_out_whoever_has_it(city):
    forgotten = city.start()
    add(forgotten, "before")
    forgotten.publisher.publish()

    old = follow(city, "Somebody else has a writer key", "writer", restarted(city))

    size = forgotten.journal.size()
    with pytest.raises(StoreCannotWrite, match=f"{old} was retired"):
        add(forgotten, "with a stolen key")
    assert forgotten.journal.size() == size
    assert known_keys(forgotten.journal)[old].retired_at is not None
    assert city.start().journal.writer != old
    verify(city)


def test_the_procedure_for_a_log_key_ends_what_it_signs(city):
    platform = city.start()
    add(platform, "before")
    platform.publisher.publish()
    old_policy, signed = platform.log.policy(), platform.log.checkpoint()

    old = follow(city, "Somebody else has a log key", "log", restarted(city))

    platform = city.start()
    add(platform, "after")
    platform.publisher.publish()
    new_policy, newest = parse_policy(platform.log.policy()), platform.log.checkpoint()
    assert len(new_policy.logs) == 1
    assert accept_checkpoint(new_policy, newest).checkpoint.size == platform.journal.size()
    for policy, note in ((new_policy, signed), (parse_policy(old_policy), newest)):
        with pytest.raises(NoteHasNoKnownSignature):
            accept_checkpoint(policy, note)
    assert known_keys(platform.journal)[old].retired_at is not None
    verify(city)


def test_both_log_keys_sign_while_one_takes_the_place_of_the_other(city):
    platform = city.start()
    platform.publisher.publish()
    before = parse_policy(platform.log.policy())
    city.type("civic keys rotate log")

    restarted(city)()

    platform = city.start()
    signed = platform.log.checkpoint()
    between = parse_policy(platform.log.policy())
    assert len(between.logs) == 2
    assert accept_checkpoint(before, signed) == accept_checkpoint(between, signed)


def test_during_the_overlap_processes_with_either_writer_key_may_sign(city):
    older = city.start()
    city.type("civic keys rotate writer")
    newer = city.start()
    for number in range(3):
        add(older, f"older {number}")
        add(newer, f"newer {number}")
    older.publisher.publish()

    assert older.journal.writer != newer.journal.writer
    verify(city)


def test_a_rotation_that_was_interrupted_goes_on_with_the_same_key(city, monkeypatch):
    city.start()

    def power_is_lost(_):
        raise OSError(5, "power is lost")

    with monkeypatch.context() as patch:
        patch.setattr(KeyFiles, "take_next_writer", power_is_lost)
        city.type("civic keys rotate writer", status=1)
    announced = known_keys(city.start().journal)
    city.type("civic keys rotate writer")

    platform = city.start()
    assert list(known_keys(platform.journal)) == list(announced)
    assert platform.journal.writer == list(announced)[-1]


def test_the_keys_in_use_cannot_be_retired(city):
    platform = city.start()
    platform.publisher.publish()
    city.type(f"civic keys retire {platform.journal.writer}", status=1)
    old = re.search(r"retire ([0-9a-f]{64})", city.type("civic keys rotate log"))[1]
    restarted(city)()
    city.type(f"civic keys retire {old}")
    only = list(known_keys(platform.journal))[-1]

    assert "rotate it first" in city.type(f"civic keys retire {only}", status=1)
    assert "was ever announced" in city.type(f"civic keys retire {'0' * 64}", status=1)


def test_a_log_key_is_not_retired_before_its_successor_has_signed(city):
    platform = city.start()
    platform.publisher.publish()
    old = re.search(r"retire ([0-9a-f]{64})", city.type("civic keys rotate log"))[1]

    said = city.type(f"civic keys retire {old}", status=1)

    assert "not signed by the newest log key yet" in said
    restarted(city)()
    city.type(f"civic keys retire {old}")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (ZERO, "small order"),
        (base64.b64encode(b"\x01" + bytes(31)).decode(), "small order"),
        (base64.b64encode(b"\xee" + b"\xff" * 30 + b"\x7f").decode(), "canonical"),
        (base64.b64encode(bytes(31)).decode(), "32 bytes"),
        ("no base64!", "no base64"),
    ],
)
@pytest.mark.parametrize("purpose", ["writer", "log"])
def test_weak_keys_are_refused_at_registration(city, purpose, key, said):
    size = city.start().journal.size()

    assert said in city.type(f"civic keys announce {purpose} '{key}'", status=2 if "base64" in said else 1)
    assert city.start().journal.size() == size


def test_a_process_with_a_key_that_was_never_announced_does_not_start(city):
    platform = city.start()

    with pytest.raises(KeyCannotBeUsed, match="never announced"):
        city.start(CIVIC_WRITER_KEY="11" * 32)
    assert platform.journal.size() == len(known_keys(platform.journal))
    said = city.type("civic worker", status=1, CIVIC_WRITER_KEY="11" * 32)
    assert said.startswith("Error: the writer key ")


def test_keys_from_the_environment_are_rotated_by_announcing_the_next_one(city):
    second, first_log, second_log = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (2, 3, 4))
    log = format_skey(ORIGIN, ED25519, first_log)
    city.environment |= {"CIVIC_WRITER_KEY": "01" * 32, "CIVIC_LOG_KEY": log}
    city.start().publisher.publish()
    assert "announce the next one" in city.type("civic keys rotate writer", status=2)

    public = base64.b64encode(second.public_key().public_bytes_raw()).decode()
    city.type(f"civic keys announce writer {public}")
    city.environment |= {
        "CIVIC_WRITER_KEY": "02" * 32,
        "CIVIC_LOG_KEY": f"{format_skey(ORIGIN, ED25519, second_log)} {log}",
    }
    restarted(city)()
    listed = city.type("civic keys list")
    old = re.findall(r"^writer ([0-9a-f]{64})", listed, re.MULTILINE)[0]
    city.type(f"civic keys retire {old}")

    assert not (city.directory / "var" / "keys" / "writer.key").exists()
    assert not (city.directory / "var" / "keys" / "log.key").exists()
    verify(city)


@pytest.mark.parametrize(
    "settings",
    [
        {"CIVIC_WRITER_KEY": "secret-but-no-key"},
        {"CIVIC_LOG_KEY": "PRIVATE+KEY+secret-but-no-key"},
        {
            "CIVIC_LOG_KEY": " ".join(
                format_skey(name, ED25519, Ed25519PrivateKey.generate()) for name in ("one", "two")
            )
        },
    ],
)
def test_what_is_no_key_is_refused_and_never_quoted(city, settings):
    with pytest.raises(SettingsHaveFaults) as refused:
        city.start(**settings)

    for value in settings.values():
        assert value not in str(refused.value)
    assert "secret" not in str(refused.value)

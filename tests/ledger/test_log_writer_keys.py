import base64

import pytest
from log_builders import (
    POLICY,
    SECOND,
    SECOND_KEY,
    UNPINNED,
    WRITER,
    WRITER_KEY,
    announcement,
    faults,
    faults_of,
    payload,
    publish,
    retirement,
    statement,
    statements,
)

from ledger.verify import Listener, verify_log


def test_an_announced_key_may_sign_until_it_is_retired(tmp_path):
    entries = [
        announcement(0, WRITER_KEY),
        announcement(1, SECOND_KEY),
        statement(2, SECOND),
        statement(3),
        retirement(4, WRITER.keyid),
        statement(5, SECOND),
        announcement(6, SECOND_KEY, SECOND),
    ]

    assert faults_of(tmp_path, entries) == []


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([statement(0)], f"entry 0: no key {WRITER.keyid} was announced before"),
        (
            [announcement(0, SECOND_KEY)],
            f"entry 0: no key {WRITER.keyid} was announced before",
        ),
        (
            [announcement(0, SECOND_KEY, SECOND)],
            f"entry 0: the policy does not pin the first writer key {SECOND.keyid}",
        ),
        (
            [announcement(0, WRITER_KEY, purpose="log")],
            f"entry 0: no key {WRITER.keyid} was announced before",
        ),
        (
            [announcement(0, WRITER_KEY), statement(1, SECOND)],
            f"entry 1: no key {SECOND.keyid} was announced before",
        ),
        (
            [announcement(0, WRITER_KEY), announcement(1, SECOND_KEY, SECOND)],
            f"entry 1: no key {SECOND.keyid} was announced before",
        ),
        (
            [announcement(0, WRITER_KEY), statement(1, SECOND), announcement(2, SECOND_KEY)],
            f"entry 1: no key {SECOND.keyid} was announced before",
        ),
        (
            [
                announcement(0, WRITER_KEY),
                announcement(1, SECOND_KEY),
                retirement(2, SECOND.keyid),
                statement(3),
                statement(4, SECOND),
            ],
            f"entry 4: key {SECOND.keyid} was retired before",
        ),
        (
            [announcement(0, WRITER_KEY), retirement(1, WRITER.keyid), statement(2)],
            f"entry 2: key {WRITER.keyid} was retired before",
        ),
        (
            [
                announcement(0, WRITER_KEY),
                announcement(1, SECOND_KEY),
                retirement(2, WRITER.keyid),
                announcement(3, WRITER_KEY, SECOND),
            ],
            f"entry 3: key {WRITER.keyid} was retired and cannot return",
        ),
        (
            [announcement(0, WRITER_KEY), retirement(1, "00")],
            "entry 1: key 00 is retired, but was never announced",
        ),
        (
            [announcement(0, WRITER_KEY), announcement(1, SECOND_KEY, keyid="00")],
            "entry 1: the announced key id is not the SHA-256 of the announced key",
        ),
        (
            [announcement(0, WRITER_KEY), announcement(1, SECOND_KEY, public_key="AAA=")],
            "entry 1: an Ed25519 public key has 32 bytes, not 2",
        ),
        (
            [announcement(0, WRITER_KEY), announcement(1, SECOND_KEY, public_key=None)],
            "entry 1: audit.key.announced does not carry a key",
        ),
        (
            [
                announcement(0, WRITER_KEY),
                announcement(1, SECOND_KEY, public_key=base64.b64encode(bytes(32)).decode()),
            ],
            "entry 1: the Ed25519 public key is a point of small order",
        ),
        (
            [announcement(0, WRITER_KEY), statement(1, type="audit.key.retired")],
            "entry 1: audit.key.retired does not name a key",
        ),
        (
            [announcement(0, WRITER_KEY), statement(2)],
            "entry 1: the statement says position 2, but is at 1",
        ),
        (
            [announcement(0, WRITER_KEY), statement(1, position="1")],
            "entry 1: the statement says position '1', but is at 1",
        ),
        (
            [announcement(0, WRITER_KEY), statement(1, position=True)],
            "entry 1: the statement says position True, but is at 1",
        ),
        (
            [announcement(0, WRITER_KEY), statement(1, recorded_at="2026-02-28T23:59:59.999999Z")],
            (
                "entry 1: recorded at 2026-02-28T23:59:59.999999Z, but an entry before it at "
                "2026-03-01T08:00:00.000000Z"
            ),
        ),
        (
            [announcement(0, WRITER_KEY), statement(1, recorded_at="2026-03-01T09:00:00Z")],
            "entry 1: recorded_at is not a time in UTC with microseconds: '2026-03-01T09:00:00Z'",
        ),
        (
            [announcement(0, WRITER_KEY), WRITER.sign(b'{"a":1,"a":2}')],
            "entry 1: an object has two members of one name",
        ),
        ([announcement(0, WRITER_KEY), WRITER.sign(b"[]")], "entry 1: not an object"),
        ([announcement(0, WRITER_KEY), WRITER.sign(b'{"a":NaN}')], "entry 1: NaN is not JSON"),
    ],
)
def test_what_no_honest_writer_would_log_is_found(tmp_path, entries, fault):
    assert faults_of(tmp_path, entries) == [f"FAULT tile/entries/000.p/{len(entries)} {fault}"]


def test_without_a_pin_the_first_announced_key_is_believed(tmp_path):
    assert faults_of(tmp_path, [announcement(0, SECOND_KEY, SECOND), statement(1, SECOND)], UNPINNED) == []


def test_keys_of_other_purposes_are_none_of_the_writers_business(tmp_path):
    entries = [
        announcement(0, WRITER_KEY),
        announcement(1, SECOND_KEY, purpose="log", public_key="anything", keyid="log key"),
        retirement(2, "log key"),
        WRITER.sign(b'{"type":"neither position nor time"}'),
    ]

    assert faults_of(tmp_path, entries) == []


def test_several_processes_see_what_one_sees(tmp_path):
    """Keys change hands between stretches, so that workers meet keys that they were not told of."""
    entries = statements(3000)
    entries[1100] = announcement(1100, SECOND_KEY)
    entries[1101:2000] = [statement(position, SECOND) for position in range(1101, 2000)]
    entries[1200] = retirement(1200, WRITER.keyid, SECOND)
    entries[2000:] = [statement(position, SECOND) for position in range(2000, 3000)]
    good = publish(tmp_path / "good", entries)
    entries[2900] = statement(2900)
    bad = publish(tmp_path / "bad", entries)

    seen = []
    outcome = verify_log(good, POLICY, jobs=2, listener=Listener(progress=lambda *done: seen.append(done)))
    assert (outcome.faults, outcome.entries) == ([], 3000)
    assert seen == sorted(seen)
    assert seen[-1] == (3000, 3000)
    for jobs in (1, 2):
        assert faults(bad, jobs=jobs) == [
            f"FAULT tile/entries/011.p/184 entry 84: key {WRITER.keyid} was retired before"
        ]


def test_time_that_runs_backwards_between_stretches_is_found(tmp_path):
    entries = [*statements(256), WRITER.sign(payload(256, recorded_at="2026-03-01T07:00:00.000000Z"))]

    assert faults_of(tmp_path, entries) == [
        (
            "FAULT tile/entries/001.p/1 entry 0: recorded at 2026-03-01T07:00:00.000000Z, "
            "but an entry before at 2026-03-01T08:00:00.000255Z"
        )
    ]

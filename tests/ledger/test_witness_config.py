import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_vectors import TESSERA_VKEY, WITNESS_VKEY
from witness_vectors import MONKEYS_VKEY

from ledger.witness_config import WitnessConfigIsMalformed, parse_witness_config

ONCE = "listen 127.0.0.1:8080\nname witness.example/w1\nkey w1.key\nstate /var/w1.state\n"
LOGS = f"log {TESSERA_VKEY}\nlog {MONKEYS_VKEY}\n"


def test_a_configuration_is_read():
    config = parse_witness_config(f"# a comment\n\n{ONCE}\t\n{LOGS}".encode())

    assert (config.host, config.port, config.name) == ("127.0.0.1", 8080, "witness.example/w1")
    assert (config.key, config.state) == ("w1.key", "/var/w1.state")
    assert [log.vkey() for log in config.logs] == [TESSERA_VKEY, MONKEYS_VKEY]


@pytest.mark.parametrize(
    ("listen", "address"),
    [("[::1]:80", ("::1", 80)), ("witness.example:0", ("witness.example", 0)), ("0.0.0.0:65535", None)],
)
def test_addresses_of_every_kind_are_read(listen, address):
    config = parse_witness_config((ONCE.replace("127.0.0.1:8080", listen) + LOGS).encode())

    assert (config.host, config.port) == (address or ("0.0.0.0", 65535))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not end with a newline|no line listen"),
        (LOGS, "no line listen"),
        (ONCE, "no line log"),
        (ONCE + LOGS[:-1], "does not end with a newline"),
        (ONCE + LOGS + "listen 127.0.0.1:81\n", "line 7: a second line listen"),
        (ONCE + LOGS + f"log {MONKEYS_VKEY}\n", "line 7: this log key is listed already"),
        (ONCE + f"log {WITNESS_VKEY}\n", "line 5: key witness is of type 0x04"),
        (ONCE + "log monkeys+00000000+AAAA\n", "line 5: "),
        (ONCE + LOGS + "quorum none\n", "line 7: unknown keyword 'quorum'"),
        (ONCE + LOGS + "log\n", "line 7: not of the form log <value>"),
        (ONCE + LOGS + "log a b\n", "line 7: not of the form log <value>"),
        ("listen 127.0.0.1\n", "line 1: not an address and a port"),
        ("listen 127.0.0.1:65536\n", "line 1: not an address and a port"),
        ("listen ::1:80\n", "line 1: not an address and a port"),
        ("listen :80\n", "line 1: not an address and a port"),
        ("name a+b\n", "line 1: not a key name"),
        (ONCE.replace("\n", "\r\n") + LOGS, "control characters"),
        ("#" * 1_000_001, "1000001 bytes, more than 1000000"),
    ],
)
def test_a_configuration_is_read_strictly(text, message):
    with pytest.raises(WitnessConfigIsMalformed, match=message):
        parse_witness_config(text.encode())


def test_a_configuration_is_utf_8():
    with pytest.raises(WitnessConfigIsMalformed):
        parse_witness_config(b"name \xff\n")


WORDS = st.sampled_from(
    ["listen", "name", "key", "state", "log", " ", "\n", "#", "[::1]:1", TESSERA_VKEY, "a"]
)


@given(st.lists(WORDS, max_size=30).map("".join) | st.text(max_size=40))
def test_any_configuration_is_read_or_refused_by_name(text):
    with contextlib.suppress(WitnessConfigIsMalformed):
        parse_witness_config(text.encode("utf-8", "surrogatepass"))

"""The configuration file of a witness. Every error names the line.

    # comment
    listen 127.0.0.1:8080        address and port; an IPv6 address in brackets
    name witness.example/w1      the name of the key, said again so that a wrong key file is noticed
    key w1.key                   the private key that `keygen --witness` wrote
    state w1.state               what this witness remembers: keep it, and never restore an older one
    log <vkey>                   once or more: a log it cosigns for; the name of the key is the origin

Every other keyword stands exactly once. Paths are relative to the directory of the file and hold no blanks;
comments have lines of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.errors import LedgerError
from ledger.keys import NoteVerifier, parse_vkey
from ledger.note import check_key_name

MAX_CONFIG_SIZE = 1_000_000
_BLANKS = re.compile(r"[ \t]+")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LISTEN = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:\[\]]+)):([1-9][0-9]{0,4}|0)", re.ASCII)
_ONCE = ("listen", "name", "key", "state")


class WitnessConfigIsMalformed(LedgerError):
    """The file is not the configuration of a witness; the message names the line."""


@dataclass(frozen=True, slots=True)
class WitnessConfig:
    """`key` and `state` are paths as they stand in the file; port 0 stands for any free one."""

    host: str
    port: int
    name: str
    key: str
    state: str
    logs: tuple[NoteVerifier, ...]


def parse_witness_config(data: bytes) -> WitnessConfig:
    """Raises WitnessConfigIsMalformed."""
    once: dict[str, str] = {}
    logs: list[NoteVerifier] = []
    for number, line in enumerate(_lines(data), start=1):
        try:
            _read_line(line, once, logs)
        except LedgerError as error:
            raise WitnessConfigIsMalformed(f"line {number}: {error}") from error
    for keyword in _ONCE:
        if keyword not in once:
            raise WitnessConfigIsMalformed(f"there is no line {keyword}")
    if not logs:
        raise WitnessConfigIsMalformed("there is no line log")
    host, port = _address(once["listen"])
    return WitnessConfig(host, port, once["name"], once["key"], once["state"], tuple(logs))


def _lines(data: bytes) -> list[str]:
    if len(data) > MAX_CONFIG_SIZE:
        raise WitnessConfigIsMalformed(
            f"the configuration has {len(data)} bytes, more than {MAX_CONFIG_SIZE}"
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise WitnessConfigIsMalformed("the configuration is not UTF-8") from error
    if _CONTROL_CHARACTER.search(text):
        raise WitnessConfigIsMalformed("the configuration has control characters other than tab and newline")
    lines = text.split("\n")
    if lines.pop() != "":
        raise WitnessConfigIsMalformed("the last line of the configuration does not end with a newline")
    return lines


def _read_line(line: str, once: dict[str, str], logs: list[NoteVerifier]) -> None:
    stripped = line.strip(" \t")
    if not stripped or stripped.startswith("#"):
        return
    keyword, *words = _BLANKS.split(stripped)
    if len(words) != 1:
        raise WitnessConfigIsMalformed(f"not of the form {keyword:.40} <value>")
    if keyword == "log":
        _add_log(words[0], logs)
    elif keyword in _ONCE:
        _add_once(keyword, words[0], once)
    else:
        raise WitnessConfigIsMalformed(f"unknown keyword {keyword!r:.40}")


def _add_log(vkey: str, logs: list[NoteVerifier]) -> None:
    verifier = parse_vkey(vkey)
    if any(verifier.public_key == log.public_key for log in logs):
        raise WitnessConfigIsMalformed("this log key is listed already")
    logs.append(verifier)


def _add_once(keyword: str, value: str, once: dict[str, str]) -> None:
    if keyword in once:
        raise WitnessConfigIsMalformed(f"a second line {keyword}")
    if keyword == "name":
        check_key_name(value)
    if keyword == "listen":
        _address(value)
    once[keyword] = value


def _address(value: str) -> tuple[str, int]:
    match = _LISTEN.fullmatch(value)
    if match is None or int(match[3]) > 65_535:
        raise WitnessConfigIsMalformed(f"not an address and a port: {value!r:.80}")
    return match[1] or match[2], int(match[3])

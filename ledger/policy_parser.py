"""Reads policy files. Every error names the line.

Source: c2sp.org/tlog-policy. Names are compared as octets: bytes that are not UTF-8 are kept as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ledger.canonical import NumberIsNotCanonical, parse_decimal
from ledger.cosignature import parse_witness_vkey
from ledger.errors import LedgerError
from ledger.keys import ML_DSA_44, parse_vkey, split_vkey
from ledger.ml_dsa import verifier_of
from ledger.policy import QUORUM_NONE, Group, Policy, PolicyLog, Witness

MAX_POLICY_SIZE = 1_000_000

_FORBIDDEN_OCTET = re.compile(rb"[^\x09\x0a\x20-\x7e\x80-\xff]")
_BLANKS = re.compile(r"[ \t]+")
_WRITER = re.compile(r"#[ \t]*writer[ \t]+([0-9a-f]{64})")


class PolicyIsMalformed(LedgerError):
    """The file is not a policy; the message names the line."""


@dataclass
class _Draft:
    """The policy so far."""

    logs: list[PolicyLog] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorum: str | None = None
    writers: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)


def parse_policy(data: bytes) -> Policy:
    """Raises PolicyIsMalformed."""
    draft = _Draft()
    for number, line in enumerate(_lines(data), start=1):
        try:
            _read_line(draft, line)
        except LedgerError as error:
            raise PolicyIsMalformed(f"policy line {number}: {error}") from error
    # SPEC: A policy file must include exactly one quorum line.
    if draft.quorum is None:
        raise PolicyIsMalformed("the policy has no quorum line")
    return Policy(
        tuple(draft.logs), tuple(draft.witnesses), tuple(draft.groups), draft.quorum, tuple(draft.writers)
    )


def _lines(data: bytes) -> list[str]:
    if len(data) > MAX_POLICY_SIZE:
        raise PolicyIsMalformed(f"the policy has {len(data)} bytes, more than {MAX_POLICY_SIZE}")
    if _FORBIDDEN_OCTET.search(data):
        raise PolicyIsMalformed("the policy has control characters other than tab and newline")
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    if lines.pop() != "":
        raise PolicyIsMalformed("the last line of the policy does not end with a newline")
    return lines


def _read_line(draft: _Draft, line: str) -> None:
    stripped = line.strip(" \t")
    # SPEC: Empty lines and comment lines, possibly preceded by whitespace, are ignored.
    if stripped.startswith("#"):
        _read_comment(draft, stripped)
    elif stripped:
        keyword, *words = _BLANKS.split(stripped)
        read = _READERS.get(keyword)
        if read is None:
            raise PolicyIsMalformed(f"unknown keyword {keyword!r:.40}")
        read(draft, words)


def _read_comment(draft: _Draft, comment: str) -> None:
    writer = _WRITER.fullmatch(comment)
    if writer is not None:
        draft.writers.append(writer[1])


def _read_log(draft: _Draft, words: list[str]) -> None:
    vkey, url = _required_and_optional(words, "log <vkey> [<url>]")
    parts = split_vkey(vkey)
    verifier = verifier_of(parts) if parts.kind == ML_DSA_44 else parse_vkey(vkey)
    # SPEC: Duplicate logs, i.e., multiple log lines with the same public key, are not allowed.
    if any(verifier.raw_key == log.verifier.raw_key for log in draft.logs):
        raise PolicyIsMalformed("this log key is listed already")
    draft.logs.append(PolicyLog(verifier, url))


def _read_witness(draft: _Draft, words: list[str]) -> None:
    if not words:
        raise PolicyIsMalformed("not of the form witness <name> <vkey> [<url>]")
    vkey, url = _required_and_optional(words[1:], "witness <name> <vkey> [<url>]")
    parts = split_vkey(vkey)
    verifier = verifier_of(parts) if parts.kind == ML_DSA_44 else parse_witness_vkey(vkey)
    if any(verifier.raw_key == witness.verifier.raw_key for witness in draft.witnesses):
        raise PolicyIsMalformed("this witness key is listed already")
    _define(draft, words[0])
    draft.witnesses.append(Witness(words[0], verifier, url))


def _required_and_optional(words: list[str], form: str) -> tuple[str, str | None]:
    if len(words) not in (1, 2):
        raise PolicyIsMalformed(f"not of the form {form}")
    return words[0], words[1] if len(words) == 2 else None


def _read_group(draft: _Draft, words: list[str]) -> None:
    # SPEC: At least one member must be listed.
    if len(words) < 3:
        raise PolicyIsMalformed("not of the form group <name> <all|any|k> <name>...")
    name, threshold, *members = words
    for member in members:
        _add_member(draft, member)
    _define(draft, name)
    draft.groups.append(Group(name, _threshold(threshold, len(members)), tuple(members)))


def _add_member(draft: _Draft, member: str) -> None:
    # SPEC: a group definition can only refer to names defined on preceding lines.
    if member not in draft.names:
        raise PolicyIsMalformed(f"{member!r:.80} is not defined before")
    # SPEC: Each defined name can be listed as a group member at most once.
    if member in draft.members:
        raise PolicyIsMalformed(f"{member!r:.80} is a member already")
    draft.members.add(member)


def _define(draft: _Draft, name: str) -> None:
    # SPEC: Witnesses and groups share a single namespace; the name none is predefined.
    if name in draft.names or name == QUORUM_NONE:
        raise PolicyIsMalformed(f"the name {name!r:.80} is taken")
    draft.names.add(name)


def _threshold(word: str, members: int) -> int:
    if word in ("any", "all"):
        return 1 if word == "any" else members
    try:
        threshold = parse_decimal(word)
    except NumberIsNotCanonical as error:
        raise PolicyIsMalformed(f"the threshold is {error}") from error
    # SPEC: it is required that 1 <= k <= n.
    if not 1 <= threshold <= members:
        raise PolicyIsMalformed(f"a threshold of {threshold} with {members} members")
    return threshold


def _read_quorum(draft: _Draft, words: list[str]) -> None:
    if len(words) != 1:
        raise PolicyIsMalformed("not of the form quorum <name>")
    if draft.quorum is not None:
        raise PolicyIsMalformed("a second quorum line")
    if words[0] != QUORUM_NONE and words[0] not in draft.names:
        raise PolicyIsMalformed(f"{words[0]!r:.80} is not defined before")
    draft.quorum = words[0]


_READERS = {"log": _read_log, "witness": _read_witness, "group": _read_group, "quorum": _read_quorum}

"""Trust policies: which logs and witnesses are known, and how many witnesses must have cosigned.

Source: c2sp.org/tlog-policy. Our policies may also pin the first writer key of a log, in comment lines
`# writer <keyid>` that every other reader of policies ignores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.cosignature import CosignatureVerifier
    from ledger.keys import NoteVerifier
    from ledger.ml_dsa import MlDsaVerifier

QUORUM_NONE = "none"


class QuorumIsNotMet(LedgerError):
    """Too few of the policy's witnesses have cosigned the checkpoint."""


@dataclass(frozen=True)
class PolicyLog:
    """A log; the name of its key is its origin."""

    verifier: NoteVerifier | MlDsaVerifier
    url: str | None = None


@dataclass(frozen=True)
class Witness:
    """A witness under the name that this policy gives it."""

    name: str
    verifier: CosignatureVerifier | MlDsaVerifier
    url: str | None = None


@dataclass(frozen=True)
class Group:
    """Witnesses and earlier groups, of which `threshold` must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """`quorum` names a witness or a group, or is QUORUM_NONE; `groups` are in order of definition."""

    logs: tuple[PolicyLog, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = QUORUM_NONE
    pinned_writers: tuple[str, ...] = ()

    def check_quorum(self, cosigners: Iterable[str]) -> None:
        """Raises QuorumIsNotMet unless witnesses of these names are enough."""
        satisfied = set(cosigners) & {witness.name for witness in self.witnesses}
        counted = len(satisfied)
        for group in self.groups:
            # SPEC: a group witnesses a checkpoint iff at least k of its n members have witnessed it.
            if len(satisfied.intersection(group.members)) >= group.threshold:
                satisfied.add(group.name)
        if self.quorum != QUORUM_NONE and self.quorum not in satisfied:
            raise QuorumIsNotMet(f"{counted} known witnesses have cosigned; quorum {self.quorum} is not met")


def format_policy(policy: Policy) -> bytes:
    """The policy as a file; `parse_policy` gives the same policy back."""
    lines = [f"# writer {keyid}" for keyid in policy.pinned_writers]
    lines += [_line("log", log.verifier.vkey(), log.url) for log in policy.logs]
    lines += [_line("witness", w.name, w.verifier.vkey(), w.url) for w in policy.witnesses]
    lines += [_line("group", g.name, str(g.threshold), *g.members) for g in policy.groups]
    lines.append(f"quorum {policy.quorum}")
    return "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")


def _line(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None)

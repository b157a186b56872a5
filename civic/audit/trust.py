"""Whom the log asks to have seen it before it is published: the operator's own policy file."""

from pathlib import Path

from ledger.errors import LedgerError
from ledger.policy import Policy
from ledger.policy_parser import parse_policy
from ledger.witnessing import Witnesses


class PolicyCannotBeUsed(Exception):
    """The file cannot be read, is no policy, names logs, or has a quorum that nobody can meet."""


def read_witnesses(path: str) -> tuple[Policy, Witnesses | None]:
    """Return the policy at `path` and those of its witnesses who can be asked; without a path nobody is.

    Raise PolicyCannotBeUsed.
    """
    if not path:
        return Policy(), None
    try:
        policy = parse_policy(Path(path).read_bytes())
        witnesses = Witnesses(policy)
    except OSError as error:
        raise PolicyCannotBeUsed(str(error.strerror)) from error
    except LedgerError as error:
        raise PolicyCannotBeUsed(str(error)) from error
    if policy.logs or policy.pinned_writers:
        raise PolicyCannotBeUsed("leave out the lines of logs and writers: ours are added to what we publish")
    return policy, witnesses

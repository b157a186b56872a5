"""An official, folded from the events of one stream, and what may be decided about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from civic.kernel.errors import Refused
from civic.kernel.event import Event, Recorded
from civic.kernel.ids import PersonId
from civic.people import events as e
from civic.people.roles import Grant, Matter, may, narrowed_to

OPERATOR = "operator"
# How somebody comes in: the first three can be added and removed.
WAYS = ("passkey", "app", "oidc", "invitation", "demonstration")
PROPOSALS_LAST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Credential:
    """A way to sign in; `secret` is None once it was erased."""

    id: str
    kind: str
    secret: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was given out and not used yet."""

    id: str
    until: str
    code_digest: str | None


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who acts for a city; appears to residents as the department."""

    id: str = ""
    city: str = ""
    department: str = ""
    holder: PersonId | None = None
    name: str | None = None
    grants: tuple[Grant, ...] = ()
    credentials: tuple[Credential, ...] = ()
    invitation: Invitation | None = None
    proposed: tuple[str, datetime] | None = None
    has_left: bool = False
    version: int = 0

    def may(self, action: str, matter: Matter | None = None) -> bool:
        """Whether this official may do it to the matter, or to anything at all without one."""
        return not self.has_left and may(self.grants, action, matter)

    def narrowed_to(self, action: str) -> tuple[Grant, ...]:
        """Return the parts of the own department for which this official may do it; none if for all of it."""
        return narrowed_to(self.grants, action, self.department)

    def departments(self, action: str) -> frozenset[str]:
        """Return the departments for which this official may do it; `all` stands for every one."""
        return frozenset(grant.department for grant in self.grants if may([grant], action))


class OfficialHasLeft(Refused):
    """Whoever has left is admitted anew, under another id."""

    code = "people.official-has-left"
    status = 409


class NeedsSomebodyElse(Refused):
    """Two different people agree to let somebody in who lost every way to sign in."""

    code = "people.needs-somebody-else"
    status = 422


class IsTheLastWay(Refused):
    """Nobody removes the only way to sign in that they have."""

    code = "people.last-way-to-sign-in"
    status = 422


def evolve(official: Official, recorded: Recorded) -> Official:
    """Return the official after one more event."""
    change = _CHANGES[type(recorded.event)]
    return replace(official, version=recorded.version, **change(official, recorded.event, recorded))


def ensure_here(official: Official) -> None:
    """Raise OfficialHasLeft."""
    if official.has_left:
        raise OfficialHasLeft(f"{official.id} has left", official=official.id)


def recovery_is_agreed(official: Official, by: str, now: datetime) -> bool:
    """Whether somebody else has proposed to let this official in again, lately."""
    if official.proposed is None or now - official.proposed[1] > PROPOSALS_LAST:
        return False
    if official.proposed[0] == by:
        raise NeedsSomebodyElse(f"{by} proposed it already", official=official.id)
    return True


def _admitted(_: Official, event: e.OfficialAdmitted, _recorded: Recorded) -> dict[str, Any]:
    return {
        "id": event.official,
        "city": event.city,
        "department": event.department,
        "holder": event.holder,
        "name": event.name,
    }


def _granted(official: Official, event: e.RoleGranted, _recorded: Recorded) -> dict[str, Any]:
    grant = Grant(event.role, event.department, event.services, event.districts)
    return {"grants": (*_other_grants(official, event), grant)}


def _withdrawn(official: Official, event: e.RoleWithdrawn, _recorded: Recorded) -> dict[str, Any]:
    return {"grants": _other_grants(official, event)}


def _other_grants(official: Official, event: e.RoleGranted | e.RoleWithdrawn) -> tuple[Grant, ...]:
    return tuple(
        grant for grant in official.grants if (grant.role, grant.department) != (event.role, event.department)
    )


def _proposed(_: Official, event: e.RecoveryProposed, recorded: Recorded) -> dict[str, Any]:
    return {"proposed": (event.by, recorded.recorded_at)}


def _invited(_: Official, event: e.InvitationMade, _recorded: Recorded) -> dict[str, Any]:
    invitation = Invitation(event.invitation, event.until, event.code_digest)
    return {"invitation": invitation, "proposed": None}


def _came_in(_: Official, _event: e.InvitationUsed, _recorded: Recorded) -> dict[str, Any]:
    return {"invitation": None}


def _credential_added(official: Official, event: e.CredentialAdded, _recorded: Recorded) -> dict[str, Any]:
    added = Credential(event.credential, event.kind, event.secret)
    return {"credentials": (*official.credentials, added)}


def _credential_removed(
    official: Official, event: e.CredentialRemoved, _recorded: Recorded
) -> dict[str, Any]:
    return {"credentials": tuple(c for c in official.credentials if c.id != event.credential)}


def _left(_: Official, _event: e.OfficialLeft, _recorded: Recorded) -> dict[str, Any]:
    return {"has_left": True, "grants": (), "credentials": (), "invitation": None}


_CHANGES: Mapping[type[Event], Callable[[Official, Any, Recorded], dict[str, Any]]] = {
    e.OfficialAdmitted: _admitted,
    e.RoleGranted: _granted,
    e.RoleWithdrawn: _withdrawn,
    e.RecoveryProposed: _proposed,
    e.InvitationMade: _invited,
    e.InvitationUsed: _came_in,
    e.CredentialAdded: _credential_added,
    e.CredentialRemoved: _credential_removed,
    e.OfficialLeft: _left,
}

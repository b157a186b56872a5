"""What happened to persons: officials by an id that says nothing, residents without saying whom."""

from dataclasses import dataclass

from civic.kernel.event import Event, person, sealed
from civic.kernel.ids import PersonId
from civic.people import account_events, trust_events


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureCarriedOut(Event):
    """Somebody's erasable parts were destroyed; `ground` is a code: request, retention or departure."""

    TYPE = "people.erasure.carried_out"

    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialAdmitted(Event):
    """Somebody works for a department from here on. `by` is an official's id, or operator."""

    TYPE = "people.official.admitted"

    official: str
    city: str
    department: str
    by: str
    holder: PersonId | None = person()
    name: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """An official may do what the role says, for a department or `all`; it replaces what it was before."""

    TYPE = "people.role.granted"

    role: str
    department: str
    services: tuple[str, ...]
    districts: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWithdrawn(Event):
    """The official may do that no more."""

    TYPE = "people.role.withdrawn"

    role: str
    department: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryProposed(Event):
    """Somebody says that the official lost every way to sign in; another one has to agree."""

    TYPE = "people.recovery.proposed"

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMade(Event):
    """A code that lets the official in once, until a moment, to set up a way to sign in."""

    TYPE = "people.invitation.made"

    invitation: str
    until: str
    by: str
    proposed_by: str | None = None
    holder: PersonId | None = person()
    code_digest: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationUsed(Event):
    """The official came in with the code."""

    TYPE = "people.invitation.used"

    invitation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialAdded(Event):
    """A way to sign in: a passkey's public key, or the secret that an app makes one-time codes from."""

    TYPE = "people.credential.added"

    credential: str
    kind: str
    holder: PersonId | None = person()
    secret: str | None = sealed("holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRemoved(Event):
    """It opens nothing any more."""

    TYPE = "people.credential.removed"

    credential: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialLeft(Event):
    """The official works for the city no more: no role, no way to sign in."""

    TYPE = "people.official.left"

    by: str


EVENTS: tuple[type[Event], ...] = (
    ErasureCarriedOut,
    OfficialAdmitted,
    RoleGranted,
    RoleWithdrawn,
    RecoveryProposed,
    InvitationMade,
    InvitationUsed,
    CredentialAdded,
    CredentialRemoved,
    OfficialLeft,
    *account_events.EVENTS,
    *trust_events.EVENTS,
)

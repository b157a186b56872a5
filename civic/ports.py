"""What connectors implement and what they are handed: protocols, records, errors. They see nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.settings import SettingsHaveFaults


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one person, and the same in large type as HTML for those who asked for it.

    Every attempt to deliver a letter has the same `message_id` and the same words, so that whoever receives
    it twice can tell. `language` is a BCP 47 tag. `ends_at` is the page on which whoever gets such letters
    ends them. Printing a letter shows nothing about the person.
    """

    message_id: str
    written_at: datetime
    language: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    large_type: str | None = field(default=None, repr=False)
    ends_at: str | None = field(default=None, repr=False)


class Notifier(Protocol):
    """Brings letters to people by one channel."""

    def deliver(self, letter: Letter) -> None:
        """Return once somebody else has taken on the letter for good.

        Raise DeliveryFailed if another attempt may succeed, AddressRefused if none will. A crash or a lost
        connection may lead to a second delivery under the same message id, never to a lost letter.
        """
        ...


class LetterIsNotDelivered(Exception):
    """A letter did not go out. `code` says why, in letters, digits and hyphens: never whose letter it was."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DeliveryFailed(LetterIsNotDelivered):
    """Not now; try again later."""


class AddressRefused(LetterIsNotDelivered):
    """Not to this address, however often it is tried."""


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file as it is to be served. `digest` is the hex SHA-256 of what it is before `encoding`."""

    body: bytes = field(repr=False)
    content_type: str
    cache_control: str
    digest: str
    encoding: str = ""


class ObjectStore(Protocol):
    """A folder of files that anyone can read by HTTP and we can write. All may raise ObjectStoreFailed."""

    def read(self, name: str) -> bytes | None:
        """Return the newest content of a file that is not encoded; None if there is none."""
        ...

    def digest(self, name: str) -> str | None:
        """Return the digest that the file was written with, empty if without one; None if there is none."""
        ...

    def write(self, name: str, file: PublicFile) -> None:
        """Return once the file is stored for good, whole, in place of any older one."""
        ...


class ObjectStoreFailed(Exception):
    """A file could not be read or written. `code` says why, in letters, digits and hyphens."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the object store failed: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Server:
    """Where another jurisdiction takes matters on, and by what right we bring them there."""

    address: str
    api_key: str = field(repr=False)
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A photo that goes along as a JPEG file, with what it shows, if somebody said so."""

    body: bytes = field(repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A matter that somebody outside the city is to settle; degrees are WGS84. Printing it shows nobody.

    Every attempt to forward a matter has the same `key` and, in its description, the same `mark`, which no
    other matter has; the first was made after `since`. Contact and answers are there if they may have them;
    photos are named by their public addresses or enclosed.
    """

    key: str
    service: str
    description: str = field(repr=False)
    mark: str = ""
    since: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    address: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    photo_addresses: tuple[str, ...] = ()
    photos: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """How a forwarded matter stands there: closed or not, since when, and the last words about it."""

    number: str
    is_closed: bool
    updated_at: datetime
    words: str | None = None


class Jurisdiction(Protocol):
    """Somebody outside the city who takes matters on and says what becomes of them.

    All raise ForwardingFailed if another attempt may succeed, ForwardingRefused if none will.
    """

    def asks(self, service: str) -> Mapping[str, frozenset[str]]:
        """Return the codes of what they ask about a service, each with the answers it takes; none: any."""
        ...

    def find(self, matter: Forwarding) -> str | None:
        """Return the number of a matter that is there by its mark; None if none can be seen there."""
        ...

    def forward(self, matter: Forwarding) -> str:
        """Return the number that the matter has there; raise NumberIsPending if it gets one later."""
        ...

    def number_of(self, token: str) -> str:
        """Return the number of a matter that had none yet; raise NumberIsPending again."""
        ...

    def follow(self, numbers: Sequence[str]) -> Sequence[Followed]:
        """Return how these matters stand; those that are not known there are left out."""
        ...


class Jurisdictions(Protocol):
    """Speaks to servers of other jurisdictions."""

    def __call__(self, server: Server) -> Jurisdiction:
        """Return who is behind a server, without asking it anything yet."""
        ...


class MatterIsNotForwarded(Exception):
    """A matter did not get there. `code` says why, in letters, digits and hyphens; `words` are theirs."""

    def __init__(self, code: str, words: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


class ForwardingFailed(MatterIsNotForwarded):
    """Not now; try again later."""


class NumberIsPending(ForwardingFailed):
    """They have the matter and number it later: forwarded again, it would be there twice."""

    def __init__(self, token: str) -> None:
        super().__init__("token-pending")
        self.token = token


class ForwardingRefused(MatterIsNotForwarded):
    """Not like this, however often it is tried."""


@dataclass(frozen=True, slots=True)
class IdentityRequest:
    """What ties the answer of an identity provider to one browser and one moment.

    `back` is the address of ours that the answer comes to. `anew` asks the provider to have people show who
    they are even if they are signed in there, and to say what they are called.
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    back: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is for the provider `issuer`: `subject` stays the same there, `name` is for people."""

    issuer: str
    subject: str = field(repr=False)
    name: str = field(default="", repr=False)


class IdentityProvider(Protocol):
    """Knows the people who work for a city. All may raise ProviderFailed."""

    @property
    def host(self) -> str:
        """Return what people see in the address bar while they sign in there."""
        ...

    def address(self, asked: IdentityRequest, now: datetime) -> str:
        """Return where a browser is sent to sign in."""
        ...

    def identity(self, asked: IdentityRequest, answer: Mapping[str, str], now: datetime) -> Identity:
        """Return who has signed in there, by what the browser brought back; raise AnswerRefused."""
        ...


class IdentityIsNotTold(Exception):
    """It is not known who somebody is. `code` says why, in letters, digits and hyphens: never whose."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ProviderFailed(IdentityIsNotTold):
    """The provider cannot be asked now, or answers what nobody can read."""


class AnswerRefused(IdentityIsNotTold):
    """What came back is not for this site, this browser and this moment, or says that nobody signed in."""


class KeyInDevice(Protocol):
    """Finds signing keys that are kept where no program can read them."""

    def __call__(self, uri: str) -> Ed25519PrivateKey:
        """Return the key that a pkcs11: URI (RFC 7512) names; its private bytes stay where they are.

        Raise ConnectorHasFaults.
        """
        ...


class ConnectorHasFaults(SettingsHaveFaults):
    """The settings of a connector cannot be used; the message says what to write, and no secret."""

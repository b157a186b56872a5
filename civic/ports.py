"""What connectors implement and what they are handed: protocols, records, errors. They see nothing else."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.settings import SettingsHaveFaults


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one person, and the same in large type as HTML for those who asked for it.

    Every attempt to deliver a letter has the same `message_id` and the same words, so that whoever receives
    it twice can tell. `language` is a BCP 47 tag. Printing a letter shows nothing about the person.
    """

    message_id: str
    written_at: datetime
    language: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    large_type: str | None = field(default=None, repr=False)


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


class KeyInDevice(Protocol):
    """Finds signing keys that are kept where no program can read them."""

    def __call__(self, uri: str) -> Ed25519PrivateKey:
        """Return the key that a pkcs11: URI (RFC 7512) names; its private bytes stay where they are.

        Raise ConnectorHasFaults.
        """
        ...


class ConnectorHasFaults(SettingsHaveFaults):
    """The settings of a connector cannot be used; the message says what to write, and no secret."""

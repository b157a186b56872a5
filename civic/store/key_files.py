"""The signing keys of an installation, each in its own file of mode 0600, made on first use."""

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import LedgerError
from ledger.keys import ED25519, NoteSigner, format_skey, parse_skey
from ledger.ml_dsa import MlDsaSigner, new_ml_dsa_skey, parse_ml_dsa_skey

WRITER = "writer.key"
LOG = "log.key"
LOG_ML_DSA = "log-ml-dsa.key"
_NEXT = ".next"


class KeyCannotBeRead(Exception):
    """What should be a key is none; the message never quotes it."""


class KeyFiles:
    """Two keys, two powers: the writer key signs events, the log key signs checkpoints.

    While one log key takes the place of another, both sign: the newest is the first line of its file.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def writer(self) -> Ed25519PrivateKey:
        return read_writer_key(self._text(WRITER, _new_secret))

    def log_signer(self, origin: str) -> NoteSigner:
        """Return the newest signer of checkpoints; its name is the origin it was made for."""
        return self.log_signers(origin)[0]

    def log_signers(self, origin: str) -> tuple[NoteSigner, ...]:
        """Return all keys that sign checkpoints, the newest first."""
        return read_log_keys(self._text(LOG, lambda: _new_log_key(origin)))

    def ml_dsa_signer(self, origin: str) -> MlDsaSigner:
        """Return the key that signs checkpoints beside the others; raise KeyCannotBeRead."""
        try:
            return parse_ml_dsa_skey(self._text(LOG_ML_DSA, lambda: new_ml_dsa_skey(origin)))
        except LedgerError as error:
            raise KeyCannotBeRead(f"the ML-DSA-44 log key cannot be used: {error}") from error

    def secret(self, name: str) -> bytes:
        """Return 32 random bytes that stay the same: for sessions, case codes, fingerprints."""
        return bytes.fromhex(self._text(f"{name}.key", _new_secret))

    def next_writer(self) -> Ed25519PrivateKey:
        """Return the writer key that is to take the place of the present one; the same until it does."""
        return read_writer_key(self._text(WRITER + _NEXT, _new_secret))

    def next_log_signer(self, origin: str) -> NoteSigner:
        """Return the log key that is to sign first; the same until it does."""
        return read_log_keys(self._text(LOG + _NEXT, lambda: _new_log_key(origin)))[0]

    def take_next_writer(self) -> None:
        """Put the next writer key in the place of the present one, which is then gone."""
        (self._directory / (WRITER + _NEXT)).replace(self._directory / WRITER)
        _make_names_durable(self._directory)

    def take_next_log_key(self) -> None:
        """Let the next log key sign first, and those of before beside it."""
        # A crash may have come between the two steps below.
        keys = dict.fromkeys([self._read(LOG + _NEXT), *self._read(LOG).split()])
        self._replace(LOG, list(keys))
        (self._directory / (LOG + _NEXT)).unlink()

    def keep_log_keys(self, keep: Callable[[NoteSigner], bool]) -> None:
        """Forget every other log key."""
        self._replace(LOG, [key for key in self._read(LOG).split() if keep(parse_skey(key))])

    def forget_ml_dsa_key(self, is_it: Callable[[MlDsaSigner], bool]) -> None:
        """Forget the key that signs checkpoints beside the others, if it is that one."""
        path = self._directory / LOG_ML_DSA
        if path.exists() and is_it(parse_ml_dsa_skey(self._read(LOG_ML_DSA))):
            path.unlink()
            _make_names_durable(self._directory)

    def _read(self, name: str) -> str:
        return (self._directory / name).read_text().strip()

    def _replace(self, name: str, lines: Sequence[str]) -> None:
        _write_beside(self._directory / name, "\n".join(lines)).replace(self._directory / name)
        _make_names_durable(self._directory)

    def _text(self, name: str, make: Callable[[], str]) -> str:
        """Read a key file; two processes that start together agree on the one that was there first."""
        path = self._directory / name
        if not path.exists():
            create_once(path, make())
        return self._read(name)


def read_writer_key(text: str) -> Ed25519PrivateKey:
    """Read 64 hex digits; raise KeyCannotBeRead."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
    except ValueError as error:
        raise KeyCannotBeRead("the writer key is not 64 hex digits") from error


def read_log_keys(text: str) -> tuple[NoteSigner, ...]:
    """Read one or more keys between blanks, all of one origin; raise KeyCannotBeRead."""
    try:
        signers = tuple(parse_skey(key) for key in text.split())
    except LedgerError as error:
        raise KeyCannotBeRead(f"the log key cannot be used: {error}") from error
    if len({signer.name for signer in signers}) != 1:
        raise KeyCannotBeRead("the log keys are not of one origin")
    return signers


def create_once(path: Path, text: str) -> None:
    """Write a file of mode 0600 as a whole, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = _write_beside(path, text)
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    _make_names_durable(path.parent)


def _write_beside(path: Path, text: str) -> Path:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _make_names_durable(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_secret() -> str:
    return secrets.token_hex(32)


def _new_log_key(origin: str) -> str:
    return format_skey(origin, ED25519, Ed25519PrivateKey.generate())

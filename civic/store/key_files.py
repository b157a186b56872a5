"""The signing keys of an installation, each in its own file of mode 0600, made on first use."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.keys import ED25519, NoteSigner, format_skey, parse_skey

WRITER = "writer"


class KeyFiles:
    """Two keys, two powers: the writer key signs events, the log key signs checkpoints."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def writer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self._text("writer.key", _new_secret)))

    def log_signer(self, origin: str) -> NoteSigner:
        """Return the signer of checkpoints; its name is the origin it was made for."""
        return parse_skey(self._text("log.key", lambda: _new_log_key(origin)))

    def secret(self, name: str) -> bytes:
        """Return 32 random bytes that stay the same: for sessions, case codes, fingerprints."""
        return bytes.fromhex(self._text(f"{name}.key", _new_secret))

    def _text(self, name: str, make: Callable[[], str]) -> str:
        """Read a key file; two processes that start together agree on the one that was there first."""
        path = self._directory / name
        if not path.exists():
            create_once(path, make())
        return path.read_text().strip()


def create_once(path: Path, text: str) -> None:
    """Write a file of mode 0600 as a whole, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _new_secret() -> str:
    return secrets.token_hex(32)


def _new_log_key(origin: str) -> str:
    return format_skey(origin, ED25519, Ed25519PrivateKey.generate())

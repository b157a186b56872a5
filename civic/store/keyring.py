"""Key-encryption keys: they wrap the data keys of persons and are kept outside the database."""

import base64
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from civic.kernel.randomness import random_bytes
from civic.store.key_files import create_once

KEY = 32
NONCE = 12
BY_THE_COVER = "environment"
"""What wrapped data keys, by name, when a key from the environment did so without a file between."""


class KeyFileStaysClosed(Exception):
    """None of the covering keys given opens the file of key-encryption keys."""


class Keyring(Protocol):
    """Holds the current key and, while data keys are wrapped anew, the one before."""

    def current(self) -> tuple[str, bytes]:
        """Return the id and the 32 bytes of the key that wraps new data keys."""
        ...

    def key(self, key_id: str) -> bytes:
        """Return the key of that id; KeyError if it was destroyed."""
        ...

    def is_rotating(self) -> bool:
        """Say whether there is something that `end_rotation` would leave behind."""
        ...

    def begin_rotation(self) -> None:
        """Make a new current key and keep the old one; under the writer lock, as `end_rotation`."""
        ...

    def end_rotation(self) -> None:
        """Destroy every key but the current one."""
        ...


class FileKeyring:
    """Keys in one file of mode 0600, newest last; other processes notice a rotation by the file's change.

    With `covers` (of 32 bytes each) the keys lie in the file encrypted by the first, so that the file alone
    opens nothing; the others still open what they covered. The keys inside are replaced all the same.
    """

    def __init__(self, path: Path, covers: Sequence[bytes] = ()) -> None:
        self._path = path
        self._covers = tuple(covers)
        self._seen = (0, 0)
        self._keys: dict[str, bytes] = {}
        self._before: dict[str, bytes] = {}
        self._is_covered_anew = True
        if not path.exists():
            create_once(path, self._as_json(_with_new_key({})))
        self._refresh()

    def current(self) -> tuple[str, bytes]:
        self._refresh()
        return list(self._keys.items())[-1]

    def key(self, key_id: str) -> bytes:
        if key_id == BY_THE_COVER and self._covers:
            return self._covers[-1]
        if key_id not in self._keys:
            self._refresh()
        # Whoever read a row just before a rotation ended still has to unwrap what they read.
        return self._keys[key_id] if key_id in self._keys else self._before[key_id]

    def is_rotating(self) -> bool:
        self._refresh()
        return len(self._keys) > 1 or not self._is_covered_anew

    def begin_rotation(self) -> None:
        self._refresh()
        self._write(_with_new_key(self._keys))

    def end_rotation(self) -> None:
        current, key = self.current()
        self._write({current: key})

    def _refresh(self) -> None:
        found = self._path.stat()
        changed = (found.st_ino, found.st_mtime_ns)
        if changed != self._seen:
            stored = json.loads(self._path.read_text())
            opened = {key_id: self._uncover(key_id, base64.b64decode(key)) for key_id, key in stored.items()}
            self._before = self._keys
            self._keys = {key_id: key for key_id, (key, _) in opened.items()}
            self._is_covered_anew = all(by == self._covers[:1] for _, by in opened.values())
            self._seen = changed

    def _uncover(self, key_id: str, stored: bytes) -> tuple[bytes, tuple[bytes, ...]]:
        """Return a key and what covered it: one key, or none; raise KeyFileStaysClosed."""
        if len(stored) == KEY:
            return stored, ()
        for cover in self._covers:
            try:
                return AESGCM(cover).decrypt(stored[:NONCE], stored[NONCE:], key_id.encode()), (cover,)
            except InvalidTag:
                continue
        raise KeyFileStaysClosed(f"key {key_id} in {self._path.name} is covered by another key")

    def _as_json(self, keys: dict[str, bytes]) -> str:
        covered = {key_id: self._cover(key_id, key) for key_id, key in keys.items()}
        return json.dumps({key_id: base64.b64encode(key).decode() for key_id, key in covered.items()})

    def _cover(self, key_id: str, key: bytes) -> bytes:
        if not self._covers:
            return key
        nonce = random_bytes(NONCE)
        return nonce + AESGCM(self._covers[0]).encrypt(nonce, key, key_id.encode())

    def _write(self, keys: dict[str, bytes]) -> None:
        """Replace the file and overwrite the old one's bytes, so that no destroyed key is left behind."""
        fresh = self._path.with_suffix(".new")
        old = os.open(self._path, os.O_RDWR)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self._as_json(keys))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        os.write(old, bytes(os.fstat(old).st_size))
        os.fsync(old)
        os.close(old)


def _with_new_key(keys: dict[str, bytes]) -> dict[str, bytes]:
    return {**keys, secrets.token_hex(4): secrets.token_bytes(KEY)}

"""Key-encryption keys: they wrap the data keys of persons and are kept outside the database."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from civic.kernel.errors import Refused
from civic.store.key_files import create_once


class KeyringCannotRotate(Refused):
    """The key-encryption key comes from the environment; only whoever set it there can replace it."""

    code = "store.keyring-cannot-rotate"


class Keyring(Protocol):
    """Holds the current key and, while data keys are wrapped anew, the one before."""

    def current(self) -> tuple[str, bytes]:
        """Return the id and the 32 bytes of the key that wraps new data keys."""
        ...

    def key(self, key_id: str) -> bytes:
        """Return the key of that id; KeyError if it was destroyed."""
        ...

    def is_rotating(self) -> bool:
        """Say whether a rotation has begun and not ended."""
        ...

    def begin_rotation(self) -> None:
        """Make a new current key and keep the old one; under the writer lock, as `end_rotation`."""
        ...

    def end_rotation(self) -> None:
        """Destroy every key but the current one."""
        ...


@dataclass(frozen=True, slots=True)
class FixedKeyring:
    """One key from the environment."""

    secret: bytes

    def current(self) -> tuple[str, bytes]:
        return "environment", self.secret

    def key(self, key_id: str) -> bytes:
        if key_id != "environment":
            raise KeyError(key_id)
        return self.secret

    def is_rotating(self) -> bool:
        return False

    def begin_rotation(self) -> None:
        raise KeyringCannotRotate("set CIVIC_KEY_ENCRYPTION_KEY to a new key by hand")

    def end_rotation(self) -> None:
        """Nothing was begun."""


class FileKeyring:
    """Keys in one file of mode 0600, newest last; other processes notice a rotation by the file's change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = (0, 0)
        self._keys: dict[str, bytes] = {}
        self._before: dict[str, bytes] = {}
        if not path.exists():
            create_once(path, _as_json(_with_new_key({})))

    def current(self) -> tuple[str, bytes]:
        self._refresh()
        return list(self._keys.items())[-1]

    def key(self, key_id: str) -> bytes:
        if key_id not in self._keys:
            self._refresh()
        # Whoever read a row just before a rotation ended still has to unwrap what they read.
        return self._keys[key_id] if key_id in self._keys else self._before[key_id]

    def is_rotating(self) -> bool:
        self._refresh()
        return len(self._keys) > 1

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
            self._before = self._keys
            self._keys = {key_id: base64.b64decode(key) for key_id, key in stored.items()}
            self._seen = changed

    def _write(self, keys: dict[str, bytes]) -> None:
        """Replace the file and overwrite the old one's bytes, so that no destroyed key is left behind."""
        fresh = self._path.with_suffix(".new")
        old = os.open(self._path, os.O_RDWR)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(_as_json(keys))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        os.write(old, bytes(os.fstat(old).st_size))
        os.fsync(old)
        os.close(old)


def _as_json(keys: dict[str, bytes]) -> str:
    return json.dumps({key_id: base64.b64encode(key).decode() for key_id, key in keys.items()})


def _with_new_key(keys: dict[str, bytes]) -> dict[str, bytes]:
    return {**keys, secrets.token_hex(4): secrets.token_bytes(32)}

"""A progress bar for people: on a terminal only, never in a file or a pipe."""

from __future__ import annotations

import time
from typing import TextIO

_BAR = 30
_SECONDS_BETWEEN = 0.1


class ProgressBar:
    """Shows how much is done, the rate, and the time that is left."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._started = time.monotonic()
        self._drawn = 0.0

    def update(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._shown or (now - self._drawn < _SECONDS_BETWEEN and done < total):
            return
        self._drawn = now
        elapsed = max(now - self._started, 0.001)
        filled = _BAR * done // max(total, 1)
        bar = "#" * filled + "-" * (_BAR - filled)
        left = elapsed * (total - done) / max(done, 1)
        self._stream.write(f"\r[{bar}] {done}/{total} {done / elapsed:.0f}/s, {left:.0f} s left\x1b[K")
        self._stream.flush()

    def clear(self) -> None:
        """Makes room for a line of text."""
        if self._shown and self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

"""A progress bar on a terminal: how many of how many, the rate, the time left."""

import sys
import time
from typing import TextIO

WIDTH = 30
LEAST_INTERVAL = 0.1  # seconds


class Progress:
    """Draws on standard error; the machine's steady clock measures work, it never enters an event."""

    def __init__(self, noun: str, total: int | None, stream: TextIO) -> None:
        self._noun = noun
        self._total = total
        self._stream = stream
        self._started = self._drawn = time.monotonic()

    def move_to(self, done: int) -> None:
        now = time.monotonic()
        is_last = self._total is not None and done >= self._total
        if not self._stream.isatty() or (now - self._drawn < LEAST_INTERVAL and not is_last):
            return
        self._drawn = now
        self._stream.write(f"\r{self._line(done, now - self._started)}\x1b[K" + ("\n" if is_last else ""))
        self._stream.flush()

    def _line(self, done: int, seconds: float) -> str:
        rate = done / seconds if seconds else 0.0
        if not self._total:
            return f"{done} {self._noun}, {rate:.0f}/s"
        filled = WIDTH * done // self._total
        left = (self._total - done) / rate if rate else 0.0
        bar = "█" * filled + "░" * (WIDTH - filled)
        return f"{bar} {done}/{self._total} {self._noun}, {rate:.0f}/s, {left:.0f} s left"


def progress(noun: str, total: int | None = None) -> Progress:
    """Return a bar on standard error for `total` things called `noun`."""
    return Progress(noun, total, sys.stderr)

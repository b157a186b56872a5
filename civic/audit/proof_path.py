"""The way from one entry's fingerprint to that of the whole log, step by step, to be shown and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.merkle import node_hash

WIDTH, ROW = 320, 64


@dataclass(frozen=True, slots=True)
class Step:
    """Two fingerprints become one: `sibling` stands left or right of what was reached before."""

    sibling: str
    is_left: bool
    result: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The same way as a picture: the entry at the bottom, the whole log at the top."""

    height: int
    nodes: tuple[tuple[int, int, str, str], ...]
    lines: tuple[tuple[int, int, int, int], ...]


def way_to_root(index: int, size: int, leaf: bytes, hashes: Sequence[bytes]) -> tuple[Step, ...]:
    """Return the steps of an inclusion proof that is known to be right."""
    steps, running, fn, sn = [], leaf, index, size - 1
    for sibling in hashes:
        # SPEC (RFC 9162, 2.1.3.2): If LSB(fn) is set, or if fn is equal to sn, the sibling is on the left.
        is_left = bool(fn & 1) or fn == sn
        running = node_hash(sibling, running) if is_left else node_hash(running, sibling)
        # SPEC: If LSB(fn) is not set, then right-shift until either LSB(fn) is set or fn is 0.
        while is_left and fn and not fn & 1:
            fn, sn = fn >> 1, sn >> 1
        fn, sn = fn >> 1, sn >> 1
        steps.append(Step(sibling.hex(), is_left, running.hex()))
    return tuple(steps)


def draw(leaf: bytes, steps: Sequence[Step]) -> Drawn:
    """Lay out boxes as (x, y, first digits, kind) and lines between their middles."""
    middle, aside = WIDTH // 2, WIDTH // 4
    top = ROW // 2
    bottom = top + len(steps) * ROW
    nodes = [(middle, bottom, leaf.hex()[:8], "leaf")]
    lines = []
    for number, step in enumerate(steps, 1):
        y = bottom - number * ROW
        x = middle - aside if step.is_left else middle + aside
        lines += [(middle, y + ROW, middle, y), (x, y + ROW, middle, y)]
        nodes.append((x, y + ROW, step.sibling[:8], "sibling"))
        nodes.append((middle, y, step.result[:8], "root" if number == len(steps) else "step"))
    return Drawn(bottom + top, tuple(nodes), tuple(lines))

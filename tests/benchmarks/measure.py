"""One measured figure, what it is held against, and whether it meets its goal."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measure:
    """`ratio` is value / reference; `goal` is the least (or, with `at_most`, the largest) ratio or value."""

    name: str
    value: float
    unit: str
    reference: str = ""
    reference_value: float | None = None
    goal: float | None = None
    at_most: bool = False

    @property
    def ratio(self) -> float | None:
        return None if not self.reference_value else self.value / self.reference_value

    @property
    def is_met(self) -> bool | None:
        measured = self.value if self.ratio is None else self.ratio
        if self.goal is None:
            return None
        return measured <= self.goal if self.at_most else measured >= self.goal


def rate(work: Callable[[], int], *, rounds: int = 5) -> float:
    """Return the median over rounds of things done per second; `work` returns how many it did."""
    return statistics.median(_once(work) for _ in range(rounds))


def rates_in_turn(works: Sequence[Callable[[], int]], *, rounds: int = 5) -> list[float]:
    """Measure several works in turn, A B A B …, so that a machine whose speed drifts is fair to all."""
    results = [[_once(work) for work in works] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*results, strict=True)]


def _once(work: Callable[[], int]) -> float:
    started = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - started)


def table(measures: Sequence[Measure]) -> str:
    lines = []
    for m in measures:
        verdict = {True: "met", False: "NOT MET", None: ""}[m.is_met]
        against = f"{m.reference}: {m.reference_value:,.4g} {m.unit}" if m.reference_value else m.reference
        ratio = f"{m.ratio:.2f}" if m.ratio is not None else ""
        goal = "" if m.goal is None else f"{'≤' if m.at_most else '≥'} {m.goal:g}"
        lines.append(
            f"{m.name:<58} {m.value:>12,.4g} {m.unit:<9} {against:<52} {ratio:>7} {goal:>7} {verdict}"
        )
    return "\n".join(lines)


def write(measures: Sequence[Measure], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "name": m.name,
            "value": m.value,
            "unit": m.unit,
            "limit": m.reference_value,
            "limit_name": m.reference,
            "ratio": m.ratio,
            "goal": m.goal,
            "goal_is": "at most" if m.at_most else "at least",
            "met": m.is_met,
        }
        for m in measures
    ]
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")

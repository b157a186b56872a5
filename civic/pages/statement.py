"""The accessibility statement: what was tested when and how, what was found, what is known to be missing.

It is made of the results of the last test run (`accessibility/results.json`) and of the gaps that people keep
by hand (`accessibility/known_gaps.toml`).
"""

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).parent / "accessibility"
RESULTS = DIRECTORY / "results.json"
GAPS = DIRECTORY / "known_gaps.toml"
STANDARD = "WCAG 2.2 AA"
# SPEC: WCAG 2.2, every success criterion of the levels A and AA; 4.1.1 is obsolete and removed.
CRITERIA = (
    *("1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.3.1", "1.3.2", "1.3.3", "1.3.4", "1.3.5"),
    *("1.4.1", "1.4.2", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "1.4.12", "1.4.13"),
    *("2.1.1", "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.3.1"),
    *("2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.4.5", "2.4.6", "2.4.7", "2.4.11"),
    *("2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.7", "2.5.8"),
    *("3.1.1", "3.1.2", "3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.2.6"),
    *("3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.7", "3.3.8"),
    *("4.1.2", "4.1.3"),
)
# SPEC: EN 301 549 V3.2.1, clause 9 is WCAG 2.1: what WCAG 2.2 added has no clause there.
WITHOUT_CLAUSE = {"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"}


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that a page broke in the last run; `program` is its checker."""

    program: str
    rule: str
    pages: int
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing or was never tried."""

    code: str
    since: date
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that the page says of the tests; `tested` are the criteria that a machine could judge."""

    tested_on: date
    by_hand_on: date
    programs: tuple[str, ...]
    pages: int
    looks: int
    languages: int
    widths: tuple[int, ...]
    tested: tuple[str, ...]
    found: tuple[Found, ...]
    gaps: tuple[Gap, ...]

    @property
    def untested(self) -> tuple[str, ...]:
        """Criteria that only people can judge."""
        return tuple(each for each in CRITERIA if each not in self.tested)


@cache
def statement() -> Statement:
    """Return the statement as it was made with this version of the software."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    return Statement(
        tested_on=date.fromisoformat(results["date"]),
        by_hand_on=_kept()["manual"]["date"],
        programs=tuple(f"{name} {version}" for name, version in results["programs"].items()),
        pages=results["pages"],
        looks=results["looks"],
        languages=len(results["languages"]),
        widths=tuple(results["widths"]),
        tested=tuple(results["criteria"]),
        found=tuple(_found(row) for row in results["found"]),
        gaps=known_gaps(),
    )


def known_gaps() -> tuple[Gap, ...]:
    """Return what is missing as people keep it."""
    return tuple(Gap(code, row["since"], tuple(row["criteria"])) for code, row in _kept()["gaps"].items())


def with_clause(criterion: str) -> str:
    """Return a criterion with its clause of EN 301 549, where it has one."""
    return criterion if criterion in WITHOUT_CLAUSE else f"{criterion} (EN 301 549: 9.{criterion})"


def _found(row: dict[str, Any]) -> Found:
    return Found(row["program"], row["rule"], row["pages"], tuple(row["criteria"]))


def _kept() -> dict[str, Any]:
    return tomllib.loads(GAPS.read_text(encoding="utf-8"))

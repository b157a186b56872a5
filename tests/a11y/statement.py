"""Writes the results that the accessibility statement is made of: `python -m tests.a11y.statement`.

It records what the last run of the tests looked at and found, or looks at every page anew where there was no
such run or pages have changed since. The outlines are renewed by `python -m tests.a11y.outlines`. Commit the
results with the pages that they speak of.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civic.pages.statement import CRITERIA, RESULTS
from tests.a11y import programs
from tests.builders.pages import names_of_states

COMMAND = "python -m tests.a11y.statement"
KEPT = programs.ROOT / ".pytest_cache" / "looks.json"
WEB = programs.ROOT / "civic" / "web"
# What decides how pages look and behave; the words of the catalogues do not.
JUDGED = ("templates/**/*.html", "static/css/**/*.css", "static/js/**/*.js")
# What our own measures and walks judge (measures.js).
BY_OUR_OWN = (*("1.4.4", "1.4.10", "1.4.12", "2.1.1", "2.1.2", "2.4.1", "2.4.3", "2.4.7", "2.4.11", "2.5.8"),)


class Collector:
    """A pytest plug-in that keeps the records of all looks, from whichever process they come."""

    def __init__(self) -> None:
        self._looks: dict[str, list[dict[str, Any]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if report.when == "call" and name == "looks":
                self._looks[value[0]["page"]] = value

    def pytest_sessionfinish(self) -> None:
        if self._looks:
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_text(json.dumps({"digest": digest(), "looks": kept() | self._looks}), encoding="utf-8")


def kept() -> dict[str, list[dict[str, Any]]]:
    """Return the last looks at each page, if pages are still what they were."""
    last = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {"digest": None}
    return dict(last["looks"]) if last["digest"] == digest() else {}


def main() -> int:
    states = names_of_states()
    if missing := [name for name in states if name not in kept()]:
        pytest.main([f"tests/a11y/test_pages.py::test_nothing_is_found[{name}]" for name in missing])
    looks = kept()
    if missing := [name for name in states if name not in looks]:
        sys.exit(f"not looked at, so the results stay as they are: {', '.join(missing)}")
    results = results_of([look for name in states for look in looks[name]])
    RESULTS.write_text(f"{json.dumps(results, indent=2, ensure_ascii=False)}\n", encoding="utf-8")
    return 1 if results["found"] else 0


def results_of(looks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the statement says of a run."""
    languages = {each["language"] for each in looks}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "digest": digest(),
        "programs": {name: programs.version(name) for name in programs.WANTED},
        "pages": len({each["page"] for each in looks}),
        "looks": len(looks),
        "languages": sorted(languages - {"en-XA", "ar-XB"}),
        "widths": sorted({each["width"] for each in looks}),
        "modes": sorted({each["mode"] for each in looks}),
        "criteria": tested(looks),
        "found": found(looks),
        "unsure": unsure(looks),
    }


def tested(looks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the criteria that some rule judged somewhere, in the order of WCAG."""
    judged = {criterion for each in looks for criterion in each["criteria"]} | set(BY_OUR_OWN)
    return [criterion for criterion in CRITERIA if criterion in judged]


def found(looks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each rule that was broken, with the number of pages and the criteria it belongs to."""
    pages = defaultdict(set)
    criteria = {}
    for each in looks:
        for fault in each["broken"]:
            rule = (fault["program"], fault["rule"])
            pages[rule].add(each["page"])
            criteria[rule] = fault["criteria"]
    return [
        {"program": program, "rule": rule, "pages": len(where), "criteria": criteria[program, rule]}
        for (program, rule), where in sorted(pages.items())
    ]


def unsure(looks: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return of each rule that waits for a person's eye, on how many pages."""
    pages = defaultdict(set)
    for each in looks:
        for rule in each["unsure"]:
            pages[rule].add(each["page"])
    return {rule: len(where) for rule, where in sorted(pages.items())}


def digest() -> str:
    """Return a digest of everything that decides how pages look and behave."""
    hashed = hashlib.sha256()
    for path in sorted(path for pattern in JUDGED for path in WEB.glob(pattern)):
        hashed.update(f"{path.relative_to(WEB).as_posix()}\0".encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def results() -> dict[str, Any]:
    return dict(json.loads(Path(RESULTS).read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())

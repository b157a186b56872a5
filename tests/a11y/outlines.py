"""What a screen reader is told of each page, in English: kept beside the code, so that a change is seen.

`python -m tests.a11y.outlines` writes the outlines anew, or with `-k NAME` those of some pages; the change
belongs into the commit that makes it.
"""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.a11y.onlooker import Onlooker
from tests.builders.pages import PageState, names_of_states

OUTLINES = Path(__file__).parent / "outlines"
COMMAND = "python -m tests.a11y.outlines"
OUTLINE_TEST = "tests/a11y/test_pages.py::test_the_outline_of_a_page_is_the_one_that_was_kept"
# What differs from run to run: numbers of cases and commands, fingerprints, days and times, ages.
_CHANGING = (
    (re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b"), "NUMBER"),
    (re.compile(r"\b[2-9A-HJ-NP-Z]{10}\b"), "NUMBER"),
    (re.compile(r"\d{1,2} (?:[A-Z][a-z]+) \d{4}(?: at|,) \d{2}:\d{2}"), "TIME"),
    (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[\d.]+Z"), "TIME"),
    (re.compile(r"\b\d+ (?:second|minute|hour|day|week)s?\b"), "AGE"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "SITE"),
    (re.compile(r"[0-9a-f]{12,}"), "DIGEST"),
    (re.compile(r"\b[0-9a-f]{8}\b"), "DIGEST"),
    (re.compile(r"[A-Za-z0-9+/]{43,}={0,2}"), "DIGEST"),
    (re.compile(r"\b[A-Z2-7]{32}\b"), "KEY"),
    (re.compile(r"(?<=%3D)[2-9A-HJ-NP-Z]{10}\b"), "NUMBER"),
    (re.compile(r"\b[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){2}\b"), "CODE"),
)


def outline(onlooker: Onlooker) -> str:
    text: str = onlooker.page.locator("body").aria_snapshot()
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return f"{text}\n"


def file_of(state: PageState) -> Path:
    return OUTLINES / f"{state}.yml"


def main() -> int:
    """Write outlines anew with the browser of this machine; those of pages that are gone go as well."""
    states = set(names_of_states())
    for old in OUTLINES.glob("*.yml"):
        if old.stem not in states:
            old.unlink()
    os.environ["RENEW_OUTLINES"] = "yes"
    return int(pytest.main([OUTLINE_TEST, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())

"""The accessibility statement says what the tests of this very version found."""

from dataclasses import replace
from datetime import date

import pytest

from civic.pages.library import page
from civic.pages.statement import CRITERIA, WITHOUT_CLAUSE, known_gaps, statement, with_clause
from civic.web.page_language import page_language
from civic.web.rendering import render
from tests.a11y.findings import criteria_of
from tests.a11y.statement import COMMAND, digest, results, results_of
from tests.web.browser import Browser

LOOK = {
    "page": "web.home-plain",
    "language": "en-XA",
    "width": 320,
    "mode": "plain",
    "faults": ["…"],
    "broken": [{"program": "axe", "rule": "color-contrast", "criteria": ["1.4.3"]}],
    "unsure": ["axe hidden-content"],
    "criteria": ["1.4.3", "4.1.2"],
    "seconds": 1.5,
}


def test_the_statement_is_not_older_than_the_pages_it_speaks_of():
    assert results()["digest"] == digest(), f"pages have changed: run {COMMAND} and commit the results"


def test_the_statement_tells_city_day_programs_and_whom_to_turn_to(client):
    seen = Browser(client).open("/en/accessibility")

    assert seen.address == "/en/about/accessibility"
    assert seen.heading == "Accessibility"
    for words in (
        "Erlbruck on the Mirn",
        "axe-core 4.14.1",
        "Ombuds office",
        "1.4.10 (EN 301 549: 9.1.4.10)",
    ):
        assert words in seen.text


def test_a_city_without_a_complaints_office_says_so(app, platform):
    bare = replace(platform.cities.get("demo"), complaints_office=None, barrier_service=None)
    with app.test_request_context("/en/about/accessibility"):
        answer = render(
            "about/accessibility.html",
            city=bare,
            page=page("accessibility", page_language()),
            statement=statement(),
            with_clause=with_clause,
        )

    assert "has not yet named an office" in answer.get_data(as_text=True)
    assert "/en/services/other-report/case" not in answer.get_data(as_text=True)


def test_every_gap_is_named_with_its_day(client):
    seen = Browser(client).open("/en/about/accessibility")

    assert seen.text.count("known since") == len(known_gaps())
    assert all(gap.since <= date.today() for gap in known_gaps())  # noqa: DTZ011 (days, not moments)


def test_what_a_run_found_becomes_a_known_gap():
    written = results_of([LOOK, {**LOOK, "page": "web.home-other"}])

    assert written["found"] == [
        {"program": "axe", "rule": "color-contrast", "pages": 2, "criteria": ["1.4.3"]}
    ]
    assert written["unsure"] == {"axe hidden-content": 2}
    assert written["languages"] == []  # made-up languages are spoken by nobody
    assert {"1.4.3", "4.1.2", "1.4.10"} <= set(written["criteria"])


def test_every_criterion_is_either_tested_by_programs_or_left_to_people():
    said = statement()

    assert len(CRITERIA) == 55
    assert sorted((*said.tested, *said.untested)) == sorted(CRITERIA)


@pytest.mark.parametrize(
    ("tags", "criteria"),
    [(["wcag2aa", "wcag143", "EN-9.1.4.3"], ["1.4.3"]), (["wcag1412"], ["1.4.12"]), (["best-practice"], [])],
)
def test_criteria_are_read_from_the_tags_of_rules(tags, criteria):
    assert criteria_of(tags) == criteria


def test_what_only_wcag_2_2_asks_has_no_clause():
    assert set(CRITERIA) >= WITHOUT_CLAUSE
    assert with_clause("2.5.8") == "2.5.8"
    assert with_clause("1.4.3") == "1.4.3 (EN 301 549: 9.1.4.3)"

"""The demo city begins as if it had been at work for weeks, whatever day and hour it is."""

from datetime import UTC, datetime, timedelta

import pytest

from civic.bootstrap import build
from civic.cases.demonstration import BEFORE, Demonstration, PastClock
from civic.cases.events import CaseFiled
from civic.cases.workflow import STATES
from civic.settings import read_settings

SUNDAY_EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture
def demonstrate(tmp_path):
    """Return a function that makes a city at work up to a moment, and what it began."""
    built = []

    def begin(today):
        clock = PastClock(today - BEFORE)
        var = str(tmp_path / f"var{len(built)}")
        platform = build(read_settings({"CIVIC_VAR": var, "CIVIC_DEMO_LOGIN": "yes"}), clock=clock)
        built.append(platform)
        return platform, Demonstration(platform.cases, platform.cities.get("demo"), clock, today)

    yield begin
    for platform in built:
        platform.close()


def cases_of(platform):
    return platform.case_lists.queue(city="demo", departments=None, states=STATES).rows


def test_queue_and_figures_have_something_to_show(demonstrate):
    platform, demonstration = demonstrate(SUNDAY_EVENING)

    made = demonstration.run()
    rows = cases_of(platform)

    parts = [row for row in rows if platform.cases.page(row.case).case.parent]
    assert made == len(rows) - len(parts) >= 25
    assert len(parts) == 2
    assert sum(bool(platform.cases.page(row.case).case.withheld) for row in rows) == 1
    assert len({row.state for row in rows}) >= 10
    assert len({row.department for row in rows}) >= 8
    assert len({row.language for row in rows}) >= 6
    assert sum(row.district is not None for row in rows) >= made - 1


def test_everything_happened_in_its_time(demonstrate):
    platform, demonstration = demonstrate(SUNDAY_EVENING)
    demonstration.run()

    recorded = [each for _, each in sorted(events_of(platform))]

    assert recorded == sorted(recorded)
    assert SUNDAY_EVENING - BEFORE <= recorded[0] < SUNDAY_EVENING - timedelta(days=20)
    assert recorded[-1] <= SUNDAY_EVENING


def events_of(platform):
    for row in cases_of(platform):
        yield from ((each.position, each.recorded_at) for each in platform.cases.page(row.case).events)


def test_a_second_run_adds_nothing(demonstrate):
    platform, demonstration = demonstrate(SUNDAY_EVENING)
    made = demonstration.run()
    before = platform.journal.size()

    again = Demonstration(
        platform.cases, platform.cities.get("demo"), PastClock(SUNDAY_EVENING), SUNDAY_EVENING
    )

    assert again.run() == made
    assert platform.journal.size() == before


def test_nobody_is_named_and_nobody_can_be_written_to(demonstrate):
    platform, demonstration = demonstrate(SUNDAY_EVENING)
    demonstration.run()
    city = platform.cities.get("demo")

    for row in cases_of(platform):
        filed = platform.cases.page(row.case, sealed=True).filed
        assert isinstance(filed, CaseFiled)
        assert filed.contact is None or (filed.contact.name, filed.contact.email) == (None, None)
        assert filed.contact is None or filed.contact.phone.startswith(city.human_contact.phone[:8])


@pytest.mark.parametrize(
    "today",
    [SUNDAY_EVENING + timedelta(hours=hours) for hours in (6, 12, 40, 24 * 34, 24 * 130 + 3)],
    ids=str,
)
def test_it_works_on_any_day_of_the_year(demonstrate, today):
    platform, demonstration = demonstrate(today)

    assert demonstration.run() >= 25
    assert max(each for _, each in events_of(platform)) <= today

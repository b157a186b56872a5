"""What the calendar does to cases: a hold ends, a question is repeated once and expires, whoever runs it."""

from datetime import datetime, timedelta

import pytest

from civic.cases.commands import (
    AnswerQuestion,
    AskReporter,
    AssignCase,
    ForwardCase,
    MarkDuplicate,
    PutCaseOnHold,
    ScheduleCase,
)
from civic.kernel.clock import UTC
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from tests.builders.cases import file_case

WORDS = Text("In plain words.", "en")


@pytest.fixture
def case(platform):
    platform.clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    return platform.cases.file(file_case(), command_id="file").case


def work(platform, command, case, **fields):
    said = {"office": "streets", "answer": WORDS, **fields}
    platform.cases.work(command(case=case, **said), command_id=f"{command.__name__}-{case}")


def go_to(platform, day, hour=12):
    platform.clock.set(datetime(2026, 3, day, hour, tzinfo=UTC))
    return platform.follow_up.run()


def happened(platform, case):
    return [type(recorded.event).__name__ for recorded in platform.cases.page(case).events[1:]]


def test_a_hold_ends_on_its_day_and_not_before(platform, case):
    work(platform, PutCaseOnHold, case, reason="weather", day="2026-03-09")

    assert go_to(platform, 8) == 0
    assert go_to(platform, 9) == 1
    assert platform.cases.page(case).case.state == "acknowledged"
    assert go_to(platform, 10) == 0


def test_a_question_is_repeated_once_and_expires_after_its_day(platform, case):
    work(platform, AskReporter, case, day="2026-03-09")

    assert [go_to(platform, day) for day in (6, 7, 8, 9, 10, 11)] == [0, 1, 0, 0, 1, 0]
    assert happened(platform, case) == [
        "QuestionAsked",
        "ReporterReminded",
        "QuestionExpired",
        "DeadlineMoved",
    ]


def test_a_question_that_is_asked_for_tomorrow_is_repeated_at_once_and_still_waits(platform, case):
    work(platform, AskReporter, case, day="2026-03-03")

    assert go_to(platform, 2) == 1
    assert go_to(platform, 3) == 0
    assert go_to(platform, 4) == 1


def test_a_day_ends_when_it_ends_in_the_city(platform, case):
    work(platform, PutCaseOnHold, case, reason="weather", day="2026-03-09")

    assert go_to(platform, 8, hour=22) == 0
    assert go_to(platform, 8, hour=23) == 1  # midnight in the city


def test_nothing_expires_that_was_answered(platform, case):
    work(platform, AskReporter, case, day="2026-03-09")
    reply = AnswerQuestion(case=case, explanation=Text("Number 4.", "en"))
    platform.cases.work(reply, command_id="reply")

    assert go_to(platform, 20) == 0
    assert platform.cases.page(case).case.state == "acknowledged"


def test_two_workers_do_it_once(platform, case):
    work(platform, AskReporter, case, day="2026-03-03")
    today = datetime(2026, 3, 2, tzinfo=UTC).date()
    seen_by_both = platform.case_lists.days_that_have_come("demo", today)

    assert go_to(platform, 2) == 1
    for row in seen_by_both:
        platform.follow_up._take(row, today)
    assert happened(platform, case) == ["QuestionAsked", "ReporterReminded"]


def faults(platform, command, case, **fields):
    with pytest.raises(InputHasFaults) as refused:
        work(platform, command, case, **fields)
    assert len(platform.cases.page(case).events) == 1
    return [(fault.field, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize("day", ["2026-03-01", "2029-01-01"])
def test_a_day_that_is_over_or_far_away_is_refused(platform, case, day):
    assert faults(platform, ScheduleCase, case, day=day) == [("day", "input.day-not-possible")]


def test_today_is_what_the_calendar_of_the_city_shows(platform, case):
    platform.clock.set(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))

    assert faults(platform, ScheduleCase, case, day="2026-03-02") == [("day", "input.day-not-possible")]
    work(platform, ScheduleCase, case, day="2026-03-03")


def test_a_unit_and_a_partner_have_to_be_of_the_city(platform, case):
    assign = AssignCase(case=case, office="streets", unit="lamps")
    with pytest.raises(InputHasFaults, match="unit"):
        platform.cases.work(assign, command_id="assign")

    assert faults(platform, ForwardCase, case, party="nobody") == [("party", "input.unknown-choice")]
    work(platform, ForwardCase, case, party="other")


def test_the_other_case_has_to_be_there(platform, case):
    missing = faults(platform, MarkDuplicate, case, original=CaseNumber("7K3MWQ9HXR"))

    assert missing == [("original", "input.no-such-case")]


def test_every_fault_of_a_step_is_named(platform, case):
    found = faults(platform, ScheduleCase, case, day="2020-01-01", answer=Text("x" * 4001, "no language"))

    assert found == [
        ("answer", "input.too-long"),
        ("answer", "input.unknown-language"),
        ("day", "input.day-not-possible"),
    ]


def test_a_step_that_is_repeated_after_its_day_is_the_step_that_was_taken(platform, case):
    work(platform, ScheduleCase, case, day="2026-03-03")
    platform.clock.set(platform.clock.now() + timedelta(days=30))

    work(platform, ScheduleCase, case, day="2026-03-03")

    assert happened(platform, case) == ["CaseScheduled"]

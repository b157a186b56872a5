"""What a city promises by when, along its calendar; what stands still, what is late, who learns of it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.cases import commands as c
from civic.cases.events import DeadlineMissed, DeadlineMoved
from civic.cases.model import QuestionIsUnanswered
from civic.cities.calendar import Calendar, Holiday
from civic.cities.service_time import (
    after_service_time,
    after_working_days,
    before_service_time,
    service_time_between,
)
from civic.kernel.language import Text
from tests.builders.cases import file_case

VIENNA, SHANGHAI = ZoneInfo("Europe/Vienna"), ZoneInfo("Asia/Shanghai")
WORDS = Text("In plain words.", "en")
USUAL = Calendar(holidays=(Holiday({"en": "Easter Monday"}, after_easter=1),))
ALWAYS_OPEN = Calendar((1, 2, 3, 4, 5, 6, 7), time(0), time(23, 59))
HOUR = timedelta(hours=1)


def at(text, zone=VIENNA):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        ("2026-03-02T09:00", 2, "2026-03-02T11:00"),
        ("2026-03-02T15:00", 2, "2026-03-03T09:00"),
        ("2026-03-02T20:00", 2, "2026-03-03T10:00"),
        ("2026-03-06T15:30", 2, "2026-03-09T09:30"),  # over a weekend
        ("2026-04-03T15:00", 2, "2026-04-07T09:00"),  # over Easter
        ("2026-03-27T15:00", 2, "2026-03-30T09:00"),  # summer time began on the Sunday
        ("2026-03-07T12:00", 0, "2026-03-09T08:00"),
    ],
)
def test_hours_are_counted_while_the_city_is_at_work(since, hours, until):
    assert after_service_time(USUAL, at(since), hours * HOUR) == at(until)


@pytest.mark.parametrize(("day", "until"), [("2026-03-29", "04:30"), ("2026-10-25", "02:30")])
def test_an_hour_lasts_an_hour_when_the_clock_is_changed(day, until):
    found = after_service_time(ALWAYS_OPEN, at(f"{day}T01:30"), 2 * HOUR)

    assert found.time() == time.fromisoformat(until)
    assert found.astimezone(UTC) - at(f"{day}T01:30").astimezone(UTC) == 2 * HOUR


def test_each_city_reckons_in_its_own_zone():
    moment = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    assert after_service_time(USUAL, moment.astimezone(SHANGHAI), HOUR) == at("2026-03-03T09:00", SHANGHAI)
    assert after_service_time(USUAL, moment.astimezone(VIENNA), HOUR) == at("2026-03-03T09:00")


def test_days_end_when_the_city_closes_and_no_holiday_counts():
    assert after_working_days(USUAL, at("2026-04-02T09:00"), 2) == at("2026-04-07T16:00")


first, last = datetime(2026, 1, 1), datetime(2026, 12, 31)  # noqa: DTZ001 (the zone is beside them)
moments = st.datetimes(first, last, timezones=st.just(VIENNA))


@settings(max_examples=200, deadline=None)
@given(moments, st.integers(1, 60 * 60))
def test_what_lasts_so_long_has_lasted_so_long_and_began_no_later(since, minutes):
    lasting = timedelta(minutes=minutes)

    until = after_service_time(USUAL, since, lasting)

    assert service_time_between(USUAL, since, until) == lasting
    began = before_service_time(USUAL, until, lasting)
    assert service_time_between(USUAL, began, until) == lasting
    assert USUAL.is_working_day(until.date())


@pytest.fixture
def case(platform):
    platform.clock.set(datetime(2026, 3, 2, 8, tzinfo=UTC))  # Monday, 9 o'clock in the city
    return platform.cases.file(file_case(), command_id="file").case


def work(platform, command, case, **fields):
    work.count = getattr(work, "count", 0) + 1
    platform.cases.work(command(case=case, **fields), command_id=f"step-{work.count}")


def by_office(platform, command, case, **fields):
    work(platform, command, case, office="streets", **fields)


def go_to(platform, day, hour):
    platform.clock.set(datetime(2026, 3, day, hour, tzinfo=UTC))


def promised(platform, case):
    found = platform.cases.page(case).case
    return [found.answer_by[:16], found.settle_by[:16]]


def of_type(platform, case, kind):
    return [each.event for each in platform.cases.page(case).events if isinstance(each.event, kind)]


def test_what_is_promised_when_a_case_is_filed_stands_in_the_log(platform, case):
    assert promised(platform, case) == ["2026-03-02T10:00", "2026-03-09T15:00"]


def test_the_time_stands_still_while_a_case_is_on_hold_or_waits(platform, case):
    go_to(platform, 3, 8)
    by_office(platform, c.PutCaseOnHold, case, reason="weather", day="2026-03-06", answer=WORDS)
    go_to(platform, 5, 8)
    by_office(platform, c.AskReporter, case, day="2026-03-10", answer=WORDS)
    assert of_type(platform, case, DeadlineMoved) == []
    go_to(platform, 10, 8)
    work(platform, c.AnswerQuestion, case, explanation=WORDS)

    assert [moved.settle_by[:16] for moved in of_type(platform, case, DeadlineMoved)] == ["2026-03-16T15:00"]
    assert promised(platform, case)[1] == "2026-03-16T15:00"


def test_it_goes_on_while_somebody_outside_acts_and_while_it_is_planned(platform, case):
    by_office(platform, c.ForwardCase, case, party="grid", answer=WORDS)
    go_to(platform, 10, 8)
    by_office(platform, c.ScheduleCase, case, day="2026-03-12", answer=WORDS)
    go_to(platform, 12, 8)
    by_office(platform, c.ResumeCase, case)

    assert of_type(platform, case, DeadlineMoved) == []


def test_what_is_late_already_does_not_become_punctual_by_waiting(platform, case):
    go_to(platform, 20, 8)
    by_office(platform, c.PutCaseOnHold, case, reason="weather", day="2026-03-24", answer=WORDS)
    go_to(platform, 24, 8)
    platform.follow_up.run()

    assert of_type(platform, case, DeadlineMoved) == []


def test_a_case_that_is_reopened_is_promised_anew(platform, case):
    by_office(platform, c.ResolveCase, case, answer=WORDS)
    go_to(platform, 23, 8)
    work(platform, c.RequestReopening, case, explanation=WORDS)
    by_office(platform, c.ReopenCase, case)

    assert [moved.settle_by[:10] for moved in of_type(platform, case, DeadlineMoved)] == ["2026-03-30"]


def levels(platform, case):
    return [(each.promise, each.level) for each in of_type(platform, case, DeadlineMissed)]


def test_each_level_learns_once_of_an_answer_that_does_not_come(platform, case):
    told = []
    for day, hour in ((2, 9), (2, 11), (2, 12), (3, 11), (3, 12), (5, 11), (6, 12)):
        go_to(platform, day, hour)
        platform.escalation.run()
        told.append(len(levels(platform, case)))

    assert told == [0, 1, 1, 2, 2, 3, 3]
    assert levels(platform, case) == [("answer", 1), ("answer", 2), ("answer", 3)]


def test_after_an_answer_the_next_promise_begins_on_the_first_level(platform, case):
    go_to(platform, 2, 11)
    platform.escalation.run()
    by_office(platform, c.AnswerCase, case, answer=WORDS)
    assert platform.escalation.run() == 0
    go_to(platform, 17, 8)
    platform.escalation.run()

    assert levels(platform, case) == [("answer", 1), ("settle", 1)]


@pytest.mark.parametrize("step", [c.PutCaseOnHold, c.AskReporter])
def test_nobody_is_told_of_what_stands_still(platform, case, step):
    said = {"reason": "weather"} if step is c.PutCaseOnHold else {}
    by_office(platform, step, case, day="2026-04-30", answer=WORDS, **said)
    go_to(platform, 31, 8)

    assert platform.escalation.run() == 0


def test_taking_a_case_on_is_no_answer(platform, case):
    by_office(platform, c.AcknowledgeCase, case)
    go_to(platform, 2, 11)

    assert platform.escalation.run() == 1


def test_two_workers_record_it_once(platform, case):
    go_to(platform, 2, 11)
    rows = platform.case_lists.promises_missed("demo", 1, datetime(2026, 3, 2, 11, tzinfo=UTC))

    platform.escalation.run()
    for row in rows:
        platform.escalation._record(row, 1)
    assert levels(platform, case) == [("answer", 1)]


def test_a_question_of_the_reporter_is_owed_an_answer_before_the_case_can_end(platform, case):
    by_office(platform, c.AnswerCase, case, answer=WORDS)
    go_to(platform, 3, 8)
    work(platform, c.MakeEnquiry, case, explanation=WORDS)
    assert promised(platform, case)[0] == "2026-03-03T10:00"
    for command, said in (
        (c.ResolveCase, {}),
        (c.DeclineCase, {"reason": "other"}),
        (c.MarkDuplicate, {"original": case}),
    ):
        with pytest.raises(QuestionIsUnanswered):
            by_office(platform, command, case, answer=WORDS, **said)

    by_office(platform, c.AnswerCase, case, answer=WORDS)
    by_office(platform, c.ResolveCase, case, answer=WORDS)
    assert platform.cases.page(case).case.state == "resolved"


def test_the_queue_begins_with_what_is_due_next(platform, case):
    go_to(platform, 2, 9)
    later = platform.cases.file(file_case(), command_id="later").case
    planned = platform.cases.file(file_case(), command_id="planned").case
    by_office(platform, c.ScheduleCase, planned, day="2026-03-05", answer=WORDS)
    by_office(platform, c.AnswerCase, case, answer=WORDS)
    states = ("received", "acknowledged", "scheduled")

    def queue(**page):
        return platform.case_lists.queue(city="demo", departments=None, states=states, order="due_at", **page)

    assert [row.case for row in queue().rows] == [later, planned, case]
    first = queue(limit=1)
    assert [row.case for row in queue(limit=2, after=first.next_after).rows] == [planned, case]


def test_a_second_question_does_not_put_off_the_answer_that_is_owed(platform, case):
    go_to(platform, 2, 9)
    work(platform, c.MakeEnquiry, case, explanation=WORDS)

    assert promised(platform, case)[0] == "2026-03-02T10:00"


def test_who_is_never_answered_is_owed_an_end_all_the_same(platform, case):
    go_to(platform, 20, 8)
    for _ in range(7):
        platform.escalation.run()

    assert levels(platform, case) == [
        *(("answer", n) for n in (1, 2, 3)),
        *(("settle", n) for n in (1, 2, 3)),
    ]

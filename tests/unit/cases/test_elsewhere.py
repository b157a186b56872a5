"""What is recorded of what somebody outside the city says, who may say anything."""

from datetime import UTC, datetime, timedelta

import pytest

from civic.cases.events import CaseForwarded, ForwardingRefused
from civic.cases.model.elsewhere import (
    MOST_CHARACTERS,
    MOST_REPORTS,
    accepted,
    elsewhere,
    is_number,
    refused,
    reported,
)
from civic.kernel.event import Recorded
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.language import Text

CASE, REPORTER = CaseNumber("23456789AB"), PersonId("0123456789abcdef" * 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def recorded(position, event):
    return Recorded(position, "", "case/x", position, NOW + timedelta(minutes=position), event)


def passed_on(position=3, party="grid", reporter=REPORTER, **fields):
    event = CaseForwarded(case=CASE, office="lighting", party=party, reporter=reporter, **fields)
    return recorded(position, event)


def after(*beside):
    return elsewhere([passed_on()], [recorded(10 + n, event) for n, event in enumerate(beside)])


def news(where, *, is_closed=False, words=None, updated_at=NOW, now=NOW + timedelta(days=1)):
    return reported(where, is_closed=is_closed, updated_at=updated_at, words=words, now=now)


def test_a_case_that_was_never_passed_on_is_nowhere_else():
    assert elsewhere([], []) is None


def test_a_number_that_an_official_knows_already_is_the_number():
    where = elsewhere([passed_on(reference="N-1")], [])

    assert (where.reference, where.is_answered) == ("N-1", True)


def test_only_the_last_forwarding_counts_with_what_came_of_it():
    first = after()
    beside = [recorded(4, accepted(first, "N-1", with_contact=False, with_answers=False))]

    where = elsewhere([passed_on(), passed_on(5, "transit")], beside)

    assert (where.party, where.reference, where.is_answered) == ("transit", None, False)


def test_what_is_answered_is_not_answered_again():
    taken = accepted(after(), "N-1", with_contact=False, with_answers=False)
    not_taken = refused(after(), "not-found", "")

    assert (after(taken).reference, after(not_taken).refused) == ("N-1", "not-found")
    for answer in (taken, not_taken):
        assert accepted(after(answer), "N-2", with_contact=False, with_answers=False) is None
        assert refused(after(answer), "key-refused", "") is None


def test_news_is_what_was_not_said_before():
    where = after(accepted(after(), "N-1", with_contact=False, with_answers=False))
    first = news(where, words="We come on Monday.")
    told = after(first)

    assert news(where) is None
    assert (first.status, first.explanation) == ("open", Text("We come on Monday."))
    assert news(told, words="We come on Monday.") is None
    assert news(told, is_closed=True, words="We come on Monday.").status == "closed"
    assert news(told).explanation is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (NOW + timedelta(hours=1), "2026-03-02T13:00:00.000000Z"),
        (NOW - timedelta(days=400), "2026-03-02T12:03:00.000000Z"),
        (NOW + timedelta(days=400), "2026-03-03T12:00:00.000000Z"),
    ],
    ids=["possible", "before it was there", "in the future"],
)
def test_a_time_that_cannot_be_is_put_right(said, kept):
    assert news(after(), is_closed=True, updated_at=said).occurred_at == kept


def test_what_nobody_sees_is_dropped_and_no_more_is_kept_than_anybody_reads():
    deceptive = news(after(), words="ok\u202e\x00\x1b[2J\u200b\r\nnext").explanation.text
    endless = news(after(), words="a" * 1_000_000).explanation.text

    assert deceptive == "ok[2J\nnext"
    assert len(endless) == MOST_CHARACTERS
    assert news(after(), words="\u200b\x07 ") is None


def test_whoever_never_stops_talking_is_heard_so_often_and_no_more():
    beside = []
    for number in range(MOST_REPORTS):
        beside.append(news(after(*beside), words=f"News {number}"))

    assert news(after(*beside), words="More news") is None


def test_of_what_was_erased_nothing_is_written_again():
    where = elsewhere([passed_on(reporter=None)], [])

    taken = accepted(where, "N-1", with_contact=True, with_answers=False)
    not_taken = refused(where, "request-refused", "The description was: …")

    assert (taken.reference, taken.reporter) == (None, None)
    assert not_taken == ForwardingRefused(
        case=CASE, party="grid", forwarding=3, reason="request-refused", reporter=None
    )
    assert news(where, is_closed=True, words="…") is None


@pytest.mark.parametrize("number", ["", " ", "1\n2", "1\u202e2", "\x001", "1" * 201, " 7"])
def test_a_number_that_nobody_can_read_out_is_none(number):
    assert not is_number(number)


def test_a_number_may_be_anything_that_people_can_read_out():
    assert is_number("SR-2026/000117 (Ä)")

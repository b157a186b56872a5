"""The workflow of a case: the whole table of transitions, every refusal, and what imports record."""

import re
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.model import (
    DECLINE_REASONS,
    Case,
    CaseHasChanged,
    CaseIsElsewhere,
    NoSuchCase,
    UnknownReason,
    decide,
    evolve,
    record,
)
from civic.cases.workflow import AS_IT_ENDED, ENDED, OPEN, STATES, TRANSITIONS, steps_from
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.journal import fold
from civic.kernel.language import Text
from civic.kernel.place import Place
from tests.builders.cases import case_filed

NUMBER = CaseNumber("23456789AB")
REPORTER = PersonId("somebody")
WORDS = Text("In plain words.", "en")
FILED = case_filed(case=NUMBER, reporter=REPORTER)

COMMANDS = {
    "acknowledge": c.AcknowledgeCase(case=NUMBER, office="streets"),
    "answer": c.AnswerCase(case=NUMBER, office="streets", answer=WORDS),
    "resolve": c.ResolveCase(case=NUMBER, office="streets", answer=WORDS),
    "decline": c.DeclineCase(case=NUMBER, office="streets", reason="duplicate", answer=WORDS),
    "withdraw": c.WithdrawCase(case=NUMBER),
    "request_reopening": c.RequestReopening(case=NUMBER, explanation=WORDS),
    "reopen": c.ReopenCase(case=NUMBER, office="streets"),
    "refuse_reopening": c.RefuseReopening(case=NUMBER, office="streets", answer=WORDS),
}
EVENTS = {
    "acknowledge": e.CaseAcknowledged(case=NUMBER, office="streets"),
    "answer": e.CaseAnswered(case=NUMBER, office="streets", reporter=REPORTER, answer=WORDS),
    "resolve": e.CaseResolved(case=NUMBER, office="streets", reporter=REPORTER, answer=WORDS),
    "decline": e.CaseDeclined(
        case=NUMBER, office="streets", reason="duplicate", reporter=REPORTER, answer=WORDS
    ),
    "withdraw": e.CaseWithdrawn(case=NUMBER),
    "request_reopening": e.ReopeningRequested(case=NUMBER, reporter=REPORTER, explanation=WORDS),
    "reopen": e.CaseReopened(case=NUMBER, office="streets"),
    "refuse_reopening": e.ReopeningRefused(case=NUMBER, office="streets", reporter=REPORTER, answer=WORDS),
    "refer": e.CaseReferred(case=NUMBER, office="streets"),
    "cancel": e.CaseCancelled(case=NUMBER, office="streets"),
    "close": e.CaseClosed(case=NUMBER, office="streets"),
}
# The shortest way into each state.
PASTS = {
    "received": [],
    "acknowledged": ["acknowledge"],
    "resolved": ["resolve"],
    "declined": ["decline"],
    "withdrawn": ["withdraw"],
    "referred": ["refer"],
    "cancelled": ["cancel"],
    "closed": ["close"],
    "reopening_requested": ["resolve", "request_reopening"],
}


def given(*steps):
    return fold(evolve, Case(), [FILED, *(EVENTS[step] for step in steps)])


def test_every_state_can_be_reached():
    assert {state: given(*past).state for state, past in PASTS.items()} == {state: state for state in STATES}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", COMMANDS)
def test_a_step_leads_where_the_table_says_and_from_nowhere_else(state, step):
    case, row = given(*PASTS[state]), TRANSITIONS[step]

    if state not in row.before:
        with pytest.raises(CaseIsElsewhere) as refused:
            decide(COMMANDS[step], case)
        assert refused.value.facts == {"case": NUMBER, "step": step, "state": state}
        return

    (event,) = decide(COMMANDS[step], case)
    after = evolve(case, event)
    assert event == EVENTS[step]
    assert after.state == (row.after or case.ended_as)
    assert after.version == case.version + 1


@pytest.mark.parametrize("state", STATES)
def test_people_are_offered_exactly_the_steps_that_they_can_take(state):
    offered = {step for actor in ("official", "reporter") for step in steps_from(state, actor)}

    assert offered == {step for step, row in TRANSITIONS.items() if state in row.before}
    assert {TRANSITIONS[step].actor for step in steps_from(state, "official")} <= {"official"}


def test_every_row_of_the_table_says_why_and_names_states_that_exist():
    for step, row in TRANSITIONS.items():
        assert row.step == step
        assert row.why
        assert row.before <= set(STATES)
        assert row.after in {*STATES, AS_IT_ENDED}
    assert OPEN | ENDED | {"reopening_requested", "withdrawn"} == set(STATES)


@pytest.mark.parametrize("outcome", sorted(ENDED))
def test_a_case_that_is_not_reopened_stays_as_it_ended(outcome):
    way = {row.after: row.step for row in TRANSITIONS.values() if row.after in ENDED}

    case = given(way[outcome], "request_reopening", "refuse_reopening")

    assert (case.state, case.ended_as) == (outcome, outcome)


def test_a_case_that_is_reopened_can_end_in_another_way():
    case = given("resolve", "request_reopening", "reopen", "decline", "request_reopening", "refuse_reopening")

    assert case == Case(
        number=NUMBER,
        state="declined",
        version=7,
        department="streets",
        reporter=REPORTER,
        ended_as="declined",
    )


@pytest.mark.parametrize("step", COMMANDS)
@pytest.mark.parametrize("seen", [0, 1, 3])
def test_whoever_decided_on_an_older_page_is_told_that_the_case_has_changed(step, seen):
    command = replace(COMMANDS[step], seen_version=seen)

    with pytest.raises(CaseHasChanged, match=f"has 2 events, you decided on {seen}"):
        decide(command, given("acknowledge"))


def test_whoever_decided_on_the_newest_page_is_heard():
    command = replace(COMMANDS["resolve"], seen_version=2)

    assert decide(command, given("acknowledge")) == [EVENTS["resolve"]]


@pytest.mark.parametrize("step", COMMANDS)
def test_nothing_can_be_done_to_a_case_that_was_never_filed(step):
    with pytest.raises(NoSuchCase) as refused:
        decide(COMMANDS[step], Case())

    assert refused.value.facts == {"case": NUMBER}
    assert refused.value.status == 404


@pytest.mark.parametrize("reason", DECLINE_REASONS)
def test_a_case_is_declined_for_every_reason_that_the_city_has_published(reason):
    (event,) = decide(replace(COMMANDS["decline"], reason=reason), given())

    assert event.reason == reason


@pytest.mark.parametrize("reason", ["", "Duplicate", "because"])
def test_a_case_is_declined_for_no_other_reason(reason):
    with pytest.raises(UnknownReason, match=re.escape("not_responsible")):
        decide(replace(COMMANDS["decline"], reason=reason), given())


def test_words_concern_the_reporter_even_after_somebody_else_was_erased():
    case = replace(given(), reporter=PersonId("somebody new"))

    (event,) = decide(COMMANDS["answer"], case)

    assert event.reporter == "somebody new"


TAKEN_OVER = c.RecordCase(
    case=NUMBER,
    city="demo",
    service="pothole",
    kind="report",
    department="streets",
    channel="phone",
    place=Place(district="old-town"),
    source=e.Source("old-system", "17"),
    filed_at="2019-03-01T08:00:00.000000Z",
    reporter=REPORTER,
    description=WORDS,
)
TAKEN_OVER_FILED = e.CaseFiled(
    case=NUMBER,
    city="demo",
    service="pothole",
    kind="report",
    department="streets",
    channel="phone",
    place=Place(district="old-town"),
    occurred_at="2019-03-01T08:00:00.000000Z",
    source=e.Source("old-system", "17"),
    reporter=REPORTER,
    description=WORDS,
)


def test_an_open_case_is_taken_over_as_it_was_filed():
    assert record(TAKEN_OVER) == [TAKEN_OVER_FILED]


@pytest.mark.parametrize(
    ("outcome", "event_class"),
    [("closed", e.CaseClosed), ("cancelled", e.CaseCancelled), ("referred", e.CaseReferred)],
)
def test_a_case_that_ended_elsewhere_is_taken_over_as_it_ended(outcome, event_class):
    ended = replace(TAKEN_OVER, outcome=outcome, closed_at="2019-04-01T08:00:00.000000Z")

    filed, last = record(ended)

    assert filed == TAKEN_OVER_FILED
    assert last == event_class(case=NUMBER, office="streets", occurred_at="2019-04-01T08:00:00.000000Z")
    assert fold(evolve, Case(), [filed, last]).state == outcome


class LifeOfACase(RuleBasedStateMachine):
    """Whatever people do in whatever order: the model and the plain table agree."""

    @initialize()
    def file(self):
        self.case = evolve(Case(), FILED)
        self.state, self.ended_as, self.events = "received", "", 1

    @rule(step=st.sampled_from(sorted(COMMANDS)), lag=st.none() | st.integers(0, 2))
    def act(self, step, lag):
        seen = None if lag is None else self.events - lag
        command = replace(COMMANDS[step], seen_version=seen)
        try:
            (event,) = decide(command, self.case)
        except CaseHasChanged:
            assert lag
            return
        except CaseIsElsewhere:
            assert self.state not in TRANSITIONS[step].before
            return
        self._move(step, event)

    @rule(step=st.sampled_from(["refer", "cancel", "close"]))
    @precondition(lambda self: self.state in OPEN)
    def end_as_an_earlier_system_recorded(self, step):
        self._move(step, EVENTS[step])

    def _move(self, step, event):
        assert self.state in TRANSITIONS[step].before
        self.case = evolve(self.case, event)
        self.state = TRANSITIONS[step].after or self.ended_as
        self.ended_as = self.state if self.state in ENDED else self.ended_as
        self.events += 1

    @invariant()
    def the_case_is_where_the_table_says(self):
        expected = (NUMBER, self.state, self.events, "streets", REPORTER, self.ended_as)
        assert expected == (
            self.case.number,
            self.case.state,
            self.case.version,
            self.case.department,
            self.case.reporter,
            self.case.ended_as,
        )

    @invariant()
    def there_is_always_a_way_on_unless_it_was_withdrawn(self):
        ways = steps_from(self.state, "official") + steps_from(self.state, "reporter")
        assert bool(ways) == (self.state != "withdrawn")


LifeOfACase.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLifeOfACase = LifeOfACase.TestCase

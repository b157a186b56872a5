"""The workflow of a case: the whole table of transitions, every refusal, and what imports record."""

import re
from dataclasses import fields, replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.model import (
    COMMAND_OF,
    EVENT_OF,
    REASONS,
    Case,
    CaseHasChanged,
    CaseIsElsewhere,
    ClaimedAlready,
    ClaimedBySomebodyElse,
    ConfirmedAlready,
    DuplicateOfItself,
    NobodyHandedItOver,
    NobodyObjects,
    NoSuchCase,
    NothingIsWithheld,
    ObjectedAlready,
    PartOfAnotherCase,
    PartsAreOpen,
    QuestionIsUnanswered,
    ThankedAlready,
    TooManyParts,
    UnknownReason,
    WithheldAlready,
    decide,
    evolve,
    record,
)
from civic.cases.workflow import (
    ACTORS,
    AS_IT_ENDED,
    AS_IT_IS,
    ENDED,
    MOST_PARTS,
    NEEDS,
    OPEN,
    STATES,
    STATES_WITH_A_DAY,
    TRANSITIONS,
    leads,
    needs_of,
    steps_from,
    steps_of,
    transition,
)
from civic.kernel.errors import Refused
from civic.kernel.ids import CaseNumber, PersonId
from civic.kernel.journal import fold
from civic.kernel.language import Text
from civic.kernel.place import Place
from tests.builders.cases import case_filed, part_opened

NUMBER = CaseNumber("23456789AB")
REPORTER = PersonId("somebody")
WORDS = Text("In plain words.", "en")
SOON, LATER = "2026-03-02T10:00:00.000000Z", "2026-03-16T15:00:00.000000Z"
FILED = case_filed(case=NUMBER, reporter=REPORTER, answer_by=SOON, settle_by=LATER)

SOMEBODY, COLLEAGUE = "3f9c0a71d25be846", "b04d9e7716a2c583"
DAY, OTHER = "2026-03-09", CaseNumber("7K3MWQ9HXR")
HOUSE_NUMBER = e.Passage(7, "description")
PART = CaseNumber("5XHJ8K2MQP")
BY_OFFICE = {"case": NUMBER, "office": "streets"}
SAID = {
    "words": {"answer": WORDS},
    "reason": {"reason": "other"},
    "day": {"day": DAY},
    "unit": {"unit": "repairs"},
    "party": {"party": "grid", "reference": "N-17"},
    "original": {"original": OTHER},
    "office": {"department": "parks"},
    "note": {"note": WORDS},
    "passages": {"passages": (HOUSE_NUMBER,)},
    "ground": {"reason": "personal_data"},
    "remark": {"explanation": WORDS},
    "explanation": {"explanation": WORDS},
    "objected": {},
    "unclaimed": {"official": SOMEBODY},
    "claimed": {"official": SOMEBODY},
    "handed": {},
    "answered": {},
    "parts_settled": {},
    "reported": {},
    "whole": {},
    "room": {},
    "parts": {"parts": (c.NewPart(service="street-light", description=WORDS, number=PART),)},
}


OF_THE_CLOCK = {
    "remind": {"day": DAY},
    "miss_deadline": {"promise": "settle", "level": 1},
}
CONSEQUENCES = {
    "move_deadline": {"settle_by": LATER},
    "end_part": {"part": PART, "office": "lighting", "ended_as": "resolved"},
    "fall_away": {"parent": OTHER},
}


OF_THE_HANDLER = {
    "enquire": {"answer_by": ""},
    "object": {"decide_by": ""},
    "send_back": {"department": "streets"},
    "split": {"parts": (PART,)},
}
# What has to have happened before a step is possible at all, in whatever state.
FIRST = {"restore": ["withhold"], "object": ["withhold"], "refuse_objection": ["withhold", "object"]}


def said(step):
    """Return what somebody says who has all that the table asks for."""
    row = next(row for row in TRANSITIONS if row.step == step)
    if row.actor == "reporter":
        return {"case": NUMBER} | ({"explanation": WORDS} if "words" in row.needs else {})
    if row.actor == "consequence":
        return {"case": NUMBER} | CONSEQUENCES[step]
    if step in OF_THE_CLOCK:
        return {"case": NUMBER} | OF_THE_CLOCK[step]
    given = BY_OFFICE if row.actor in ("official", "moderator", "import") else {"case": NUMBER}
    for need in row.needs:
        given = given | SAID[need]
    return given


def event_of(step):
    """Return the event that records a step."""
    concerned = {"reporter": REPORTER} if {"answer", "explanation"} & said(step).keys() else {}
    more = OF_THE_HANDLER.get(step, {})
    # A note has its own event, and parts have streams of their own.
    given = {name: value for name, value in said(step).items() if name not in ("note", "parts")}
    return EVENT_OF[step](**given, **concerned, **more)


COMMANDS = {step: command(**said(step)) for step, command in COMMAND_OF.items()}
EVENTS = {step: event_of(step) for step in EVENT_OF}
# The shortest way into each state.
PASTS = {
    "received": [],
    "assigned": ["assign"],
    "acknowledged": ["acknowledge"],
    "scheduled": ["schedule"],
    "on_hold": ["put_on_hold"],
    "waiting": ["ask"],
    "forwarded": ["forward"],
    "resolved": ["resolve"],
    "declined": ["decline"],
    "duplicate": ["mark_duplicate"],
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
    case = given(*FIRST.get(step, []), *PASTS[state])

    if step == "send_back" and state == "received":
        with pytest.raises(NobodyHandedItOver):
            decide(COMMANDS[step], case)
        return
    if step == "release" and leads(step, state):
        with pytest.raises(ClaimedBySomebodyElse):
            decide(COMMANDS[step], case)
        return
    if step == "miss_deadline" and leads(step, state) and case.promise != ("settle", LATER):
        with pytest.raises(CaseHasChanged):
            decide(COMMANDS[step], case)
        return
    if not leads(step, state):
        with pytest.raises(CaseIsElsewhere) as refused:
            decide(COMMANDS[step], case)
        assert refused.value.facts == {"case": NUMBER, "step": step, "state": state}
        return

    (event,) = decide(COMMANDS[step], case)
    after = evolve(case, event)
    assert event == EVENTS[step]
    assert after.state == plainly_after(step, state, case.ended_as)
    assert after.version == case.version + 1


def plainly_after(step, state, ended_as):
    after = transition(step, state).after
    return state if after == AS_IT_IS else ended_as if after == AS_IT_ENDED else after


@pytest.mark.parametrize("state", STATES)
def test_people_are_offered_exactly_the_steps_that_they_can_take(state):
    offered = [step for actor in ACTORS for step in steps_from(state, actor)]

    assert sorted(offered) == sorted(step for step in EVENT_OF if leads(step, state))


def test_every_row_of_the_table_says_why_and_names_what_exists():
    for row in TRANSITIONS:
        assert row.why
        assert row.actor in ACTORS
        assert row.before
        assert row.before <= set(STATES)
        assert row.after in {*STATES, AS_IT_ENDED, AS_IT_IS}
        assert set(row.needs) <= set(NEEDS)
    assert OPEN | ENDED | {"reopening_requested", "withdrawn"} == set(STATES)
    assert {row.step for row in TRANSITIONS} == set(EVENT_OF)
    assert set(steps_of(["official", "reporter", "moderator", "clock"])) == set(COMMAND_OF)


def test_a_step_leads_from_each_state_by_one_row_and_needs_the_same_wherever_it_leads_from():
    assert len({(row.step, state) for row in TRANSITIONS for state in row.before}) == sum(
        len(row.before) for row in TRANSITIONS
    )
    assert all(row.needs == needs_of(row.step) for row in TRANSITIONS)


@pytest.mark.parametrize("step", EVENT_OF)
def test_an_event_holds_everything_that_its_step_needs(step):
    held = {field.name for field in fields(EVENT_OF[step])}

    assert said(step).keys() - {"note"} <= held  # a note is an event of its own


@pytest.mark.parametrize("state", STATES)
def test_a_case_runs_to_a_day_in_the_states_that_have_one(state):
    assert given(*PASTS[state]).day == (DAY if state in STATES_WITH_A_DAY else "")


def test_what_is_answered_while_a_case_is_planned_leaves_the_plan_as_it_is():
    case = given("schedule", "answer")

    assert (case.state, case.day) == ("scheduled", DAY)


def test_a_reporter_is_reminded_of_each_question_once():
    assert given("ask").reminded is False
    assert given("ask", "remind").reminded is True
    assert given("ask", "remind", "answer").reminded is True
    assert given("ask", "remind", "ask").reminded is False
    assert given("ask", "remind", "reply").reminded is False


def test_who_works_on_a_case_and_who_acts_outside_stay_known():
    case = given("assign", "forward", "resolve")

    assert (case.unit, case.party) == ("repairs", "grid")
    assert given("mark_duplicate").original == OTHER


def test_a_case_cannot_repeat_itself():
    with pytest.raises(DuplicateOfItself):
        decide(replace(COMMANDS["mark_duplicate"], original=NUMBER), given())


PART_OPENED = part_opened(case=PART, parent=NUMBER, settle_by=LATER)


@pytest.mark.parametrize("step", ["resolve", "decline", "mark_duplicate"])
def test_a_case_does_not_end_while_somebody_works_on_a_part_of_it(step):
    with pytest.raises(PartsAreOpen):
        decide(COMMANDS[step], given("split"))

    (event,) = decide(COMMANDS[step], given("split", "end_part"))
    assert event == EVENTS[step]


def test_once_the_last_part_has_ended_somebody_has_to_end_the_case():
    assert given("split").parts_have_ended is False
    assert given("split", "split", "end_part").parts_have_ended is False
    assert given("split", "split", "end_part", "end_part").parts_have_ended is True
    assert given("split", "end_part", "resolve").parts_have_ended is False


def test_with_what_is_taken_back_its_parts_fall_away():
    case = given("split", "withdraw")

    assert (case.state, case.parts, case.open_parts) == ("withdrawn", 1, 0)


def test_a_part_ends_also_after_an_earlier_system_ended_its_whole():
    case = given("split", "close", "end_part")

    assert (case.state, case.open_parts) == ("closed", 0)


def test_a_part_is_not_split_again():
    with pytest.raises(PartOfAnotherCase):
        decide(replace(COMMANDS["split"], case=PART), evolve(Case(), PART_OPENED))


@pytest.mark.parametrize("step", ["ask", "enquire", "withdraw"])
def test_of_a_part_nobody_is_asked_and_nobody_takes_it_back(step):
    with pytest.raises(PartOfAnotherCase):
        decide(replace(COMMANDS[step], case=PART), evolve(Case(), PART_OPENED))


@pytest.mark.parametrize("step", ["confirm", "request_reopening"])
def test_of_a_part_that_is_done_nobody_is_asked_either(step):
    done = fold(evolve, Case(), [PART_OPENED, replace(EVENTS["resolve"], case=PART)])

    with pytest.raises(PartOfAnotherCase):
        decide(replace(COMMANDS[step], case=PART), done)


def test_every_step_of_whoever_reported_it_needs_somebody_who_did():
    assert all("reported" in row.needs for row in TRANSITIONS if row.actor == "reporter")


def test_a_case_has_ten_parts_at_most():
    ten = replace(COMMANDS["split"], parts=COMMANDS["split"].parts * MOST_PARTS)
    (event,) = decide(ten, given())

    assert evolve(given(), event).parts == MOST_PARTS
    for many, case in ((COMMANDS["split"], evolve(given(), event)), (ten, given("split"))):
        with pytest.raises(TooManyParts):
            decide(many, case)


@pytest.mark.parametrize("outcome", sorted(ENDED))
def test_a_case_that_is_not_reopened_stays_as_it_ended(outcome):
    way = {row.after: row.step for row in TRANSITIONS if row.after in ENDED}

    case = given(way[outcome], "request_reopening", "refuse_reopening")

    assert (case.state, case.ended_as) == (outcome, outcome)


def test_a_case_that_is_reopened_can_end_in_another_way():
    case = given("resolve", "request_reopening", "reopen", "decline", "request_reopening", "refuse_reopening")

    assert (case.state, case.version, case.ended_as) == ("declined", 7, "declined")


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


@pytest.mark.parametrize(("step", "reason"), [(s, r) for s, known in REASONS.items() for r in known])
def test_a_reason_is_any_that_the_city_has_published(step, reason):
    (event,) = decide(replace(COMMANDS[step], reason=reason), given())

    assert event.reason == reason


@pytest.mark.parametrize("step", REASONS)
@pytest.mark.parametrize("reason", ["", "Weather", "because", "duplicate"])
def test_no_other_reason_will_do(step, reason):
    with pytest.raises(UnknownReason, match=re.escape(REASONS[step][0])):
        decide(replace(COMMANDS[step], reason=reason), given())


def test_a_question_of_the_reporter_stands_between_a_case_and_its_end():
    for step in ("resolve", "decline", "mark_duplicate"):
        with pytest.raises(QuestionIsUnanswered):
            decide(COMMANDS[step], given("answer", "enquire"))
        assert decide(COMMANDS[step], given("enquire", "answer"))


def test_the_promise_that_runs_is_an_answer_first_and_the_end_then():
    assert given().promise == given("acknowledge").promise == ("answer", SOON)
    assert given("answer").promise == ("settle", LATER)
    assert given("put_on_hold").promise is given("ask").promise is given("resolve").promise is None
    assert given("forward").promise == given("schedule").promise == ("settle", LATER)


def test_whoever_is_promised_something_else_is_not_late_yet():
    assert given("miss_deadline").missed == 1
    assert given("miss_deadline", "acknowledge").missed == 1
    assert given("miss_deadline", "answer").missed == 0


def test_words_concern_the_reporter_even_after_somebody_else_was_erased():
    case = replace(given(), reporter=PersonId("somebody new"))

    (event,) = decide(COMMANDS["answer"], case)

    assert event.reporter == "somebody new"


def test_nothing_is_taken_out_of_public_view_twice_and_nothing_shown_again_that_is_there():
    with pytest.raises(WithheldAlready):
        decide(COMMANDS["withhold"], given("withhold"))
    with pytest.raises(NothingIsWithheld):
        decide(COMMANDS["restore"], given())
    with pytest.raises(NothingIsWithheld):
        decide(COMMANDS["restore"], given("withhold", "restore"))
    assert decide(COMMANDS["withhold"], given("withhold", "restore")) == [EVENTS["withhold"]]


def test_only_what_is_out_of_public_view_can_be_objected_to_and_once_until_that_is_decided():
    with pytest.raises(NothingIsWithheld):
        decide(COMMANDS["object"], given())
    with pytest.raises(ObjectedAlready):
        decide(COMMANDS["object"], given("withhold", "object"))
    with pytest.raises(NobodyObjects):
        decide(COMMANDS["refuse_objection"], given("withhold"))
    assert decide(COMMANDS["object"], given("withhold", "object", "refuse_objection"))
    assert given("withhold", "object", "restore").objected is False


def test_moderating_is_no_answer_and_moves_no_promise():
    assert given("withhold").promise == given("withhold", "restore").promise == ("answer", SOON)
    assert given("answer", "withhold", "object").promise == ("settle", LATER)


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


def claim(case, official):
    return fold(evolve, case, decide(c.ClaimCase(**BY_OFFICE, official=official), case))


def test_who_takes_a_case_on_works_on_it_unless_somebody_does_already():
    on = e.CaseAcknowledged(**BY_OFFICE, official=SOMEBODY)

    assert evolve(given(), on).claimed_by == SOMEBODY
    assert evolve(claim(given(), COLLEAGUE), on).claimed_by == COLLEAGUE


def test_anybody_of_the_office_can_claim_what_a_colleague_works_on():
    case = claim(claim(given("acknowledge"), COLLEAGUE), SOMEBODY)

    assert case.claimed_by == SOMEBODY
    with pytest.raises(ClaimedAlready):
        decide(c.ClaimCase(**BY_OFFICE, official=SOMEBODY), case)


def test_only_who_works_on_a_case_leaves_it_to_somebody_else():
    case = claim(given(), SOMEBODY)

    with pytest.raises(ClaimedBySomebodyElse):
        decide(c.ReleaseCase(**BY_OFFICE, official=COLLEAGUE), case)
    (left,) = decide(c.ReleaseCase(**BY_OFFICE, official=SOMEBODY), case)
    assert evolve(case, left).claimed_by == ""


def test_another_office_begins_with_nobody_who_works_on_the_case():
    assert evolve(claim(given(), SOMEBODY), EVENTS["hand_over"]).claimed_by == ""


def decided(command, case):
    """Return the one event that a command leads to, or the class of the refusal."""
    try:
        (event,) = decide(command, case)
    except Refused as refused:
        return None, type(refused)
    return event, None


ENDS = ("resolve", "decline", "mark_duplicate")


class LifeOfACase(RuleBasedStateMachine):
    """Whatever people do in whatever order: the model and the plain table agree."""

    @initialize()
    def file(self):
        self.case = evolve(Case(), FILED)
        self.state, self.ended_as, self.events = "received", "", 1
        self.department, self.handed_by, self.claimed_by = "streets", "", ""
        self.is_withheld, self.is_objected = False, False
        self.parts = self.open_parts = 0

    @rule(step=st.sampled_from(sorted(COMMANDS)), lag=st.none() | st.integers(0, 2))
    def act(self, step, lag):
        seen = None if lag is None else self.events - lag
        command = replace(COMMANDS[step], seen_version=seen)
        event, refused = decided(command, self.case)
        if refused:
            assert refused in self._refusals(step, lag)
        else:
            self._move(step, event)

    def _refusals(self, step, lag):
        """Return what there is to refuse about a step of somebody whose page is older by some events."""
        ends = step in ENDS
        reasons = {
            CaseHasChanged: bool(lag) or step == "miss_deadline",
            QuestionIsUnanswered: ends and self.case.enquired,
            ConfirmedAlready: step == "confirm" and self.case.confirmed,
            ThankedAlready: step == "thank" and self.case.thanked,
            ClaimedAlready: step == "claim" and self.claimed_by == SOMEBODY,
            ClaimedBySomebodyElse: step == "release" and self.claimed_by != SOMEBODY,
            NobodyHandedItOver: step == "send_back" and not self.handed_by,
            WithheldAlready: step == "withhold" and self.is_withheld,
            NothingIsWithheld: step in ("restore", "object") and not self.is_withheld,
            ObjectedAlready: step == "object" and self.is_objected,
            NobodyObjects: step == "refuse_objection" and not self.is_objected,
            PartsAreOpen: ends and self.open_parts > 0,
            TooManyParts: step == "split" and self.parts == MOST_PARTS,
            CaseIsElsewhere: not leads(step, self.state),
        }
        return {refusal for refusal, is_there in reasons.items() if is_there}

    @rule(step=st.sampled_from(["refer", "cancel", "close"]))
    @precondition(lambda self: self.state in OPEN)
    def end_as_an_earlier_system_recorded(self, step):
        self._move(step, EVENTS[step])

    @rule()
    @precondition(lambda self: self.open_parts)
    def end_a_part(self):
        self._move("end_part", EVENTS["end_part"])
        self.open_parts -= 1

    def _move(self, step, event):
        assert leads(step, self.state)
        assert step not in ENDS or not self.open_parts
        if step == "split":
            self.parts, self.open_parts = self.parts + 1, self.open_parts + 1
        self.case = evolve(self.case, event)
        leaves = {"hand_over": "parks", "send_back": self.handed_by}.get(step, self.department)
        if step in ("claim", "release") or leaves != self.department:
            self.claimed_by = SOMEBODY if step == "claim" else ""
        before, self.state = self.state, plainly_after(step, self.state, self.ended_as)
        if step == "send_back":
            self.department = self.handed_by
        if step in ("hand_over", "send_back") or before != self.state:
            self.handed_by = "streets" if step == "hand_over" else ""
        if step == "hand_over":
            self.department = "parks"
        self.is_withheld = (self.is_withheld or step == "withhold") and step != "restore"
        self.is_objected = (self.is_objected or step == "object") and step not in (
            "restore",
            "refuse_objection",
        )
        assert self.state in STATES
        self.ended_as = self.state if self.state in ENDED else self.ended_as
        self.events += 1
        self.open_parts = 0 if self.state == "withdrawn" else self.open_parts

    @invariant()
    def the_case_is_where_the_table_says(self):
        expected = (
            *(NUMBER, self.state, self.events, self.department, REPORTER, self.ended_as),
            *(self.claimed_by, self.is_withheld, self.is_objected, self.parts, self.open_parts),
        )
        assert expected == (
            self.case.number,
            self.case.state,
            self.case.version,
            self.case.department,
            self.case.reporter,
            self.case.ended_as,
            self.case.claimed_by,
            bool(self.case.withheld),
            self.case.objected,
            self.case.parts,
            self.case.open_parts,
        )

    @invariant()
    def there_is_always_a_way_on_unless_it_was_withdrawn(self):
        ways = steps_from(self.state, "official") + steps_from(self.state, "reporter")
        assert bool(ways) == (self.state != "withdrawn")


LifeOfACase.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLifeOfACase = LifeOfACase.TestCase

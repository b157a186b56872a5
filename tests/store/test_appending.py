"""What an append promises: positions without gaps, one winner, once only, all or none."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from civic.cases.events import CaseAcknowledged, CaseFiled
from civic.kernel.journal import (
    Change,
    CommandIdWasUsedForSomethingElse,
    Message,
    Outcome,
    PersonIsErased,
    StreamHasMoved,
)
from civic.people.events import ErasureCarriedOut
from tests.builders.cases import case_acknowledged, case_answered, case_filed, filing
from tests.builders.clock import MONDAY_MORNING, SteppingClock


def everything(store):
    return store.read(0, 10_000, with_parts=True)


def test_an_event_reads_back_as_it_was_appended(node):
    filed = case_filed()

    outcome = node.store.append([filing(filed)], command_id="file")

    (recorded,) = node.store.load(f"case/{filed.case}")
    assert outcome == Outcome(position=0, count=1, repeated=False)
    assert recorded.event == filed
    assert (recorded.position, recorded.stream, recorded.version) == (0, f"case/{filed.case}", 1)
    assert recorded.erased == frozenset()


def test_reading_by_position_leaves_the_words_out_unless_asked_for(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")

    (without,) = node.store.read(0, 10)
    (with_parts,) = node.store.read(0, 10, with_parts=True)

    assert without.event.description is None
    assert with_parts.event == filed


def test_several_streams_are_read_at_once_each_for_itself(node):
    one, other = case_filed(), case_filed()
    node.store.append([filing(other)], command_id="other")
    node.store.append([filing(one)], command_id="one")
    node.store.append([Change(f"case/{one.case}", 1, [case_acknowledged(one.case)])], command_id="step")
    names = [f"case/{one.case}", "case/NOBODY", f"case/{other.case}"]

    together = node.store.load_together(names)

    assert together == [node.store.load(name) for name in names]
    assert [len(each) for each in together] == [2, 0, 1]


def test_a_stream_that_nobody_wrote_to_is_empty(node):
    assert node.store.load("case/NOBODY") == []
    assert node.store.size() == 0


def test_whoever_decided_on_an_older_version_is_told_that_the_stream_has_moved(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")
    stream = f"case/{filed.case}"
    node.store.append([Change(stream, 1, [case_acknowledged(filed.case)])], command_id="first")

    with pytest.raises(StreamHasMoved) as refused:
        node.store.append([Change(stream, 1, [case_acknowledged(filed.case)])], command_id="second")

    assert refused.value.facts == {"stream": stream}
    assert node.store.size() == 2
    assert node.store.outcome_of("second") is None


@pytest.mark.parametrize("expected", [1, 7])
def test_nobody_can_leave_versions_out(node, expected):
    filed = case_filed()

    with pytest.raises(StreamHasMoved):
        node.store.append([Change(f"case/{filed.case}", expected, [filed])], command_id="x")

    assert node.store.size() == 0


def test_of_sixteen_threads_that_decide_on_the_same_version_one_wins(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")
    barrier = threading.Barrier(16)

    def acknowledge(number):
        barrier.wait()
        change = Change(f"case/{filed.case}", 1, [case_acknowledged(filed.case, f"office-{number}")])
        try:
            return node.store.append([change], command_id=f"acknowledge-{number}").position
        except StreamHasMoved:
            return None

    with ThreadPoolExecutor(16) as pool:
        positions = list(pool.map(acknowledge, range(16)))

    (winner,) = [number for number, position in enumerate(positions) if position is not None]
    assert positions[winner] == 1
    assert node.store.load(f"case/{filed.case}")[1].event.office == f"office-{winner}"
    assert node.store.size() == 2


def test_a_command_on_two_streams_appends_to_both(node):
    first, second = case_filed(), case_filed()

    outcome = node.store.append([filing(first), filing(second)], command_id="both")

    assert outcome == Outcome(0, 2)
    assert [recorded.event for recorded in everything(node.store)] == [first, second]


def test_a_command_on_two_streams_appends_to_none_if_one_has_moved(node):
    first, second = case_filed(), case_filed()
    node.store.append([filing(first)], command_id="first")
    acknowledge = Change(f"case/{first.case}", 1, [case_acknowledged(first.case)])
    late = Change(f"case/{first.case}", 0, [case_acknowledged(first.case)])

    with pytest.raises(StreamHasMoved):
        node.store.append([filing(second), late], command_id="half")

    assert node.store.load(f"case/{second.case}") == []
    assert node.store.append([acknowledge, filing(second)], command_id="whole") == Outcome(1, 2)


def test_a_command_that_names_a_stream_twice_is_an_error_of_its_own_and_nobody_elses(node):
    change = filing()

    with pytest.raises(ValueError, match="each stream once"):
        node.store.append([change, change], command_id="twice")

    assert node.store.size() == 0


def test_the_same_command_id_leads_to_the_first_outcome_again(node):
    filed = case_filed()
    first = node.store.append([filing(filed)], command_id="file", fingerprint=b"hole")

    again = node.store.append([filing()], command_id="file", fingerprint=b"hole")

    assert again == Outcome(first.position, first.count, repeated=True)
    assert node.store.outcome_of("file", b"hole") == again
    assert [recorded.event for recorded in everything(node.store)] == [filed]


def test_a_later_step_sent_again_leads_to_its_first_outcome_too(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")
    step = Change(f"case/{filed.case}", 1, [case_acknowledged(filed.case)])
    first = node.store.append([step], command_id="step", fingerprint=b"step")

    assert node.store.append([step], command_id="step", fingerprint=b"step") == Outcome(
        first.position, 1, repeated=True
    )
    with pytest.raises(CommandIdWasUsedForSomethingElse):
        node.store.append([step], command_id="step", fingerprint=b"other")
    with pytest.raises(StreamHasMoved):
        node.store.append([step], command_id="late")
    assert node.store.size() == 2


def test_the_same_command_id_for_something_else_is_refused(node):
    node.store.append([filing()], command_id="file", fingerprint=b"hole")

    with pytest.raises(CommandIdWasUsedForSomethingElse):
        node.store.append([filing()], command_id="file", fingerprint=b"lamp")
    with pytest.raises(CommandIdWasUsedForSomethingElse):
        node.store.outcome_of("file", b"lamp")

    assert node.store.size() == 1


def test_sixteen_threads_that_send_the_same_command_get_one_outcome(installation):
    nodes = [installation.node(), installation.node()]
    barrier = threading.Barrier(16)

    def file(number):
        barrier.wait()
        return nodes[number % 2].store.append([filing()], command_id="file", fingerprint=b"same")

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(file, range(16)))

    assert {(outcome.position, outcome.count) for outcome in outcomes} == {(0, 1)}
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 15
    assert nodes[0].store.size() == 1
    assert len(nodes[0].rows("data_keys")) == 1


def test_time_never_goes_back_even_if_the_clock_does(installation):
    clock = SteppingClock()
    node = installation.node(clock)
    for number in range(3):
        node.store.append([filing()], command_id=f"before-{number}")
    clock.set(MONDAY_MORNING - timedelta(days=400))
    for number in range(3):
        node.store.append([filing()], command_id=f"after-{number}")
    other = installation.node(SteppingClock(MONDAY_MORNING - timedelta(days=1)))
    other.store.append([filing()], command_id="elsewhere")

    moments = [recorded.recorded_at for recorded in everything(node.store)]

    assert moments == sorted(moments)
    assert set(moments[3:]) == {moments[2]}


def test_a_batch_is_appended_whole(node):
    filed = [case_filed() for _ in range(3)]

    outcomes = node.store.append_batch([([filing(each)], f"import-{n}") for n, each in enumerate(filed)])

    assert outcomes == [Outcome(0, 1), Outcome(1, 1), Outcome(2, 1)]
    assert [recorded.event for recorded in everything(node.store)] == filed


def test_a_batch_with_one_refusal_is_not_appended_at_all(node):
    taken = case_filed()
    node.store.append([filing(taken)], command_id="first")

    with pytest.raises(StreamHasMoved):
        node.store.append_batch([([filing()], "fresh"), ([filing(taken)], "taken")])

    assert node.store.size() == 1
    assert node.store.outcome_of("fresh") is None


def test_a_batch_that_was_imported_before_changes_nothing(node):
    batch = [([filing()], "a"), ([filing()], "b")]
    node.store.append_batch(batch)

    again = node.store.append_batch(batch)

    assert again == [Outcome(0, 1, repeated=True), Outcome(1, 1, repeated=True)]
    assert node.store.size() == 2


def test_messages_are_stored_with_the_event_that_they_are_about(node):
    first, second = case_filed(), case_filed()
    stream = f"case/{second.case}"
    both = Change(stream, 0, [second, case_acknowledged(second.case)], frozenset({second.reporter}))

    node.store.append([filing(first), both], command_id="c", messages=[Message("case.changed", 1, 1)])

    ((_, topic, position, _, attempts, error),) = node.rows("outbox")
    assert (topic, position, attempts, error) == ("case.changed", 2, 0, None)
    assert isinstance(node.store.read(position, 1)[0].event, CaseAcknowledged)


def test_messages_of_a_refused_or_repeated_command_are_not_stored(node):
    filed = case_filed()
    message = Message("case.filed", 0, 0)
    node.store.append([filing(filed)], command_id="file", messages=[message])
    with pytest.raises(StreamHasMoved):
        node.store.append([filing(filed)], command_id="other", messages=[message])
    node.store.append([filing(filed)], command_id="file", messages=[message])

    assert len(node.rows("outbox")) == 1


def test_an_append_within_a_transaction_is_taken_back_with_it(node):
    erasure = Change("erasures", 0, [ErasureCarriedOut(ground="request")])

    def erase_and_fail():
        with node.database.writing() as connection:
            node.store.append_within(connection, erasure, "erase")
            raise OSError("no such disk")

    with pytest.raises(OSError, match="no such disk"):
        erase_and_fail()

    assert [node.rows(t) for t in ("events", "parts", "data_keys", "commands", "outbox")] == [[]] * 5
    assert node.store.append([erasure], command_id="erase") == Outcome(0, 1)


@pytest.mark.parametrize("table", ["parts", "data_keys", "commands", "outbox"])
def test_a_command_whose_rows_cannot_all_be_stored_leaves_none_behind(node, table):
    """The table is gone, which stands for whatever can fail after the events are written."""
    node.change(f"ALTER TABLE {table} RENAME TO {table}_elsewhere")

    with pytest.raises(Exception, match=table):
        node.store.append([filing()], command_id="file", messages=[Message("case.filed", 0, 0)])

    assert node.rows("events") == []
    node.change(f"ALTER TABLE {table}_elsewhere RENAME TO {table}")
    assert node.store.append(
        [filing()], command_id="file", messages=[Message("case.filed", 0, 0)]
    ) == Outcome(0, 1)


def test_nothing_more_is_written_about_somebody_who_was_erased_meanwhile(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")
    (loaded,) = node.store.load(f"case/{filed.case}")
    node.change("DELETE FROM parts")
    node.change("DELETE FROM data_keys")

    with pytest.raises(PersonIsErased):
        node.store.append([Change(loaded.stream, 1, [case_answered(loaded.event)])], command_id="answer")

    assert node.rows("data_keys") == []
    assert node.store.size() == 1


def test_somebody_may_be_introduced_by_one_change_and_concerned_by_another(node):
    first = case_filed()
    second = case_filed(reporter=first.reporter)
    other = Change(f"case/{second.case}", 0, [second])

    node.store.append([filing(first), other], command_id="two")

    assert [recorded.event for recorded in everything(node.store)] == [first, second]
    assert [type(recorded.event) for recorded in node.store.read(0, 9)] == [CaseFiled, CaseFiled]
    assert len(node.rows("data_keys")) == 1

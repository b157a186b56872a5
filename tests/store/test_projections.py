"""Read tables: each event once and in order, with the position in the same transaction."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text

from civic.cases.events import (
    CaseAcknowledged,
    CaseCancelled,
    CaseReopened,
    CaseResolved,
    ReopeningRequested,
)
from civic.cases.projections import CaseList
from civic.kernel.clock import from_timestamp, to_micros
from civic.kernel.journal import Change
from civic.kernel.place import Place
from civic.store.event_store import EventStore
from civic.store.projector import Projector
from civic.store.rebuild import Comparison, rebuild_all
from civic.store.tables import tracking
from tests.builders.cases import case_acknowledged, case_answered, case_filed, filing

seen = Table(
    "seen", MetaData(), Column("position", BigInteger, primary_key=True), Column("type", Text, nullable=False)
)


class Seen:
    """Notes every event once: a second time would be a duplicate key. Fails at `fails_at`."""

    name = "test.seen"
    tables = (seen,)

    def __init__(self, fails_at=None):
        self.fails_at = fails_at

    def apply(self, events, tables, connection):
        for recorded in events:
            row = {"position": recorded.position, "type": recorded.event.TYPE}
            connection.execute(tables["seen"].insert(), row)
            if recorded.position == self.fails_at:
                raise OSError("power is lost")


@pytest.fixture
def with_seen(installation):
    node = installation.node()
    with node.database.owning() as connection:
        seen.create(connection)
        if not installation.is_sqlite:
            connection.exec_driver_sql("GRANT ALL ON seen TO civic_app")
    return node


def micros(text):
    return to_micros(from_timestamp(text))


def file_many(store, count, prefix="c"):
    """File, acknowledge and answer `count` cases."""
    for number in range(count):
        filed = case_filed(department=("streets", "parks")[number % 2])
        stream = f"case/{filed.case}"
        store.append([filing(filed)], command_id=f"{prefix}-{number}")
        if number % 3:
            step = Change(stream, 1, [case_acknowledged(filed.case)])
            store.append([step], command_id=f"{prefix}-{number}-a")
        if number % 5 == 4:
            answer = Change(stream, 2 if number % 3 else 1, [case_answered(filed)])
            store.append([answer], command_id=f"{prefix}-{number}-b")


def test_a_read_table_and_how_far_it_is_change_together_or_not_at_all(with_seen):
    file_many(with_seen.store, 5)
    failing = Projector(with_seen.database, with_seen.store.read, (Seen(fails_at=3),))

    with pytest.raises(OSError, match="power"):
        failing.catch_up_with_all()

    assert (with_seen.rows("seen"), with_seen.rows("tracking")) == ([], [])

    size = Projector(with_seen.database, with_seen.store.read, (Seen(),)).catch_up_with_all()

    assert [position for position, _ in with_seen.rows("seen")] == list(range(size))
    assert with_seen.rows("tracking") == [("test.seen", size)]


def test_one_projection_that_fails_takes_the_others_of_its_batch_back(with_seen):
    file_many(with_seen.store, 5)
    both = Projector(with_seen.database, with_seen.store.read, (CaseList(), Seen(fails_at=4)))

    with pytest.raises(OSError, match="power"):
        both.catch_up(1)

    assert with_seen.rows("case_list") == []
    assert both.position() == 0


def test_a_new_projection_catches_up_while_the_others_wait_for_nothing(with_seen):
    file_many(with_seen.store, 3)
    Projector(with_seen.database, with_seen.store.read, (CaseList(),)).catch_up_with_all()
    rows = with_seen.rows("case_list")

    both = Projector(with_seen.database, with_seen.store.read, (CaseList(), Seen()))
    size = both.catch_up_with_all()

    assert with_seen.rows("case_list") == rows
    assert len(with_seen.rows("seen")) == size == with_seen.store.size()


def test_catching_up_returns_once_the_events_are_in_the_read_tables(node):
    filed = case_filed()
    outcome = node.store.append([filing(filed)], command_id="file")

    node.projector.catch_up(outcome.position + outcome.count)

    assert [row[0] for row in node.rows("case_list")] == [filed.case]
    assert node.projector.position() == 1


def test_nothing_is_left_out_of_tables_that_are_emptied_while_the_next_events_are_read(with_seen):
    database, store = with_seen.database, with_seen.store
    file_many(store, 4)
    Projector(database, store.read, (Seen(),)).catch_up_with_all()
    file_many(store, 4, "later")
    emptied = []

    def read(start, limit):
        events = store.read(start, limit)
        if not emptied:
            emptied.append(start)
            with database.owning() as connection:
                connection.execute(seen.delete())
                connection.execute(tracking.delete())
        return events

    size = Projector(database, read, (Seen(),)).catch_up_with_all()

    assert emptied != [0]
    assert [position for position, _ in with_seen.rows("seen")] == list(range(size))
    assert size == store.size()


def test_many_threads_that_wait_for_their_own_event_all_see_it(installation):
    nodes = [installation.node(), installation.node()]

    def file(number):
        node = nodes[number % 2]
        filed = case_filed()
        outcome = node.store.append([filing(filed)], command_id=f"c-{number}")
        node.projector.catch_up(outcome.position + outcome.count)
        return filed.case in {row[0] for row in node.rows("case_list")}

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(file, range(48)))


def test_several_projectors_apply_each_event_once(installation, with_seen):
    file_many(with_seen.store, 60)
    nodes = [installation.node() for _ in range(4)]
    projectors = [Projector(n.database, n.store.read, (Seen(), CaseList())) for n in nodes]
    barrier = threading.Barrier(4)

    def project(projector):
        barrier.wait()
        return projector.catch_up_with_all()

    with ThreadPoolExecutor(4) as pool:
        sizes = set(pool.map(project, projectors))

    size = with_seen.store.size()
    assert sizes == {size}
    assert [position for position, _ in with_seen.rows("seen")] == list(range(size))
    assert sum(row[3] for row in with_seen.rows("case_counts")) == 60


def test_rebuilt_tables_are_bit_identical_however_the_live_ones_came_to_be(node):
    for number in range(12):
        file_many(node.store, 1 + number % 3, f"round-{number}")
        node.projector.catch_up_with_all()
    tables = [table.name for table in CaseList.tables]
    before = {table: node.rows(table) for table in tables}

    compared = list(rebuild_all(node.database, node.store, [CaseList()], replace=True))

    assert compared == [Comparison(table, len(before[table]), 0) for table in tables]
    assert {table: node.rows(table) for table in tables} == before


def test_cases_that_moved_on_between_two_batches_leave_no_empty_count_behind(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")
    node.projector.catch_up_with_all()
    step = Change(f"case/{filed.case}", 1, [CaseAcknowledged(case=filed.case, office="streets")])
    node.store.append([step], command_id="step")
    node.projector.catch_up_with_all()

    assert node.rows("case_counts") == [("demo", "streets", "acknowledged", 1)]


def test_cases_are_counted_by_district_and_by_time_until_they_end_and_again_once_reopened(node):
    filed = case_filed(occurred_at="2026-09-07T08:14:59.000000Z")
    case, by = filed.case, {"case": filed.case, "office": "streets"}
    nowhere = case_filed(place=Place(), occurred_at="2026-09-07T08:15:00.000000Z")
    resolved = CaseResolved(**by, occurred_at="2026-09-08T10:00:00.000000Z", reporter=filed.reporter)
    first, second, third = (
        micros(f"2026-09-0{text}:00.000000Z") for text in ("7T08:00", "7T08:15", "8T10:00")
    )

    node.store.append([filing(filed)], command_id="filed")
    node.store.append([filing(nowhere)], command_id="nowhere")
    node.projector.catch_up_with_all()
    assert node.rows("open_by_district") == [("demo", "", 1), ("demo", "old-town", 1)]
    assert node.rows("case_flow") == [("demo", first, "filed", 1), ("demo", second, "filed", 1)]

    node.store.append([Change(f"case/{case}", 1, [resolved])], command_id="resolved")
    node.projector.catch_up_with_all()
    assert node.rows("open_by_district") == [("demo", "", 1)]
    assert ("demo", third, "ended", 1) in node.rows("case_flow")

    again = [ReopeningRequested(case=case, reporter=filed.reporter), CaseReopened(**by)]
    node.store.append([Change(f"case/{case}", 2, again)], command_id="again")
    node.projector.catch_up_with_all()
    assert node.rows("open_by_district") == [("demo", "", 1), ("demo", "old-town", 1)]

    node.store.append([Change(f"case/{case}", 4, [CaseCancelled(**by)])], command_id="cancelled")
    node.projector.catch_up_with_all()
    assert sum(cases for *_, step, cases in node.rows("case_flow") if step == "ended") == 2


@pytest.mark.parametrize(
    ("tampering", "table", "differing"),
    [
        ("UPDATE case_list SET state = 'resolved' WHERE position = 0", "case_list", 2),
        ("DELETE FROM case_list WHERE position = 0", "case_list", 1),
        (
            "UPDATE case_counts SET cases = cases + 1 WHERE department = 'parks' AND state = 'received'",
            "case_counts",
            2,
        ),
    ],
)
def test_a_rebuild_finds_and_mends_a_read_table_that_was_tampered_with(node, tampering, table, differing):
    file_many(node.store, 10)
    node.projector.catch_up_with_all()
    before = node.rows(table)
    node.change(tampering)

    only_compared = {
        c.table: c.differing for c in rebuild_all(node.database, node.store, [CaseList()], replace=False)
    }
    still = node.rows(table)
    mended = {
        c.table: c.differing for c in rebuild_all(node.database, node.store, [CaseList()], replace=True)
    }

    assert only_compared[table] == mended[table] == differing
    assert still != before
    assert node.rows(table) == before


@pytest.mark.parametrize("claimed", [0, 4, 99])
def test_a_position_that_was_tampered_with_is_mended_by_a_rebuild_and_by_nothing_less(node, claimed):
    file_many(node.store, 10)
    node.projector.catch_up_with_all()
    before = node.rows("case_list"), node.rows("case_counts"), node.rows("tracking")
    node.change(f"UPDATE tracking SET position = {claimed}")
    claim = node.rows("tracking")

    list(rebuild_all(node.database, node.store, [CaseList()], replace=False))
    only_compared = node.rows("case_list"), node.rows("case_counts"), node.rows("tracking")
    list(rebuild_all(node.database, node.store, [CaseList()], replace=True))

    assert only_compared == (*before[:2], claim)
    assert (node.rows("case_list"), node.rows("case_counts"), node.rows("tracking")) == before


def test_what_differs_is_named_by_its_key(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")
    node.projector.catch_up_with_all()
    node.change("UPDATE case_list SET state = 'resolved'")
    node.change("DELETE FROM case_counts")

    compared = rebuild_all(node.database, node.store, [CaseList()], replace=False)
    named = {comparison.table: comparison.named for comparison in compared}

    assert (named["case_list"], named["case_counts"]) == ((filed.case,), ("demo streets received",))


def test_a_rebuild_leaves_no_table_behind(node):
    file_many(node.store, 2)
    list(rebuild_all(node.database, node.store, [CaseList()], replace=True))

    with pytest.raises(Exception, match="case_list__rebuilt"):
        node.rows("case_list__rebuilt")


class Busy(EventStore):
    """A store that others write to at the very moment when a rebuild believes to have seen everything."""

    others = ()

    def read(self, start, limit, *, with_parts=False):
        found = super().read(start, limit, with_parts=with_parts)
        if not found and self.others:
            batch, self.others = self.others, ()
            self.append_batch(batch)
        return found


def test_a_rebuild_misses_nothing_that_is_written_meanwhile(installation):
    node = installation.node()
    file_many(node.store, 3)
    node.projector.catch_up_with_all()
    node.store.__class__ = Busy
    node.store.others = [([filing()], f"late-{number}") for number in range(1100)]

    compared = list(rebuild_all(node.database, node.store, [CaseList()], replace=True))

    assert {c.table: c.differing for c in compared} == {table.name: 0 for table in CaseList.tables}
    assert len(node.rows("case_list")) == 1103

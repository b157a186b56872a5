"""Where open cases are looked for: rows come and go with the state, however the events came in batches."""

from civic.cases.events import CaseReopened, CaseResolved, CaseSupported, ReopeningRequested
from civic.cases.known_nearby import find_nearby
from civic.cases.likely_duplicates import Matter
from civic.cases.projections import CaseList
from civic.cities.duplicates import DuplicateRule
from civic.kernel.clock import from_micros
from civic.kernel.journal import Change
from civic.kernel.place import Place, Point
from civic.store.rebuild import rebuild_all
from tests.builders.cases import case_filed, filing

HERE = Point.from_degrees(45.001, -30.02)
AT_THE_MARKET = Place(HERE, "old-town", "harbour-market")


def append(node, stream, version, *events):
    node.store.append([Change(stream, version, events)], command_id=f"{stream}-{version}")


def end(node, filed, version=1):
    resolved = CaseResolved(case=filed.case, office="streets", reporter=filed.reporter)
    append(node, f"case/{filed.case}", version, resolved)


def found(node, place=AT_THE_MARKET, *, days=60, service="pothole"):
    node.projector.catch_up_with_all()
    now = from_micros(max(filed_at for *_, filed_at, _, _, _ in node.rows("open_places") or [(0, 0, 0, 0)]))
    with node.database.reading() as connection:
        rule = DuplicateRule(within_days=days)
        near = find_nearby(connection, Matter(service, place, now), "demo", [service], rule)
    return [each.number for each in near]


def test_a_case_is_found_near_its_point_and_in_its_part_of_the_city_as_long_as_it_is_open(node):
    filed = case_filed(place=AT_THE_MARKET)
    node.store.append([filing(filed)], command_id="file")

    assert found(node) == [filed.case]
    assert found(node, Place(None, "old-town", "harbour-market")) == [filed.case]
    assert found(node, Place(Point.from_degrees(45.1, -30.02), "old-town", "harbour-market")) == []
    assert found(node, service="bench") == []

    end(node, filed)
    node.projector.catch_up_with_all()
    assert node.rows("open_places") == []

    again = (
        ReopeningRequested(case=filed.case, reporter=filed.reporter),
        CaseReopened(case=filed.case, office="streets"),
    )
    append(node, f"case/{filed.case}", 2, *again)
    assert found(node) == [filed.case]


def test_a_case_without_a_point_is_found_from_a_point_in_the_same_part(node):
    filed = case_filed()
    node.store.append([filing(filed)], command_id="file")

    assert found(node) == [filed.case]


def test_what_is_older_than_the_rule_is_not_looked_at(node):
    old, new = (case_filed(place=AT_THE_MARKET, occurred_at=f"2026-0{m}-01T08:00:00.000000Z") for m in (3, 6))
    for number, each in enumerate((old, new)):
        node.store.append([filing(each)], command_id=f"file-{number}")

    assert found(node, days=60) == [new.case]
    assert sorted(found(node, days=200)) == sorted([old.case, new.case])


def test_the_tables_are_the_same_in_one_batch_or_in_many(node):
    for number in range(4):
        filed = case_filed(place=AT_THE_MARKET)
        node.store.append([filing(filed)], command_id=f"file-{number}")
        node.projector.catch_up_with_all()
        for version in range(number):
            append(node, f"support/{filed.case}", version, CaseSupported(case=filed.case, channel="web"))
            node.projector.catch_up_with_all()
        if number % 2:
            end(node, filed)

    node.projector.catch_up_with_all()
    compared = list(rebuild_all(node.database, node.store, [CaseList()], replace=False))

    assert [each.table for each in compared if not each.is_identical] == []
    assert sorted(people for _, people in node.rows("case_supporters")) == [1, 2, 3]
    assert len(node.rows("open_places")) == 4

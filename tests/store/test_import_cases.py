"""`civic import cases`: what gets into the log, what does not, and what is said about it."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from civic.app import create_app
from civic.bootstrap import build
from civic.cases.commands import AcknowledgeCase, ResolveCase
from civic.cases.events import CaseCancelled, CaseClosed, CaseFiled, CaseReferred, CaseResolved, Source
from civic.cases.imports import endings
from civic.cases.imports import run as running
from civic.cases.imports.bookmark import Tally
from civic.cases.imports.export import open_export
from civic.cases.imports.run import Import
from civic.cases.imports.takeover import Identities
from civic.cities.city_import import import_city
from civic.cities.mapping_file import SHIPPED
from civic.cities.registry import Cities
from civic.cli import Context, civic
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.place import Place, Point
from civic.people.demonstration import demo_official
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage
from ledger.verify import verify_log
from tests.builders.cases import file_case
from tests.unit.cities.city_packs import districts, feature
from tests.unit.cities.exports import HEADER, export, line
from tests.web.browser import Browser

ZONE = "America/Los_Angeles"
VALLEY = [[-118.6, 34.1], [-118.4, 34.1], [-118.4, 34.3], [-118.6, 34.3], [-118.6, 34.1]]
REJECTS = "line,field,value,reason\n"


@pytest.fixture
def la(platform, tmp_path):
    file = tmp_path / "districts.geojson"
    file.write_text(
        json.dumps(districts(feature({"code": "6", "names": {"en": "Six"}, "name": "6"}, VALLEY)))
    )
    return import_city(platform.settings.var / "cities", "la", "Los Angeles", ZONE, file)


@pytest.fixture
def command(platform):
    """Run `civic import cases` and return its exit status, output and error output."""
    context = Context(make_app=lambda _platform: None, make_platform=lambda _settings: platform)

    def run(file, *options, city="la", mapping="myla311"):
        arguments = ["import", "cases", str(file), "--city", city, "--mapping", mapping, *map(str, options)]
        result = CliRunner().invoke(civic, arguments, obj=context)
        return result.exit_code, result.stdout, result.stderr

    return run


def recorded(platform):
    return [each.event for each in platform.journal.read(0, 100_000) if each.stream.startswith("case/")]


def rejects_of(platform, name="export"):
    return (platform.settings.var / "imports" / f"{name}.rejects.csv").read_text(encoding="utf-8")


def prepared(platform, file):
    return import_into(platform, platform.journal, platform.projector, file)


def import_into(platform, journal, projector, file):
    var = platform.settings.var
    return Import(
        open_export(file, "myla311", "la", platform.cities, var / "cities"),
        key=platform.secrets.code_key,
        journal=journal,
        projector=projector,
        clock=platform.clock,
        directory=var / "imports",
    )


def lines(count, **cells):
    return [line(srnumber=f"1-{number}", **cells) for number in range(1, count + 1)]


def test_rows_become_the_events_that_really_happened(platform, la, command, tmp_path):
    file = export(
        tmp_path,
        HEADER,
        line(srnumber="1-1", status="Closed"),
        line(srnumber="1-2", status="Open", closeddate=""),
        line(srnumber="1-3", status="Cancelled"),
        line(srnumber="1-4", status="Referred Out", requestsource="Driver Self Report"),
    )
    status, output, errors = command(file)

    identities = Identities(platform.secrets.code_key, "la", "myla311")
    numbers = [identities.number(f"1-{each}") for each in range(1, 5)]
    filed = CaseFiled(
        case=CaseNumber(numbers[0]),
        city="la",
        service="bulky-items",
        kind="request",
        department="sanitation",
        channel="phone",
        place=Place(Point(34_194_028, -118_499_472), "6", None, "16815 W VANOWEN ST, 91406"),
        occurred_at="2020-01-01T08:05:00.000000Z",
        source=Source("myla311", "1-1"),
    )
    ending = {"office": "sanitation", "occurred_at": "2020-01-02T16:43:00.000000Z"}
    assert (status, errors) == (0, "")
    assert recorded(platform) == [
        filed,
        CaseClosed(case=numbers[0], **ending),
        replace(filed, case=numbers[1], source=Source("myla311", "1-2")),
        replace(filed, case=numbers[2], source=Source("myla311", "1-3")),
        CaseCancelled(case=numbers[2], **ending),
        replace(filed, case=numbers[3], source=Source("myla311", "1-4"), channel="driver_report"),
        CaseReferred(case=numbers[3], **ending),
    ]
    assert output.startswith("export.csv: 4 rows read\n4 cases added, 0 already there, 0 rejected\n7 events")
    assert "rejects" not in output
    assert platform.projector.position() == platform.journal.size()


def test_a_second_run_adds_nothing(platform, la, command, tmp_path):
    file = export(tmp_path, HEADER, *lines(5))
    command(file)
    before = platform.journal.size()

    status, output, _ = command(file)

    assert status == 0
    assert "0 cases added, 5 already there, 0 rejected\n0 events added" in output
    assert platform.journal.size() == before


def test_a_row_that_stands_in_the_file_twice_is_one_case(platform, la, command, tmp_path):
    file = export(tmp_path, HEADER, line(), line())

    assert "1 cases added, 1 already there" in command(file)[1]


def test_a_case_has_the_same_number_in_any_file(platform, la, command, tmp_path):
    command(export(tmp_path, HEADER, line(srnumber="1-1")))
    (tmp_path / "later").mkdir()

    _, output, _ = command(export(tmp_path / "later", HEADER, line(srnumber="1-1"), line(srnumber="1-2")))

    assert "1 cases added, 1 already there" in output


def case_here(platform, source_id):
    return Identities(platform.secrets.code_key, "la", "myla311").number(source_id)


def test_a_case_that_ended_since_an_earlier_import_is_ended_here_too_and_only_once(
    platform, la, command, tmp_path
):
    open_then = [line(srnumber=f"1-{n}", status="Open", closeddate="") for n in range(1, 4)]
    command(export(tmp_path, HEADER, *open_then))
    newer = export(
        tmp_path, HEADER, line(srnumber="1-1"), line(srnumber="1-2", status="Cancelled"), open_then[2]
    )

    status, output, _ = command(newer)
    again = command(newer)[1]

    ended = {"office": "sanitation", "occurred_at": "2020-01-02T16:43:00.000000Z"}
    assert status == 0
    assert (
        "0 cases added, 3 already there, 0 rejected\n2 of those already there have ended since; "
        "that is taken over\n2 events added" in output
    )
    assert recorded(platform)[3:] == [
        CaseClosed(case=case_here(platform, "1-1"), **ended),
        CaseCancelled(case=case_here(platform, "1-2"), **ended),
    ]
    assert states(platform) == {"closed": 1, "cancelled": 1, "received": 1}
    assert "0 cases added, 3 already there, 0 rejected\n0 events added" in again


def test_a_row_that_stands_in_the_file_twice_ends_its_case_once(platform, la, command, tmp_path):
    command(export(tmp_path, HEADER, line(status="Open", closeddate="")))

    command(export(tmp_path, HEADER, line(), line(status="Cancelled")))

    assert [type(event) for event in recorded(platform)] == [CaseFiled, CaseClosed]


def test_what_was_decided_here_meanwhile_stays_as_it_was_decided(platform, la, command, tmp_path):
    command(export(tmp_path, HEADER, *lines(2, status="Open", closeddate="")))
    first, second = case_here(platform, "1-1"), case_here(platform, "1-2")
    platform.cases.work(AcknowledgeCase(case=first, office="sanitation"), command_id="a")
    words = Text("Fetched on Monday.", "en")
    platform.cases.work(ResolveCase(case=second, office="sanitation", answer=words), command_id="b")

    output = command(export(tmp_path, HEADER, *lines(2)))[1]

    assert "1 of those already there have ended since" in output
    assert [type(event) for event in recorded(platform)][3:] == [CaseResolved, CaseClosed]
    assert states(platform) == {"closed": 1, "resolved": 1}


def test_an_official_who_acts_in_the_middle_of_an_import_keeps_no_ending_out(
    platform, la, tmp_path, monkeypatch
):
    prepared(platform, export(tmp_path, HEADER, *lines(2, status="Open", closeddate=""))).run()
    decide, moments = endings.change_of_ending, iter(["the first time that an ending is decided"])

    def change_of_ending(command, number, history):
        change = decide(command, number, history)
        if next(moments, None):
            acknowledge = AcknowledgeCase(case=CaseNumber(number), office="sanitation")
            platform.cases.work(acknowledge, command_id="acknowledge")
        return change

    monkeypatch.setattr(endings, "change_of_ending", change_of_ending)
    tally = prepared(platform, export(tmp_path, HEADER, *lines(2))).run()

    assert (tally.ended_since, tally.events) == (2, 2)
    assert states(platform) == {"closed": 2}


def test_an_import_is_the_same_on_either_database(platform, node, la, tmp_path):
    file = export(tmp_path, HEADER, *lines(3, status="Cancelled"))

    first = import_into(platform, node.store, node.projector, file).run()
    second = import_into(platform, node.store, node.projector, file).run()

    assert (first, second) == (Tally(rows=3, added=3, events=6), Tally(rows=3, already_there=3))
    assert {(row[0], row[4]) for row in node.rows("case_list")} == {
        (event.case, "cancelled") for event in (each.event for each in node.store.read(0, 100))
    }


def test_a_number_that_another_case_has_is_not_taken(platform, la, tmp_path, monkeypatch):
    taken = Identities.number(Identities(b"", "", ""), "taken")
    number = Identities.number
    monkeypatch.setattr(
        Identities,
        "number",
        lambda self, source, attempt=0: number(self, source, attempt) if attempt else taken,
    )

    tally = prepared(platform, export(tmp_path, HEADER, *lines(3))).run()

    cases = {event.case for event in recorded(platform)}
    assert (tally.added, len(cases), taken in cases) == (3, 3, True)


def test_rejected_rows_are_listed_with_what_is_wrong_and_the_others_are_taken(
    platform, la, command, tmp_path
):
    file = export(
        tmp_path,
        HEADER,
        line(srnumber="1-1"),
        line(srnumber="1-2", createddate="3/8/20 2:30", closeddate="3/9/20 2:30"),
        line(srnumber="1-3", createddate="2/30/20 0:00", requesttype="=HYPERLINK(1)"),
        line(srnumber="1-4", longitude="-190", address='"x", 1'),
    )

    status, output, errors = command(file)

    assert rejects_of(platform) == REJECTS + (
        "3,createddate,3/8/20 2:30,did not happen in America/Los_Angeles: "
        "the clocks were put forward over it\n"
        "4,requesttype,'=HYPERLINK(1),is a type of request that the mapping lacks\n"
        '4,createddate,2/30/20 0:00,"is no time that exists, written like %m/%d/%y %H:%M"\n'
        "5,longitude,'-190,is not on Earth\n"
    )
    assert status == 1
    assert "1 cases added, 0 already there, 3 rejected" in output
    assert output.endswith(f"rejects: {platform.settings.var / 'imports' / 'export.rejects.csv'}\n")
    assert errors == (
        "Error: rows rejected: 3, the first in line 3: createddate '3/8/20 2:30' did not happen in "
        "America/Los_Angeles: the clocks were put forward over it\n"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "export.csv is empty"),
        (b"srnumber,status\n1-1,Closed\n", "The file lacks the columns requesttype, createddate"),
        (b"\xff\xfe\x00s\n", "The first line of export.csv"),
        (HEADER.replace("address", "cd").encode(), "The file lacks the columns address"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_line(platform, la, command, tmp_path, content, message):
    before = platform.journal.size(), platform.cities.get("la")

    status, output, errors = command(export(tmp_path, content))

    assert (status, output) == (1, "")
    assert errors.startswith(f"Error: {message}")
    assert errors.count("\n") == 1
    assert (platform.journal.size(), platform.cities.get("la")) == before


def test_a_file_that_is_not_there_is_named(platform, la, command, tmp_path):
    assert command(tmp_path / "none.csv") == (
        1,
        "",
        "Error: none.csv cannot be read: No such file or directory\n",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"city": "nowhere"}, "There is no city 'nowhere'; known are: demo, la"),
        ({"mapping": "none"}, "There is no mapping 'none'; known are: myla311"),
        ({"mapping": "none.toml"}, "The mapping none.toml cannot be used"),
        ({"city": "demo"}, "demo comes with the platform and lacks"),
    ],
)
def test_an_unknown_city_or_mapping_is_refused_and_the_known_ones_are_named(
    platform, la, command, tmp_path, options, message
):
    status, output, errors = command(export(tmp_path, HEADER, line()), **options)

    assert (status, output) == (1, "")
    assert message in errors
    assert recorded(platform) == []


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        (line(srnumber="1-2", address="Ca\xf1on Dr").encode("latin-1"), "is not UTF-8 at byte"),
        (line(srnumber="1-2").encode()[:40], "the file ends in the middle of this line"),
    ],
)
def test_a_broken_line_is_rejected_and_the_command_says_so(platform, la, command, tmp_path, tail, reason):
    status, output, errors = command(export(tmp_path, HEADER, line(), tail))

    assert status == 1
    assert "1 cases added, 0 already there, 1 rejected" in output
    assert reason in errors
    assert reason in rejects_of(platform)


def test_services_and_departments_of_the_mapping_are_added_to_the_city(platform, la, command, tmp_path):
    command(export(tmp_path, HEADER, line()))

    city = Cities([platform.settings.var / "cities"]).get("la")
    assert city.service("bulky-items").department == "sanitation"
    assert city.department("water-power").names == {"en": "Department of Water and Power"}


def test_a_mapping_may_be_a_file_of_ones_own(platform, la, command, tmp_path):
    own = tmp_path / "own.toml"
    shipped = (SHIPPED / "myla311.toml").read_text(encoding="utf-8")
    own.write_text(shipped.replace('"Call" = "phone"', '"Call" = "counter"'), encoding="utf-8")

    command(export(tmp_path, HEADER, line()), mapping=str(own))

    (filed, _) = recorded(platform)
    assert (filed.channel, filed.source) == ("counter", Source("own", "1-1"))


def test_rejects_do_not_overwrite_a_file_that_holds_something_else(platform, la, command, tmp_path):
    file = export(tmp_path, HEADER, line())
    before = file.read_bytes()

    status, _, errors = command(file, "--rejects", file)

    assert (status, file.read_bytes()) == (1, before)
    assert "holds something else than rejects" in errors
    assert recorded(platform) == []


def test_two_imports_do_not_write_the_same_rejects(platform, la, command, tmp_path):
    file = export(tmp_path, HEADER, line())
    said = []

    prepared(platform, file).run(lambda _offset: said.append(command(file)))

    assert said[0][0] == 1
    assert said[0][2].startswith("Error: another import is writing")


class Interrupted(Exception):
    pass


def interrupt_after(batches):
    remaining = iter(range(batches))

    def on_progress(_offset):
        if next(remaining, None) is None:
            raise Interrupted

    return on_progress


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)


def test_an_interrupted_import_goes_on_where_it_stopped(platform, la, tmp_path, small_batches):
    file = export(tmp_path, HEADER, *lines(3), "broken\n", *[line(srnumber=f"2-{n}") for n in range(4)])
    first = prepared(platform, file)
    with pytest.raises(Interrupted):
        first.run(interrupt_after(2))

    second = prepared(platform, file)
    tally = second.run()

    assert second.start.position.line == 8
    assert tally == Tally(rows=8, added=7, rejected=1, events=14)
    assert len({event.case for event in recorded(platform)}) == 7
    assert rejects_of(platform).count("\n") == 2
    assert [each.name for each in (platform.settings.var / "imports").iterdir()] == ["export.rejects.csv"]


def interrupted(platform, file):
    with pytest.raises(Interrupted):
        prepared(platform, file).run(interrupt_after(1))


def test_a_file_that_changed_is_read_from_the_beginning(platform, la, tmp_path, small_batches):
    file = export(tmp_path, HEADER, "broken\n", *lines(5))
    interrupted(platform, file)
    export(tmp_path, HEADER, *lines(5))

    again = prepared(platform, file)
    tally = again.run()

    assert again.start.position is None
    assert (tally.added, tally.already_there) == (2, 3)
    assert rejects_of(platform) == REJECTS


@pytest.mark.parametrize("damage", ["{", "[]", "{}", '{"position": 1, "tally": 2}', ""])
def test_a_damaged_bookmark_is_as_good_as_none(platform, la, tmp_path, small_batches, damage):
    file = export(tmp_path, HEADER, *lines(6))
    interrupted(platform, file)
    (bookmark,) = (platform.settings.var / "imports").glob("*.json")
    bookmark.write_text(damage)

    again = prepared(platform, file)

    assert again.run().rows == 6
    assert again.start.position is None


def test_a_bookmark_is_not_believed_when_the_log_lacks_its_last_case(platform, la, tmp_path, small_batches):
    file = export(tmp_path, HEADER, *lines(6))
    interrupted(platform, file)
    (bookmark,) = (platform.settings.var / "imports").glob("*.json")
    command_id = Identities(platform.secrets.code_key, "la", "myla311").command_id("1-4")
    assert command_id in bookmark.read_text()
    bookmark.write_text(bookmark.read_text().replace(command_id, "import-of-a-lost-database"))

    again = prepared(platform, file)
    again.run()

    assert again.start.position is None


def test_ten_thousand_requests_of_los_angeles_are_taken_over_and_the_log_verifies(platform, shared, command):
    data = shared / "data"
    requests = data / "myla311_2020_10k.csv"
    root = platform.settings.var / "cities"
    import_city(root, "la", "Los Angeles", ZONE, data / "la_council_districts_2012.geojson")
    with requests.open(encoding="utf-8", newline="") as file:
        rows = {row["srnumber"]: row for row in csv.DictReader(file)}

    status, output, errors = command(requests)

    assert (status, errors) == (0, "")
    assert "10,000 cases added, 0 already there, 0 rejected\n19,969 events added" in output
    assert states(platform) == states_expected(rows.values())
    # The published points and the column `cd` differ at the borders: 36 rows; 11 have neither.
    filed = [event for event in recorded(platform) if isinstance(event, CaseFiled)]
    agreeing = sum(event.place.district == rows[event.source.number]["cd"] for event in filed)
    assert agreeing >= 0.995 * len(rows)
    client = create_app(platform).test_client()
    assert weeks_of_figures(client) == weeks_expected(rows.values())
    assert counts(platform.case_lists.cases_by_service("la")) == counts(column("requesttype", rows.values()))
    waiting = [row for row in rows.values() if row["status"] in ("Open", "Pending")]
    # The city's sanitation has two names in the file.
    owners = [{**row, "owner": row["owner"].replace("LASAN", "BOS")} for row in waiting]
    assert counts(platform.case_lists.open_counts("la")) == counts(column("owner", owners))
    assert faults_of_published_log(platform) == []


def test_what_was_taken_over_is_worked_with_the_demo_roles_and_what_is_new_goes_the_same_way(
    platform, la, command, tmp_path
):
    command(export(tmp_path, HEADER, *lines(2, status="Open", closeddate="")))
    (old, _) = (event for event in recorded(platform) if isinstance(event, CaseFiled))
    platform = build(platform.settings, clock=platform.clock)  # a site that starts after the import
    point = Point.from_degrees(34.2, -118.5)
    new = platform.cases.file(
        file_case(city="la", service=old.service, point=point, address=None), command_id="new"
    ).case
    caseworker, reader, elsewhere = (
        signed_in(platform, department, role)
        for department, role in (
            (old.department, "caseworker"),
            (old.department, "reader"),
            ("city", "caseworker"),
        )
    )

    queue = caseworker.open("/en/office/queue?city=la")
    assert len(queue.soup.select("table.queue tbody tr")) == 3
    assert not elsewhere.open("/en/office/queue?city=la").soup.select("table.queue tbody tr")
    for case in (old.case, new):
        page = caseworker.send(caseworker.open(f"/en/office/cases/{case}"), "/acknowledgement")
        caseworker.send(page, "/resolution", answer="It is gone.")
        assert "It is gone." in reader.open(f"/en/cases/{case}?city=la").text
        assert platform.cases.page(case).case.state == "resolved"
        assert not reader.open(f"/en/office/cases/{case}").soup.select("form.act")
    platform.close()


def signed_in(platform, department, role):
    official = demo_official(platform.officials, "la", department, role)
    browser = Browser(create_app(platform).test_client())
    with browser.client.session_transaction() as session:
        session["sign_in"] = platform.officials.sign_ins.begin(official.id, "demonstration")
    return browser


def column(name, rows):
    return Counter(row[name] for row in rows)


def counts(by):
    """Return how many there are of each, whatever they are called."""
    return sorted(cases for cases in by.values() if cases)


def states(platform):
    with platform.database.reading() as connection:
        return Counter(
            dict(connection.exec_driver_sql("SELECT state, count(*) FROM case_list GROUP BY 1").all())
        )


def states_expected(rows):
    words = {"Closed": "closed", "Cancelled": "cancelled", "Referred Out": "referred"}
    return Counter(words.get(row["status"], "received") for row in rows)


def weeks_of_figures(client):
    """Return what the page of figures counts in each week, from the weeks with cases that it leads to."""
    found, address = {}, "/en/figures?city=la"
    while address:
        page = BeautifulSoup(client.get(address).data, "html.parser")
        links = {link.get_text(strip=True): link["href"] for link in page.select("main a")}
        file = next(href for href in links.values() if "/cases-by-week.csv" in href)
        for row in csv.DictReader(io.StringIO(client.get(file).get_data(as_text=True))):
            found |= {(row["week_from"], step): int(row[step]) for step in ("filed", "ended")}
        address = links.get("Earlier weeks")
    return Counter({key: cases for key, cases in found.items() if cases})


def weeks_expected(rows):
    """Count the same from the file alone, whose times are local; of some that are closed it says no time."""
    expected = Counter()
    for row in rows:
        expected[monday(row["createddate"]), "filed"] += 1
        if row["status"] in ("Closed", "Cancelled", "Referred Out") and row["closeddate"]:
            expected[monday(row["closeddate"]), "ended"] += 1
    return expected


def monday(moment):
    month, day, year = map(int, moment.split()[0].split("/"))
    day = date(2000 + year, month, day)
    return (day - timedelta(days=day.weekday())).isoformat()


def faults_of_published_log(platform):
    size = platform.publisher.publish()
    policy = parse_policy(platform.log.policy())
    outcome = verify_log(DirectoryStorage(platform.settings.log_directory), policy, jobs=2)
    assert outcome.entries == size == platform.journal.size()
    return outcome.faults

"""A case is split into parts for several offices: each works by itself; its reporter hears of the whole."""

import pytest

from civic.cases import commands as c
from civic.cases.events import CaseSplit, PartEnded, PartFellAway, PartOpened
from civic.cases.handlers import persons_of_case
from civic.cases.model import CaseHasChanged, PartOfAnotherCase, PartsAreOpen
from civic.cases.public_list import Filters
from civic.kernel.errors import InputHasFaults
from civic.kernel.event import take_apart
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.kernel.photo import photos_of
from civic.store.rebuild import rebuild_all
from tests.builders.cases import file_case
from tests.builders.photos import picture
from tests.web.browser import Browser
from tests.web.journeys import sign_in

LAMP = c.NewPart(service="street-light", description=Text("Straighten the lamp.", "en"))
TREE = c.NewPart(service="tree", description=Text("Take the tree away.", "en"))
DONE = Text("It is done.", "en")


def split(platform, case, *parts, command_id="split", **more):
    """Let the roads split a case; return the numbers of its parts."""
    command = c.SplitCase(case=case, office="streets", parts=parts or (LAMP, TREE), **more)
    platform.cases.work(command, command_id=command_id)
    return platform.cases.page(case).parts


def resolve(platform, case, office="lighting"):
    command = c.ResolveCase(case=case, office=office, answer=DONE)
    platform.cases.work(command, command_id=f"resolve-{case}-{platform.cases.page(case).case.version}")


def events_of(platform, case):
    return [each.event for each in platform.cases.page(case).events]


@pytest.fixture
def office_of(app):
    def signed_in(department):
        browser = Browser(app.test_client())
        sign_in(browser, department)
        return browser

    return signed_in


TYPED = {
    "parts__1__service": "street-light",
    "parts__1__description": "Straighten the lamp.",
    "parts__2__service": "tree",
    "parts__2__description": "Take the tree away.",
}


def told(page):
    return [each.get_text().strip() for each in page.soup.select(".what")]


def in_queue(browser, whose=""):
    page = browser.open(f"/en/office/queue?departments={whose}")
    return {each.get_text(): each.find_parent("tr") for each in page.soup.select("tr .number.muted")}


def test_an_official_sees_to_which_office_each_part_goes_before_it_is_sent(official, platform, case):
    page = official.open(f"/en/office/cases/{case}/parts")
    page = official.send(page, "/parts", button="check", **TYPED)

    assert [each.get_text() for each in page.soup.select("dd strong")] == [
        "Public lighting and signals",
        "Parks and playgrounds",
    ]
    assert platform.cases.page(case).parts == []

    page = official.send(page, "/parts", button="send")

    assert "2 parts: 0 have ended" in page.text
    assert told(page)[-1] == "Roads and footpaths split the case. New parts: 2."
    assert len(platform.cases.page(case).parts) == 2


def test_a_part_is_a_case_of_its_own_in_the_same_place_with_a_number_and_a_time_of_its_own(platform, case):
    lamp, tree = split(platform, case)

    whole, part = platform.cases.page(case, sealed=True), platform.cases.page(lamp, sealed=True)
    assert len({case, lamp, tree}) == 3
    assert (part.case.state, part.case.department) == ("received", "lighting")
    assert part.filed.place == whole.filed.place
    assert part.case.promise == ("settle", part.filed.settle_by)
    assert part.case.settle_by != whole.case.settle_by


def test_nothing_that_is_sealed_goes_to_a_part(platform, case):
    lamp, _ = split(platform, case)

    _, parts = take_apart(platform.cases.page(lamp, sealed=True).filed)
    assert [(each.name, list(each.value)) for each in parts] == [("content.reporter", ["description"])]
    assert parts[0].person != platform.cases.page(case).filed.reporter


def test_whole_and_parts_are_written_in_one_append(platform, case):
    size = platform.journal.size()

    lamp, tree = split(platform, case)

    positions = [platform.cases.page(each).events[-1].position for each in (case, lamp, tree)]
    assert sorted(positions) == [size, size + 1, size + 2]


def test_the_same_command_splits_once(platform, case):
    first = split(platform, case)

    assert split(platform, case) == first


def test_of_two_who_split_at_once_one_learns_of_the_other(official, platform, case):
    page = official.open(f"/en/office/cases/{case}/parts")
    split(platform, case, LAMP)

    page = official.send(page, "/parts", button="check", **TYPED)

    assert page.status == 409
    assert "1 part: 0 have ended" in page.text
    assert page.value("parts.2.description") == "Take the tree away."

    page = official.send(official.send(page, "/parts", button="check"), "/parts", button="send")
    assert "3 parts: 0 have ended" in page.text


def test_a_version_that_somebody_saw_before_is_out_of_date(platform, case):
    split(platform, case, seen_version=1)

    with pytest.raises(CaseHasChanged):
        split(platform, case, command_id="again", seen_version=1)


def test_rows_that_are_left_empty_are_no_parts_and_faults_are_told_where_they_stand(official, platform, case):
    page = official.open(f"/en/office/cases/{case}/parts")
    page = official.send(page, "/parts", button="another", **TYPED)
    page = official.send(page, "/parts", button="check", parts__1__service="", parts__1__description="")
    assert [each.get_text() for each in page.soup.select("dd strong")] == ["Parks and playgrounds"]

    page = official.send(page, "/parts", button="change")
    page = official.send(page, "/parts", button="check", parts__1__description="")
    assert (page.status, page.faults()) == (422, ["#f-parts-1-description"])

    page = official.send(page, "/parts", button="check", parts__1__service="")
    assert (page.status, page.faults()) == (422, ["#f-parts-1-service", "#f-parts-1-description"])


@pytest.mark.parametrize(
    "part",
    [c.NewPart(service="moon", description=DONE), c.NewPart(service="tree", description=Text(" ", "en"))],
)
def test_a_part_has_a_service_of_the_city_and_words(platform, case, part):
    with pytest.raises(InputHasFaults):
        split(platform, case, part)

    assert len(events_of(platform, case)) == 1


def test_no_more_than_ten_parts_can_be_asked_for(official, platform, case):
    split(platform, case, *[LAMP] * 9)
    page = official.open(f"/en/office/cases/{case}/parts")

    assert len(page.soup.select("fieldset")) == 1

    split(platform, case, LAMP, command_id="the-tenth")
    page = official.send(
        page, "/parts", button="check", parts__1__service="tree", parts__1__description="Tree."
    )
    assert page.status == 409
    assert "Split the case into parts" not in official.open(f"/en/office/cases/{case}").text


def test_a_part_is_not_split_again(office_of, platform, case):
    lamp, _ = split(platform, case)
    lighting = office_of("lighting")

    page = lighting.open(f"/en/office/cases/{lamp}/parts")

    assert page.address == f"/en/office/cases/{spell(lamp)}"
    assert "Split the case into parts" not in page.text
    with pytest.raises(PartOfAnotherCase):
        split(platform, lamp, command_id="deeper")


def test_each_office_finds_its_part_in_its_queue_and_the_whole_beside_it(office_of, official, platform, case):
    lamp, _ = split(platform, case)

    row = in_queue(office_of("lighting"))[spell(lamp)]
    assert f"This is a part of case {spell(case)}" in " ".join(row.get_text(" ").split())
    assert "2 parts: 0 have ended" in " ".join(in_queue(official)[spell(case)].get_text(" ").split())


def test_a_part_that_somebody_works_on_is_among_their_cases(office_of, platform, case):
    lamp, _ = split(platform, case)
    lighting = office_of("lighting")

    lighting.send(lighting.open(f"/en/office/cases/{lamp}"), "/claim")

    assert spell(lamp) in in_queue(lighting, "mine")


def test_nobody_is_asked_about_a_part_and_the_whole_is_one_step_away(office_of, platform, case):
    lamp, _ = split(platform, case)

    page = office_of("lighting").open(f"/en/office/cases/{lamp}")

    assert "/question" not in page.html
    assert "Your words about this part" in page.text
    assert page.soup.find("a", string=spell(case))["href"].endswith(f"/office/cases/{spell(case)}")


def test_the_photos_of_the_whole_are_seen_from_the_part(office_of, platform):
    pictures = [picture()]
    whole = file_case(photos=photos_of(pictures))
    case = platform.cases.file(whole, command_id="with-a-photo", pictures=pictures).case
    lamp, _ = split(platform, case)

    page = office_of("lighting").open(f"/en/office/cases/{lamp}")

    (shown,) = page.soup.select("ul.photos img")
    assert shown["src"].startswith(f"/cases/{spell(case)}/photos/")


def test_everyone_sees_the_parts_and_when_each_was_opened_and_ended(stranger, platform, case):
    lamp, _ = split(platform, case)
    resolve(platform, lamp)

    page = stranger.open(f"/en/cases/{case}")

    assert "2 parts: 1 has ended" in page.text
    listed = [" ".join(each.get_text(" ").split()) for each in page.soup.select("#parts ~ ul li")]
    assert listed[0].endswith("Public lighting and signals Done")
    assert told(page)[-1] == f"Part {spell(lamp)} has ended. Public lighting and signals says: Done."


def test_a_part_says_what_it_is_a_part_of_and_asks_for_no_reporter(stranger, platform, case):
    lamp, _ = split(platform, case)

    page = stranger.open(f"/en/cases/{lamp}")

    assert f"This is a part of case {spell(case)}" in page.text
    opened = f"Roads and footpaths opened this as a part of case {spell(case)}."
    assert told(page) == [f"{opened} It goes to: Public lighting and signals."]
    assert "Is this your case?" not in page.text
    assert "Have you noticed this too?" not in page.text


def test_nobody_joins_a_part(stranger, platform, case):
    lamp, _ = split(platform, case)

    with pytest.raises(PartOfAnotherCase):
        platform.cases.support(c.SupportCase(case=lamp, channel="web"), command_id="me-too")


def test_the_case_ends_after_its_parts_and_says_so_at_the_form_until_then(official, platform, case):
    lamp, tree = split(platform, case)
    resolve(platform, lamp)
    page = official.open(f"/en/office/cases/{case}")

    waiting = page.soup.select_one("#work ~ .notice--warning")
    assert [each.get_text() for each in waiting.select("a .number")] == [spell(tree)]
    assert not {"/resolution", "/refusal", "/duplicate"} & {
        f["action"][f["action"].rfind("/") :] for f in page.soup.find_all("form")
    }
    with pytest.raises(PartsAreOpen):
        resolve(platform, case, "streets")

    resolve(platform, tree, "parks")
    page = official.open(f"/en/office/cases/{case}")
    assert "All parts have ended. Tell the reporter, and end the case." in page.text

    page = official.send(page, "/resolution", answer="All of it is done.")
    assert platform.cases.page(case).case.state == "resolved"


def test_once_the_last_part_has_ended_the_case_comes_first_in_the_queue(official, platform, case):
    others = [platform.cases.file(file_case(), command_id=f"other-{n}").case for n in range(3)]
    (lamp,) = split(platform, case, LAMP)
    resolve(platform, lamp)

    rows = in_queue(official)

    assert next(iter(rows)) == spell(case)
    assert "All parts have ended" in rows[spell(case)].get_text()
    assert set(rows) == {spell(each) for each in (case, *others)}


def test_a_part_may_be_declined_and_handed_over_like_any_case(platform, case):
    lamp, _ = split(platform, case)
    note = Text("It stands in the park.", "en")
    platform.cases.work(
        c.HandOver(case=lamp, office="lighting", department="parks", note=note), command_id="over"
    )
    declined = c.DeclineCase(case=lamp, office="parks", reason="no_fault_found", answer=DONE)
    platform.cases.work(declined, command_id="declined")

    assert events_of(platform, case)[-1] == PartEnded(
        case=case, part=lamp, office="parks", ended_as="declined"
    )


def test_when_its_reporter_takes_the_whole_back_its_open_parts_fall_away(platform, case):
    lamp, tree = split(platform, case)
    resolve(platform, lamp)

    platform.cases.work(c.WithdrawCase(case=case), command_id="withdrawn")

    assert platform.cases.page(lamp).case.state == "resolved"
    assert platform.cases.page(tree).case.state == "withdrawn"
    assert events_of(platform, tree)[-1] == PartFellAway(case=tree, parent=case)
    assert platform.cases.page(case).case.open_parts == 0


def test_the_reporter_and_followers_get_no_letter_about_parts(platform, case):
    waiting = platform.outbox.counts()
    lamp, tree = split(platform, case)
    resolve(platform, lamp)
    resolve(platform, tree, "parks")

    assert platform.outbox.counts() == waiting
    resolve(platform, case, "streets")
    assert platform.outbox.counts() == (waiting[0] + 1, 0)


def test_a_fault_is_seen_once_by_everyone(app, stranger, platform, case):
    lamp, tree = split(platform, case)
    listed = platform.case_lists.listed(Filters("demo"))

    assert [row.case for row in listed.cases] == [case]
    assert sum(platform.case_lists.listed_by_district(Filters("demo")).values()) == 1
    assert sum(platform.case_lists.open_by_district("demo").values()) == 1
    assert platform.case_lists.cases_by_service("demo") == {"pothole": 1}
    requests = app.test_client().get("/open311/v2/requests.json").json
    assert [each["service_request_id"] for each in requests] == [case]
    assert platform.case_lists.open_counts("demo") == {"streets": 1, "lighting": 1, "parks": 1}
    assert {lamp, tree} <= {
        row.case
        for row in platform.case_lists.queue(city="demo", departments=None, states=("received",)).rows
    }


def test_it_can_be_found_by_its_number(stranger, platform, case):
    lamp, _ = split(platform, case)

    assert stranger.open(f"/en/cases?number={spell(lamp)}").address.endswith(spell(lamp))


def test_programs_read_which_case_is_a_part_of_which(app, platform, case):
    lamp, tree = split(platform, case)
    client = app.test_client()

    assert client.get(f"/api/v1/cases/{case}").json["parts"] == [lamp, tree]
    assert client.get(f"/api/v1/cases/{lamp}").json["parent"] == case
    rows = client.get("/api/v1/cases").json["cases"]
    assert {row["number"]: row["parent"] for row in rows} == {case: None, lamp: case, tree: case}


def test_files_of_the_queue_say_of_which_case_something_is_a_part(office_of, platform, case):
    lamp, _ = split(platform, case)
    client = office_of("lighting").client

    csv = client.get("/office/queue.csv").get_data(as_text=True).splitlines()
    (feature,) = client.get("/office/queue.geojson").json["features"]

    assert dict(zip(csv[0].split(","), csv[1].split(","), strict=False))["parent"] == spell(case)
    assert (feature["id"], feature["properties"]["parent"]) == (lamp, spell(case))


def test_a_part_counts_as_work_that_was_settled_in_time_and_not_as_an_answer_or_a_verdict(platform, case):
    now = platform.clock.now()
    (lamp,) = split(platform, case, LAMP)
    resolve(platform, lamp)

    year = now.replace(hour=0), now.replace(year=now.year + 1)
    rates = platform.case_lists.rates("demo", year, "department")["lighting"]

    assert {figure: (rate.yes, rate.no, rate.unknown) for figure, rate in rates.items()} == {
        "answered": (0, 0, 0),
        "settled": (1, 0, 0),
        "satisfied": (0, 0, 0),
    }


def test_what_came_in_and_what_was_done_counts_wholes_alone(platform, case):
    start = platform.clock.now().replace(hour=0)
    (lamp,) = split(platform, case, LAMP)
    resolve(platform, lamp)

    assert platform.case_lists.flow("demo", [start, start.replace(year=start.year + 1)]) == [
        {"filed": 1, "ended": 0}
    ]


def test_who_erases_the_whole_erases_what_was_written_about_its_parts(platform, case):
    lamp, _ = split(platform, case)

    assert platform.cases.page(lamp).filed.reporter in persons_of_case(platform.journal, case)


def test_what_the_log_says_of_a_split_names_no_resident(platform, case):
    lamp, tree = split(platform, case)

    assert events_of(platform, case)[-1] == CaseSplit(case=case, office="streets", parts=(lamp, tree))
    opened = platform.cases.page(tree).filed
    assert isinstance(opened, PartOpened)
    assert (opened.parent, opened.contact, opened.account, opened.exact_place) == (case, None, None, None)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "event by event"])
def test_lists_that_are_made_anew_say_the_same(platform, case, at_once):
    def read_up():
        if not at_once:
            platform.projector.catch_up_with_all()

    lamp, _ = split(platform, case)
    read_up()
    resolve(platform, lamp)
    read_up()
    platform.cases.work(c.WithdrawCase(case=case), command_id="withdrawn")
    platform.projector.catch_up_with_all()

    compared = rebuild_all(platform.database, platform.journal, platform.projections, replace=False)

    assert [each.table for each in compared if not each.is_identical] == []

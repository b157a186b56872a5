"""Notes of an office: officials read them in the history of the case, and no other page has them."""

import json

import pytest

from civic.cases.commands import ResolveCase
from civic.cases.handlers import persons_of_case
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from tests.web.browser import Browser
from tests.web.journeys import sign_in

CALLED = "Zwiebelfisch called twice about it."


def test_a_note_stands_in_the_history_and_says_who_reads_it(official, case):
    page = official.send(official.open(f"/en/office/cases/{case}"), "/note", note=CALLED)

    entry = page.soup.select_one("#note-1")
    assert CALLED in entry.get_text()
    assert "Only for officials" in entry.get_text()
    assert "Roads and footpaths wrote an internal note." in entry.get_text()


def test_another_office_of_the_city_reads_it_too(app, official, case):
    official.send(official.open(f"/en/office/cases/{case}"), "/note", note=CALLED)
    other = Browser(app.test_client())
    sign_in(other, "parks")

    assert CALLED in other.open(f"/en/office/cases/{case}").text


@pytest.mark.parametrize(
    "address",
    [
        "/en/cases/{case}",
        "/data/cases/{case}.atom",
        "/api/v1/cases/{case}",
        "/en/cases",
        "/en/audit/log",
        "/en/audit/log?type=cases.note.written",
        "/en/audit/log/{note}",
        "/api/v1/events/{note}",
        "/open311/v2/requests/{case}.json",
        "/log/tile/entries/000.p/{size}",
    ],
)
def test_nobody_else_reads_it_anywhere(app, platform, official, case, address):
    official.send(official.open(f"/en/office/cases/{case}"), "/note", note=CALLED)
    platform.publisher.publish()

    note, size = platform.cases.notes(case)[0].position, platform.journal.size()
    answer = app.test_client().get(address.format(case=case, note=note, size=size))

    assert answer.status_code == 200
    assert b"Zwiebelfisch" not in answer.data


def test_whoever_filed_the_case_does_not_open_notes_in_the_log(app, platform, official, case):
    official.send(official.open(f"/en/office/cases/{case}"), "/note", note=CALLED)
    resident = Browser(app.test_client())
    page = resident.open(f"/en/cases/{case}")

    opened = resident.send(page, "/opening", case_code=platform.secrets.case_code(case))

    assert len(json.loads(opened.html)["entries"]) == 1
    assert "Zwiebelfisch" not in opened.html


def test_a_note_can_be_written_when_the_case_has_ended(platform, official, case):
    done = ResolveCase(case=case, office="streets", answer=Text("Done.", "en"))
    platform.cases.work(done, command_id="done")

    page = official.send(official.open(f"/en/office/cases/{case}"), "/note", note=CALLED)

    assert CALLED in page.text
    assert platform.cases.page(case).case.state == "resolved"


def test_an_empty_note_says_what_is_missing(official, case):
    page = official.send(official.open(f"/en/office/cases/{case}"), "/note")

    assert (page.status, page.faults()) == (422, ["#f-note-note"])


def test_where_a_note_was_erased_the_history_says_so(platform, official, case):

    official.send(official.open(f"/en/office/cases/{case}"), "/note", note=CALLED)
    persons = persons_of_case(platform.journal, case)
    platform.eraser.erase_all(persons, ErasureCarriedOut(ground="request"), command_id="erase")

    entry = official.open(f"/en/office/cases/{case}").soup.select_one("#note-1")

    assert CALLED not in entry.get_text()
    assert "were erased" in entry.get_text()

"""An office hands a case to another one, which takes it on or sends it back; why is for officials alone."""

import pytest

from civic.cases.commands import AcknowledgeCase, HandOver, SendBack
from civic.cases.model import NobodyHandedItOver
from civic.kernel.errors import InputHasFaults
from civic.kernel.language import Text
from tests.web.browser import Browser
from tests.web.journeys import sign_in

WHY = Text("Zwiebelfisch: the hole is in the park.", "en")


@pytest.fixture
def office_of(app):
    def signed_in(department):
        browser = Browser(app.test_client())
        sign_in(browser, department)
        return browser

    return signed_in


def hand_over(platform, case, department="parks"):
    command = HandOver(case=case, office="streets", department=department, note=WHY)
    platform.cases.work(command, command_id=f"over-{department}")


def told(page):
    return [each.get_text().strip() for each in page.soup.select(".what")]


def test_the_other_office_finds_it_in_its_queue_with_the_reason(office_of, platform, case):
    streets, parks = office_of("streets"), office_of("parks")
    page = streets.open(f"/en/office/cases/{case}")

    streets.send(page, "/handover", department="parks", note=WHY.text)

    assert str(case)[:5] in parks.open("/en/office/queue").text
    assert str(case)[:5] not in streets.open("/en/office/queue").text
    assert WHY.text in parks.open(f"/en/office/cases/{case}").text
    assert platform.case_lists.open_counts("demo") == {"parks": 1}


def test_everyone_sees_who_is_responsible_now_and_nobody_else_why(app, platform, case):
    hand_over(platform, case)

    page = Browser(app.test_client()).open(f"/en/cases/{case}")
    answer = app.test_client().get(f"/api/v1/cases/{case}").json

    assert told(page)[-1] == "Roads and footpaths handed the case over to Parks and playgrounds."
    assert "Zwiebelfisch" not in page.html
    assert answer["department"] == "parks"


def test_it_is_sent_back_to_the_office_that_handed_it_over(office_of, platform, case):
    hand_over(platform, case)
    parks = office_of("parks")
    page = parks.open(f"/en/office/cases/{case}")

    page = parks.send(page, "/return", note="It is the pavement beside the park.")

    assert "Parks and playgrounds sent the case back to Roads and footpaths." in told(page)
    assert platform.cases.page(case).case.department == "streets"
    assert platform.case_lists.open_counts("demo") == {"streets": 1}
    assert "/return" not in page.html


def test_who_has_taken_it_on_does_not_send_it_back(platform, case):
    hand_over(platform, case)
    platform.cases.work(AcknowledgeCase(case=case, office="parks"), command_id="on")
    hand_over(platform, case, "lighting")
    platform.cases.work(AcknowledgeCase(case=case, office="lighting"), command_id="on-again")

    assert platform.cases.page(case).case.handed_by == ""


def test_what_nobody_handed_over_is_not_sent_back(platform, office_of, case):
    with pytest.raises(NobodyHandedItOver):
        platform.cases.work(SendBack(case=case, office="streets", note=WHY), command_id="back")

    assert "/return" not in office_of("streets").open(f"/en/office/cases/{case}").html
    assert platform.cases.notes(case) == []


@pytest.mark.parametrize("department", ["streets", "moon", ""])
def test_it_goes_to_another_office_of_the_city_and_nowhere_else(platform, case, department):
    with pytest.raises(InputHasFaults) as refused:
        hand_over(platform, case, department)

    assert [fault.field for fault in refused.value.faults] == ["department"]
    assert platform.cases.notes(case) == []


def test_what_was_promised_stays_promised(platform, case):
    before = platform.cases.page(case).case.promise

    hand_over(platform, case)

    assert platform.cases.page(case).case.promise == before


def test_the_list_made_anew_says_the_same(platform, case):
    hand_over(platform, case)
    platform.cases.work(SendBack(case=case, office="parks", note=WHY), command_id="back")
    hand_over(platform, case, "lighting")

    (row,) = platform.case_lists.queue(city="demo", departments=("lighting",), states=("received",)).rows
    assert row.department == platform.cases.page(case).case.department == "lighting"

"""Somebody goes out, looks, and writes down what they found: for officials, without scripts."""

import pytest

from civic.people.roles import Grant
from tests.builders.cases import file_case
from tests.builders.photos import jpeg_of_a_telephone
from tests.web.browser import Browser
from tests.web.journeys import sign_in

DEEP = "It is deeper than Zwiebelfisch said."


@pytest.fixture
def form(official, case):
    return official.open(f"/en/office/cases/{case}/inspection")


def listed(page):
    return [heading.get_text(" ", strip=True) for heading in page.soup.select("main li.panel h2")]


def test_the_list_holds_what_one_works_on_and_beside_it_the_cases_of_ones_area(official, platform, case):
    platform.cases.file(file_case(), command_id="another")
    assert listed(official.open("/en/office/inspections")) == []

    official.send(official.open(f"/en/office/cases/{case}"), "/claim")

    assert [case[:5] in each for each in listed(official.open("/en/office/inspections"))] == [True]
    assert len(listed(official.open("/en/office/inspections?cases=area"))) == 2


def test_pages_to_take_along_hold_nothing_sealed_even_after_a_look_at_it(official, case):
    official.send(official.open(f"/en/office/cases/{case}"), "/contact")
    assert "a@example.org" in official.open(f"/en/office/cases/{case}").html
    official.send(official.open(f"/en/office/cases/{case}"), "/claim")

    for address in ("/en/office/inspections", f"/en/office/cases/{case}/inspection"):
        page = official.open(address)
        assert "There is a deep hole" in page.text
        assert "a@example.org" not in page.html


def test_what_was_found_stands_in_the_history_with_its_photos(official, form):
    page = official.send(
        form,
        "/inspection",
        files={"photo": [jpeg_of_a_telephone()]},
        finding="otherwise",
        note=DEEP,
        address="Rathausplatz 3",
        written_at="2026-02-28T21:15:00Z",
    )

    entry = page.soup.select_one("#note-1")
    words = " ".join(entry.get_text(" ").split())
    assert "Roads and footpaths looked at it on the spot." in words
    assert "Different from the report" in words
    assert DEEP in words
    assert "Where it really is: Rathausplatz 3" in words
    assert "Written on a device without a connection, by its clock on 28 February 2026" in words
    photo = official.client.get(entry.img.parent["href"])
    assert (photo.status_code, photo.content_type) == (200, "image/jpeg")
    assert b"Froschgasse" not in photo.data


def test_nobody_but_officials_of_the_city_sees_what_was_found(app, official, platform, form, case):
    page = official.send(
        form, "/inspection", files={"photo": [jpeg_of_a_telephone()]}, finding="as_described", note=DEEP
    )
    photo, position = page.soup.select_one("#note-1 img")["src"], platform.cases.notes(case)[0].position
    platform.publisher.publish()
    stranger = app.test_client()

    for address in (f"/en/cases/{case}", f"/en/audit/log/{position}", f"/api/v1/events/{position}"):
        assert b"Zwiebelfisch" not in stranger.get(address).data
        assert b"As the report says" not in stranger.get(address).data
    assert stranger.get(photo).status_code == 303
    other = Browser(app.test_client())
    sign_in(other, "parks", "reader")
    assert other.client.get(photo).status_code == 200
    assert other.client.get(photo.replace("notes/1", "notes/2")).status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_stays_photos_included(official, form):
    page = official.send(
        form, "/inspection", files={"photo": [jpeg_of_a_telephone()]}, note=DEEP, coordinates="north"
    )
    assert (page.status, page.faults()) == (422, ["#f-coordinates"])
    page = official.send(page, "/inspection", coordinates="")

    assert (page.status, page.faults()) == (422, ["#f-finding"])
    assert page.value("note") == DEEP
    assert len(page.soup.select("main .photos img")) == 1
    assert "/office/cases/" in official.send(page, "/inspection", finding="not_found").address


def test_the_same_form_sent_twice_is_one_inspection(official, platform, form, case):
    for _ in range(2):
        official.send(form, "/inspection", finding="repaired")

    assert len(platform.cases.notes(case)) == 1


def test_who_may_only_read_or_works_elsewhere_gets_no_form(app, platform, case):
    for role, grant in (("reader", Grant("reader", "streets")), ("elsewhere", Grant("caseworker", "parks"))):
        official = platform.officials.admit(role, "demo", grant, department="streets")
        browser = Browser(app.test_client())
        code = platform.officials.invite(official.id)
        browser.send(browser.open("/en/office/invitation"), "/invitation", number=official.id, code=code)

        assert browser.open(f"/en/office/cases/{case}/inspection").status == 403

"""The queue narrowed to what somebody looks after, and saved under a name of their own."""

import pytest

from civic.kernel.ids import spell
from civic.people.roles import Grant
from civic.people.saved_views import LONGEST_NAME, MOST
from tests.builders.cases import file_case
from tests.web.browser import Browser

SERVICES = ("pothole", "footpath")


@pytest.fixture
def colleague(app, platform):
    """Return the browser of somebody else in the same office."""
    kim = platform.officials.admit("Kim", "demo", Grant("caseworker", "streets"), department="streets")
    browser = Browser(app.test_client())
    with browser.client.session_transaction() as session:
        session["sign_in"] = platform.officials.sign_ins.begin(kim.id, "demonstration")
    browser.number = kim.id
    return browser


@pytest.fixture
def filed(platform):
    """Return cases of two services in two districts, by both."""
    city = platform.cities.get("demo")
    points = {city.locate(each.point)[0]: each.point for each in city.addresses}
    return {
        (service, district): platform.cases.file(
            file_case(service=service, point=points[district]), command_id=f"filed-{service}-{district}"
        ).case
        for service in SERVICES
        for district in sorted(points)[:2]
    }


def queue(browser, **asked):
    return browser.open("/en/office/queue?" + "&".join(f"{name}={value}" for name, value in asked.items()))


def cases_of(page):
    return {box["value"] for box in page.soup.select("table.queue input[name=case]")}


def views_of(page):
    return [link.get_text() for link in page.soup.select("nav ul:first-child a") if "Dark" in link.get_text()]


def save(browser, page, name):
    return browser.send(page, "/queue/views", name=name)


def test_the_queue_is_narrowed_to_a_service_a_district_or_both(official, filed):
    (service, district), case = next(iter(filed.items()))

    of_service = {number for (code, _), number in filed.items() if code == service}
    there = {number for (_, code), number in filed.items() if code == district}
    assert cases_of(queue(official)) == set(filed.values())
    assert cases_of(queue(official, service=service)) == of_service
    assert cases_of(queue(official, district=district)) == there
    assert cases_of(queue(official, service=service, district=district)) == {case}
    assert cases_of(queue(official, service="nonsense")) == set(filed.values())


def test_its_files_have_what_is_narrowed_to_and_those_who_claimed_find_theirs(official, filed):
    (service, district), case = next(iter(filed.items()))
    page = queue(official, service=service, district=district)
    official.send(official.open(f"/en/office/cases/{case}"), "/claim")

    for whose in (page, queue(official, departments="mine")):
        table = next(link["href"] for link in whose.soup.select("a[href*='queue.csv']"))
        lines = official.client.get(table).get_data(as_text=True).splitlines()
        assert len(lines) == 2
        assert spell(case) in lines[1]


def test_a_saved_view_leads_back_to_what_was_narrowed_to(official, filed):
    service = SERVICES[0]
    after = save(official, queue(official, service=service, departments="all"), "Dark streets")

    page = queue(official)
    link = next(each for each in page.soup.select("nav a") if each.get_text() == "Dark streets")

    assert cases_of(after) == {number for (code, _), number in filed.items() if code == service}
    assert cases_of(official.open(link["href"])) == cases_of(after)
    assert after.soup.find("a", string="Dark streets")["aria-current"] == "true"
    assert link.get("aria-current") is None


def test_nobody_else_sees_it_and_whoever_leaves_takes_theirs_along(official, colleague, platform, filed):
    save(official, queue(official), "Dark streets")
    save(colleague, queue(colleague), "Dark cellars")

    assert views_of(queue(official)) == ["Dark streets"]
    assert views_of(queue(colleague)) == ["Dark cellars"]
    platform.officials.leave(colleague.number)
    assert platform.officials.saved_views.of(colleague.number) == ()
    assert views_of(queue(official)) == ["Dark streets"]


def test_the_same_name_again_is_the_newer_view_and_it_can_be_removed(official, filed):
    save(official, queue(official), "Dark streets")
    page = save(official, queue(official, state="ended"), "Dark streets")
    assert views_of(page) == ["Dark streets"]
    assert "state=ended" in page.soup.find("a", string="Dark streets")["href"]

    assert views_of(official.send(page, "/views/removal")) == []


@pytest.mark.parametrize("name", ["", "D" * (LONGEST_NAME + 1)])
def test_a_name_that_cannot_be_is_said_and_the_queue_stays_as_it_was(official, filed, name):
    service = SERVICES[1]
    refused = save(official, queue(official, service=service), name)

    assert refused.status == 422
    assert refused.faults() == ["#f-name"]
    assert cases_of(refused) == {number for (code, _), number in filed.items() if code == service}


def test_there_are_only_so_many_and_one_of_them_can_still_be_changed(official, platform, filed):
    for number in range(MOST):
        save(official, queue(official), f"Dark {number}")

    refused = save(official, queue(official), "Dark and late")
    changed = save(official, queue(official, state="ended"), "Dark 0")

    assert refused.faults() == ["#f-name"]
    assert refused.value("name") == "Dark and late"
    assert changed.status == 200
    assert len(views_of(changed)) == MOST


def test_a_service_that_was_retired_is_left_out_of_a_saved_view(official, platform, filed):
    (own,) = platform.officials.all("demo")
    platform.officials.saved_views.save(own.id, "Dark", {"state": "to-do", "service": "gas-lamps"})

    page = queue(official)

    assert views_of(page) == ["Dark"]
    assert "gas-lamps" not in page.html

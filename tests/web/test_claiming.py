"""Officials claim cases, find theirs in the queue, and are known by name to colleagues and to nobody else."""

from datetime import timedelta

import pytest

from civic.people.roles import Grant
from tests.builders.cases import file_case
from tests.web.browser import Browser

CASEWORKER = Grant("caseworker", "streets")


@pytest.fixture
def known_as(app, platform):
    """Let somebody in who has a name."""

    def come_in(name, grant=CASEWORKER):
        official = platform.officials.admit(name, "demo", grant, department="streets")
        browser = Browser(app.test_client())
        code = platform.officials.invite(official.id)
        page = browser.open("/en/office/invitation")
        browser.send(page, "/invitation", number=official.id, code=code)
        browser.number = official.id
        return browser

    return come_in


def act(browser, case, name, **typed):
    return browser.send(browser.open(f"/en/office/cases/{case}"), f"/{name}", **typed)


def queue_of(browser, departments=""):
    page = browser.open(f"/en/office/queue?departments={departments}")
    return [row.get_text(" ", strip=True) for row in page.soup.select("table.queue tbody tr")]


def acts_on(page):
    forms = page.soup.select("form.act")
    return {form["action"].rsplit("/", 1)[1] for form in forms} & {"claim", "release"}


def test_what_somebody_claims_is_among_their_cases_and_not_among_those_of_others(known_as, platform, case):
    mina, omar = known_as("Mina Muster"), known_as("Omar Oak")
    platform.cases.file(file_case(), command_id="another")

    act(mina, case, "claim")

    (row,) = queue_of(mina, "mine")
    assert "You work on it" in row
    assert queue_of(omar, "mine") == []
    assert sum("Somebody works on it" in row for row in queue_of(omar)) == 1
    assert len(queue_of(omar)) == 2


def test_colleagues_see_by_name_who_works_on_a_case_and_can_take_it_over(known_as, case):
    mina, omar = known_as("Mina Muster"), known_as("Omar Oak")
    assert acts_on(act(mina, case, "claim")) == {"release"}

    page = omar.open(f"/en/office/cases/{case}")

    assert "Mina Muster works on this case." in page.text
    assert acts_on(page) == {"claim"}
    page = act(omar, case, "claim")
    assert "You work on this case." in page.text
    assert (queue_of(mina, "mine"), len(queue_of(omar, "mine"))) == ([], 1)


def test_the_queue_of_whom_a_role_narrows_holds_the_cases_of_their_area(known_as, platform, case):
    mina = known_as("Mina Muster", Grant("caseworker", "streets", ("pothole",), ("old-town",)))
    inside = platform.cases.file(file_case(neighbourhood="harbour-market"), command_id="inside").case
    assert platform.cases.page(inside).filed.place.district == "old-town"
    assert platform.cases.page(case).filed.place.district != "old-town"

    (row,) = queue_of(mina)

    assert inside[:5] in row
    assert len(queue_of(mina, "office")) == len(queue_of(mina, "all")) == 2


def test_two_who_claim_at_once_learn_of_each_other(known_as, case):
    mina, omar = known_as("Mina Muster"), known_as("Omar Oak")
    seen_by_both = mina.open(f"/en/office/cases/{case}"), omar.open(f"/en/office/cases/{case}")
    mina.send(seen_by_both[0], "/claim")

    page = omar.send(seen_by_both[1], "/claim")

    assert page.status == 409
    assert "Mina Muster works on this case." in page.text
    assert "New since you opened this page" in page.text


def test_who_takes_a_case_on_has_it_among_their_cases_until_they_leave_it(known_as, case):
    mina = known_as("Mina Muster")

    act(mina, case, "acknowledgement")
    assert len(queue_of(mina, "mine")) == 1
    act(mina, case, "release")

    assert queue_of(mina, "mine") == []


def test_a_case_that_ended_is_nobodys_until_its_reporter_asks_for_more(known_as, platform, case):
    mina = known_as("Mina Muster")
    act(mina, case, "claim")

    act(mina, case, "resolution", answer="Filled.")

    assert queue_of(mina, "mine") == []
    assert acts_on(mina.open(f"/en/office/cases/{case}")) == set()


def test_my_cases_go_on_page_by_page(known_as, platform):
    mina = known_as("Mina Muster")
    for number in range(3):
        filed = platform.cases.file(file_case(), command_id=f"filed-{number}").case
        act(mina, filed, "claim")

    def is_theirs(number, alias):
        return platform.secrets.alias(mina.number, number) == alias

    first = platform.case_lists.claimed("demo", ("received",), is_theirs, limit=2)
    rest = platform.case_lists.claimed("demo", ("received",), is_theirs, limit=2, after=first.next_after)

    assert ([len(page.rows) for page in (first, rest)], rest.next_after) == ([2, 1], None)


def test_every_step_says_to_colleagues_who_took_it_and_to_others_only_which_office(
    known_as, platform, resident, case
):
    mina, omar = known_as("Mina Muster"), known_as("Omar Oak")
    act(mina, case, "answer", answer="We look at it.")
    act(mina, case, "note", note="The road is narrow.")
    act(omar, case, "resolution", answer="Done.")

    names = [line.get_text() for line in omar.open(f"/en/office/cases/{case}").soup.select(".who bdi")]
    assert names == ["Mina Muster", "Mina Muster"]
    assert "That was you." in omar.open(f"/en/office/cases/{case}").text
    for address in (f"/en/cases/{case}", f"/api/v1/cases/{case}"):
        assert "Muster" not in resident.client.get(address).get_data(as_text=True)


def test_the_log_does_not_tell_that_it_was_the_same_person_in_another_case(known_as, platform, case):
    mina = known_as("Mina Muster")
    other = platform.cases.file(file_case(), command_id="another").case
    for number in (case, other):
        act(mina, number, "claim")
        act(mina, number, "answer", answer="We look at it.")

    def named(number):
        return [getattr(each.event, "official", None) for each in platform.cases.page(number).events]

    (_, *here), (_, *there) = named(case), named(other)
    assert (len(set(here)), len(set(there))) == (1, 1)
    assert set(here).isdisjoint(there)
    assert mina.number not in here + there


def test_whoever_has_left_has_left_no_name_behind(known_as, platform, case):
    mina, omar = known_as("Mina Muster"), known_as("Omar Oak")
    act(mina, case, "claim")

    platform.officials.leave(mina.number, by=omar.number)

    page = omar.open(f"/en/office/cases/{case}")
    assert "Muster" not in page.html
    assert "Somebody who has left" in page.text
    assert acts_on(page) == {"claim"}


def test_a_look_at_a_contact_lasts_a_quarter_of_an_hour_and_is_told_to_whoever_filed(
    known_as, platform, resident, number
):
    mina, omar = known_as("Mina Muster"), known_as("Omar Oak")

    act(mina, number, "contact")

    assert "mira@example.org" in mina.open(f"/en/office/cases/{number}").text
    assert "mira@example.org" not in omar.open(f"/en/office/cases/{number}").text
    assert "Who looked at what only officials may see" in resident.open(f"/en/cases/{number}").text
    assert "Who looked at what only officials may see" not in omar.open(f"/en/cases/{number}").text
    platform.clock.set(platform.clock.now() + timedelta(minutes=16))
    assert "mira@example.org" not in mina.open(f"/en/office/cases/{number}").text


def test_a_look_changes_nothing_that_others_decide_on(known_as, case):
    mina, omar = known_as("Mina Muster"), known_as("Omar Oak")
    seen = omar.open(f"/en/office/cases/{case}")

    act(mina, case, "contact")

    assert omar.send(seen, "/acknowledgement").status == 200

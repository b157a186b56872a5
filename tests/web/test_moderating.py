"""Words and photos that harm somebody are taken out of public view; in their place stands when and why."""

import pytest

from civic.cases.handlers import persons_of_case
from civic.kernel.language import Text
from civic.kernel.photo import photos_of
from civic.people.events import ErasureCarriedOut
from civic.people.roles import Grant
from tests.builders.cases import file_case
from tests.builders.moderation import object_to_it, passage, restore, withhold
from tests.builders.photos import jpeg, picture
from tests.web.browser import Browser
from tests.web.journeys import HOLE, code_on, confirmation_page, number_on, sign_in

NEIGHBOUR = "Herr Zwiebelfisch from number 12 throws his rubbish there."
WHY = "Please leave the name of the neighbour out."
TOMBSTONE = "The city took these words out of public view on"
REASON = "Reason: it tells something private about another person."


@pytest.fixture
def case(platform):
    """The number of a case whose description names a neighbour."""

    command = file_case(description=Text(NEIGHBOUR, "en"))
    return platform.cases.file(command, command_id="filed-elsewhere").case


@pytest.fixture
def moderator(app):
    browser = Browser(app.test_client())
    sign_in(browser, "streets", "moderator")
    return browser


def of_office(browser, case):
    return browser.open(f"/en/office/cases/{case}")


def boxes(page, ending="/withholding"):
    return [box["name"] for box in page.form(ending).find_all("input", type="checkbox")]


def take_away(browser, case, *which, reason="personal_data", **typed):
    page = of_office(browser, case)
    chosen = {boxes(page)[number]: "yes" for number in which or (0,)}
    return browser.send(page, "/withholding", reason=reason, **chosen, **typed)


def tombstones(page):
    return [" ".join(each.get_text(" ").split()) for each in page.soup.select(".tombstone")]


def test_what_is_taken_away_leaves_its_place_the_reason_and_the_day(moderator, stranger, case):
    take_away(moderator, case, explanation=WHY)

    page = stranger.open(f"/en/cases/{case}")
    (tombstone,) = tombstones(page)
    assert "Zwiebelfisch" not in page.html
    assert tombstone.startswith(f"{TOMBSTONE} 2 March 2026. {REASON}")
    assert page.soup.select_one(".tombstone a")["href"].endswith("/en/moderation#personal_data")
    assert "took something that stood here out of public view" in page.text
    assert WHY in page.text


def test_the_case_itself_goes_on_as_before(moderator, platform, case):
    before = platform.cases.page(case).case

    take_away(moderator, case)

    after = platform.cases.page(case).case
    assert (after.state, after.promise, after.answered) == (before.state, before.promise, False)


def test_whoever_may_work_on_the_case_still_sees_it_and_is_told_that_others_do_not(
    moderator, official, app, platform, case
):
    take_away(moderator, case)

    for browser in (moderator, official):
        page = of_office(browser, case)
        assert NEIGHBOUR in page.text
        assert len(tombstones(page)) == 1
    reader = Browser(app.test_client())
    sign_in(reader, "streets", "reader")
    assert "Zwiebelfisch" not in of_office(reader, case).html


def test_lists_feeds_and_files_say_so_too(moderator, official, stranger, case):
    take_away(moderator, case)

    listed = tombstones(stranger.open("/en/cases"))
    feed = stranger.client.get(f"/data/cases/{case}.atom?language=en").get_data(as_text=True)
    file = official.client.get("/office/queue.csv").get_data(as_text=True)
    assert listed == [f"{TOMBSTONE} 2 March 2026. {REASON}"]
    assert TOMBSTONE in feed
    assert "Zwiebelfisch" not in feed + file


def test_programs_learn_what_is_withheld_why_and_by_which_entry(moderator, platform, client, case):
    first = client.get(f"/api/v1/cases/{case}").json["events"][0]
    assert first["withheld"] == []

    take_away(moderator, case)

    answer = client.get(f"/api/v1/cases/{case}").json
    filed, event = answer["events"]
    part = filed["content"]["content.reporter"]
    assert answer["description"] is None
    assert (part["value"], part["committed"], part["commitment_key"]) == ({}, None, None)
    assert filed["erased"] == []
    assert [(each["item"], each["reason"], each["by"]) for each in filed["withheld"]] == [
        ("description", "personal_data", event["position"])
    ]
    assert event["data"]["passages"] == [{"position": filed["position"], "item": "description"}]
    alone = client.get(f"/api/v1/events/{filed['position']}").json
    assert (alone["content"], alone["withheld"]) == (filed["content"], filed["withheld"])


def test_one_photo_of_two_goes_and_the_other_stays(resident, moderator, stranger):
    values = {"description": "A hole.", "address": "Schulgasse 4"}
    check = resident.send(
        resident.open(HOLE), HOLE.partition("/services")[2], "check", {"photo": [jpeg(), jpeg()]}, **values
    )
    number = number_on(resident.send(check, "/case", "file"))
    page = of_office(moderator, number)
    second = next(name for name in boxes(page) if name.endswith("photos.photo-2"))

    moderator.send(page, "/withholding", reason="personal_data", **{second.replace(".", "__"): "yes"})

    public = stranger.open(f"/en/cases/{number}")
    assert len(public.soup.select("ul.photos img")) == 1
    assert "The city took a photo out of public view" in public.text
    for name, status in (("photo-1", 200), ("photo-2", 410), ("photo-2-small", 410)):
        assert stranger.client.get(f"/cases/{number}/photos/{name}.jpg").status_code == status
    gone = stranger.client.get(f"/cases/{number}/photos/photo-2.jpg").get_data(as_text=True)
    assert "took this photo out of public view" in gone
    shown = of_office(moderator, number).soup.select("ul.photos img")
    assert [moderator.client.get(image["src"]).status_code for image in shown] == [200, 200]
    assert stranger.client.get(shown[1]["src"]).status_code == 303


def test_what_was_said_about_a_photo_goes_alone(resident, moderator, stranger, platform):

    pictures = [picture()]
    command = file_case(photos=photos_of(pictures, [Text("The car of Herr Zwiebelfisch", "en")]))
    case = platform.cases.file(command, command_id="with-a-photo", pictures=pictures).case

    withhold(platform, case, passage(platform, case, "photos.photo-1.words"))

    page = stranger.open(f"/en/cases/{case}")
    assert page.soup.select_one("ul.photos img")["alt"] == "Photo 1 of 1"
    assert tombstones(page)[0].startswith("The city took what was said about a photo out of public view")
    assert stranger.client.get(f"/cases/{case}/photos/photo-1.jpg").status_code == 200


def test_what_was_taken_away_is_shown_again_with_a_reason(moderator, stranger, case):
    take_away(moderator, case)
    page = of_office(moderator, case)

    refused = moderator.send(page, "/restoration", **{boxes(page, "/restoration")[0]: "yes"})
    page = moderator.send(
        page, "/restoration", explanation="It names nobody.", **{boxes(page, "/restoration")[0]: "yes"}
    )

    assert (refused.status, refused.faults()) == (422, ["#f-restoration-explanation"])
    assert tombstones(page) == []
    public = stranger.open(f"/en/cases/{case}")
    assert NEIGHBOUR in public.text
    assert "shows again what was out of public view" in public.text


def test_whoever_filed_it_gets_a_letter_with_the_reason_and_how_to_object(platform, notifier, case):

    withhold(platform, case, explanation=Text(WHY, "en"))

    letter = notifier.of(platform)[-1]
    assert "tells something private about another person" in letter.text
    assert WHY in letter.text
    assert "object here" in letter.text
    assert "Zwiebelfisch" not in letter.text


def test_whoever_filed_it_objects_and_gets_a_decision(resident, moderator, stranger, platform):
    confirmation = confirmation_page(resident, description=NEIGHBOUR)
    number, code = number_on(confirmation), code_on(confirmation)
    assert "Object to what" not in resident.open(f"/en/cases/{number}").text
    take_away(moderator, number)

    page = stranger.open(f"/en/cases/{number}")
    said = stranger.send(page, "/objection", explanation="That is nobody's name.", case_code=code)

    assert "objects to what is out of public view, and waits for a decision" in said.text
    assert said.soup.find("form", attrs={"action": lambda to: to.endswith("/objection")}) is None
    listed = moderator.open("/en/office/moderation")
    assert "The reporter objected on" in listed.text
    page = of_office(moderator, number)
    assert "The reporter objects" in page.text
    page = moderator.send(page, "/objection-refusal", explanation="It is the name of a neighbour.")
    assert "leaves it out of public view" in page.text
    assert "The reporter objected on" not in moderator.open("/en/office/moderation").text
    assert "It is the name of a neighbour." in stranger.open(f"/en/cases/{number}").text


def test_showing_it_again_decides_on_the_objection_as_well(platform, moderator, case):
    withhold(platform, case)
    object_to_it(platform, case)

    restore(platform, case)

    assert platform.cases.page(case).case.objected is False
    assert "Everything is shown." in moderator.open("/en/office/moderation").text


def test_a_stranger_cannot_object_and_loses_no_word(stranger, platform, case):
    withhold(platform, case)

    page = stranger.send(
        stranger.open(f"/en/cases/{case}"), "/objection", explanation="Show it!", case_code="2222222222"
    )

    assert page.status == 403
    assert page.form("/objection").textarea.get_text(strip=True) == "Show it!"
    assert platform.cases.page(case).case.objected is False


def test_the_rules_say_how_much_is_out_of_view_for_which_reason(platform, stranger, case):
    withhold(platform, case, reason="insult")

    page = stranger.open("/en/moderation")

    counts = {row.th.get_text(): row.td.get_text() for row in page.soup.select("tbody tr")}
    assert counts["it insults somebody"] == "1"
    assert counts["it is advertising"] == "0"


def test_without_words_a_reason_or_a_choice_nothing_is_done_and_nothing_lost(moderator, platform, case):
    page = of_office(moderator, case)

    nothing = moderator.send(page, "/withholding", explanation=WHY)
    unknown = moderator.send(page, "/withholding", reason="because", **{boxes(page)[0]: "yes"})
    elsewhere = moderator.send(page, "/withholding", reason="insult", **{"passage-0-description": "yes"})

    assert (nothing.status, nothing.faults()) == (
        422,
        ["#f-withholding-passages", "#f-withholding-reason"],
    )
    assert nothing.value("explanation") == WHY
    assert unknown.status == elsewhere.status == 422
    assert "Choose one of the reasons" in unknown.text
    assert not platform.cases.page(case).case.withheld


def test_two_moderators_take_the_same_away_and_the_second_sees_what_the_first_did(moderator, app, case):
    other = Browser(app.test_client())
    sign_in(other, "streets", "head")
    page = of_office(other, case)
    take_away(moderator, case)

    late = other.send(page, "/withholding", reason="insult", explanation=WHY, **{boxes(page)[0]: "yes"})

    assert late.status == 409
    assert "What was done meanwhile" in late.text
    assert WHY in late.text


def test_a_form_that_is_sent_twice_does_it_once(moderator, platform, case):
    page = of_office(moderator, case)
    size = platform.journal.size()

    for _ in range(2):
        moderator.send(page, "/withholding", reason="insult", **{boxes(page)[0]: "yes"})

    assert platform.journal.size() == size + 1


def test_who_works_on_cases_does_not_decide_what_everyone_sees(official, platform, case):
    page = of_office(official, case)
    assert "Take out of public view" not in page.text

    token = official.open(f"/en/office/cases/{case}").value("csrf_token")
    answer = official.client.post(
        f"/en/office/cases/{case}/withholding",
        data={"csrf_token": token, "command_id": "a" * 16, "seen_version": "1", "reason": "insult"},
    )

    assert answer.status_code == 403
    assert official.open("/en/office/moderation").status == 403
    assert not platform.cases.page(case).case.withheld


def test_a_moderator_for_other_services_decides_nothing_here(app, platform, case):
    grant = Grant("moderator", "streets", ("street-light",))
    someone = platform.officials.admit("Kim", "demo", grant, department="streets").id
    browser = Browser(app.test_client())
    with browser.client.session_transaction() as session:
        session.update(sign_in=platform.officials.sign_ins.begin(someone, "app"))

    assert "Take out of public view" not in of_office(browser, case).text


def test_a_moderator_takes_no_steps_and_sees_no_contact(moderator, case):
    page = of_office(moderator, case)

    assert "Your roles let you read this case, not work on it." in page.text
    assert "Your roles do not let you see how to reach the reporter." in page.text


def test_erasing_leaves_neither_the_words_nor_a_place_that_says_they_could_come_back(
    moderator, platform, stranger, case
):

    take_away(moderator, case)
    persons = persons_of_case(platform.journal, case)

    platform.eraser.erase_rows(persons, ErasureCarriedOut(ground="request"), command_id="erase" * 4)

    page = stranger.open(f"/en/cases/{case}")
    assert tombstones(page) == []
    assert "were erased" in page.text
    assert boxes_or_none(of_office(moderator, case)) == []


def boxes_or_none(page):
    return [box["name"] for box in page.soup.find_all("input", type="checkbox")]

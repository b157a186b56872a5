"""Officials choose cases in the queue and take one step on all of them, with one reason."""

import pytest

from civic.cases.commands import DeclineCase, NewPart, SplitCase
from civic.kernel.ids import new_public_id
from civic.kernel.language import Text
from civic.people.roles import Grant
from tests.builders.cases import file_case
from tests.web.browser import Browser
from tests.web.journeys import sign_in


@pytest.fixture
def three(platform):
    return [platform.cases.file(file_case(), command_id=f"filed-{number}").case for number in range(3)]


def chosen(browser, cases):
    return browser.open("/en/office/selection?" + "&".join(f"case={case}" for case in cases))


def send(browser, page, act, **typed):
    """Send the form with all of its cases, of which `Browser.send` would keep one."""
    form = page.form(f"?act={act}")
    data = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    data["case"] = [field["value"] for field in form.find_all("input", attrs={"name": "case"})]
    return browser._shown(browser.client.post(form["action"], data=data | typed))


def states(platform, cases):
    return [platform.cases.page(case).case.state for case in cases]


def test_the_queue_leads_those_chosen_to_one_page(official, three):
    queue = official.open("/en/office/queue")
    form = queue.form("/office/selection")
    offered = {field["value"] for field in form.find_all("input", type="checkbox")}

    page = chosen(official, three[:2])

    assert offered == set(three)
    assert len(page.soup.main.select("ul a")) == 2


def test_one_step_is_taken_on_each_with_one_reason(official, platform, three):
    page = send(
        official, chosen(official, three), "refusal", reason="private_ground", answer="The railway owns it."
    )

    assert "Done on 3 cases." in page.text
    assert states(platform, three) == ["declined"] * 3
    for case in three:
        event = platform.cases.page(case).events[-1].event
        assert (event.reason, event.answer.text) == ("private_ground", "The railway owns it.")


def test_a_form_that_is_sent_twice_does_it_once(official, platform, three):
    page = chosen(official, three)
    for _ in range(2):
        assert "Done on 3 cases." in send(official, page, "answer", answer="We come on Thursday.").text

    assert [len(platform.cases.page(case).events) for case in three] == [2, 2, 2]


def test_what_a_colleague_decided_meanwhile_is_said_and_the_others_are_done(official, platform, three):
    page = chosen(official, three)
    ours = DeclineCase(case=three[0], office="streets", reason="other", answer=Text("No.", "en"))
    platform.cases.work(ours, command_id="meanwhile")

    page = send(official, page, "acknowledgement")

    assert "Done on 2 cases." in page.text
    assert "Not done on 1 case:" in page.text
    assert states(platform, three) == ["declined", "acknowledged", "acknowledged"]


def test_nothing_is_done_and_nothing_lost_if_something_is_missing(official, platform, three):
    page = send(official, chosen(official, three), "hold", day="9.3.2026", answer="")

    assert page.status == 422
    assert page.faults() == ["#f-hold-reason", "#f-hold-answer"]
    assert page.soup.select_one("#f-hold-day")["value"] == "9.3.2026"
    assert states(platform, three) == ["received"] * 3


def test_what_was_done_is_said_also_if_a_choice_does_not_fit_a_later_case(app, platform, three):
    """The page offers no such choice; a form that was made by hand can hold one."""
    lighting = Browser(app.test_client())
    platform.officials.admit(
        "Kim", "demo", Grant("caseworker", "all"), department="streets", official=(kim := new_public_id())
    )
    with lighting.client.session_transaction() as session:
        session.update(csrf="t", sign_in=platform.officials.sign_ins.begin(kim, "app"))
    light = platform.cases.file(file_case(service="street-light"), command_id="a light").case
    sent = {"csrf_token": "t", "command_id": "0123456789abcdef", "unit": "lamps", "case": [light, three[0]]}

    answer = lighting.client.post("/en/office/selection?act=assignment", data=sent).get_data(as_text=True)

    assert ("Done on 1 case." in answer, "Not done on 1 case:" in answer) == (True, True)
    assert states(platform, [light, three[0]]) == ["assigned", "received"]


def test_only_what_can_be_done_with_all_of_them_is_offered(official, platform, three):
    refused = DeclineCase(case=three[0], office="streets", reason="other", answer=Text("No.", "en"))
    platform.cases.work(refused, command_id="refused")

    page = chosen(official, three)

    assert page.soup.select("form.act, details.act") == []
    assert "Choose cases in the same state." in page.text


def test_nobody_is_written_to_about_parts_and_the_form_does_not_say_so(official, platform, three):
    asked = (NewPart(service="pothole", description=Text("Fill it.", "en")),)
    platform.cases.work(SplitCase(case=three[0], office="streets", parts=asked), command_id="split")
    parts = platform.cases.page(three[0]).parts

    labels = [
        [each.get_text(strip=True) for each in chosen(official, cases).form("?act=answer").find_all("label")]
        for cases in (three[1:], [three[1], *parts])
    ]

    assert [each[0] for each in labels] == ["Your words to the reporter", "Your words"]


def test_what_ones_roles_do_not_cover_is_left_out_and_refused(app, platform, three):
    parks = Browser(app.test_client())
    sign_in(parks, "parks")
    own = platform.cases.file(file_case(service="playground"), command_id="of-the-parks").case
    page = chosen(parks, [own, three[0]])
    assert "1 case is left out" in page.text

    form = page.form("?act=acknowledgement")
    data = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    answer = parks.client.post(form["action"], data=data | {"case": [f"{three[0]}.1"]})

    assert "Your roles do not allow this here." in answer.get_data(as_text=True)
    assert states(platform, [three[0]]) == ["received"]


@pytest.mark.parametrize("query", ["", "case=", "case=nonsense", "case=22222-22223.2"])
def test_what_names_no_case_chooses_none(official, query):
    page = official.open(f"/en/office/selection?{query}")

    assert (page.status, "Choose cases in the queue first." in page.text) == (200, True)

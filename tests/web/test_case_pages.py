"""A case for everyone, for its reporter, and how to find one."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from civic.cases.commands import ForwardCase
from civic.cases.handlers import persons_of_case
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from tests.builders.partner import hear_from_partner
from tests.web.journeys import code_on, confirmation_page, number_on, sign_in

WHY = "The hole is still there."


@pytest.fixture
def resolved(resident, official):
    """A case that an office says is done: its number and its code."""
    confirmation = confirmation_page(resident)
    number, code = number_on(confirmation), code_on(confirmation)
    page = official.open(f"/en/office/cases/{number}")
    official.send(page, "/resolution", answer="We filled the hole this morning.")
    return number, code


def test_from_filing_to_reopening(resident, official, resolved):
    number, _ = resolved
    case = resident.open(f"/en/cases/{number}")
    assert "We filled the hole this morning." in case.text

    resident.send(case, "/reopening-request", explanation=WHY)
    work = official.open(f"/en/office/cases/{number}")
    assert WHY in work.text
    official.send(work, "/reopening")

    told = [what.get_text() for what in resident.open(f"/en/cases/{number}").soup.select(".what")]
    assert told == [
        "The case was filed on the website.",
        "Roads and footpaths says that it is done.",
        "Whoever filed the case says that it is not settled, and asks to reopen it.",
        "Roads and footpaths took the case up again.",
        (
            "The day moves, because the case could not go on meanwhile or was opened again."
            " It is to be settled by 9 March 2026, 16:00."
        ),
    ]


def test_the_case_code_lets_somebody_act_from_another_device(stranger, resolved):
    number, code = resolved
    case = stranger.open(f"/en/cases/{number}")

    after = stranger.send(case, "/reopening-request", explanation=WHY, case_code=code.lower())

    assert after.status == 200
    assert WHY in after.text


def test_a_wrong_case_code_changes_nothing_and_keeps_the_words(stranger, resolved):
    number, _ = resolved
    case = stranger.open(f"/en/cases/{number}")

    after = stranger.send(case, "/reopening-request", explanation=WHY, case_code="22222-22222")

    assert after.status == 403
    assert after.faults() == ["#f-case_code"]
    assert after.value("explanation") == WHY
    assert WHY not in [said.get_text() for said in after.soup.select("blockquote")]


def test_the_code_of_another_case_does_not_help(resident, stranger, resolved):
    number, _ = resolved
    other_code = code_on(confirmation_page(resident))

    case = stranger.open(f"/en/cases/{number}")
    after = stranger.send(case, "/reopening-request", explanation=WHY, case_code=other_code)

    assert after.status == 403


def test_a_reporter_withdraws(resident, number):
    after = resident.send(resident.open(f"/en/cases/{number}"), "/withdrawal")

    assert "Withdrawn" in after.text
    assert after.soup.find("form", action=lambda action: action.endswith("/withdrawal")) is None


def test_withdrawing_what_was_decided_meanwhile_says_so(resident, official, number):
    page = resident.open(f"/en/cases/{number}")
    official.send(official.open(f"/en/office/cases/{number}"), "/resolution", answer="Done.")

    after = resident.send(page, "/withdrawal")

    assert after.status == 409
    assert "Somebody worked on this case after you opened the page" in after.text


def test_signing_in_for_an_office_ends_what_the_device_knew_of_the_reporter(resident, number):
    sign_in(resident)

    page = resident.send(resident.open(f"/en/cases/{number}"), "/withdrawal")

    assert page.status == 403


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "{1}"])
def test_a_case_is_found_by_its_number_however_it_is_typed(stranger, number, typed):
    wanted = typed.format(number, number.replace("-", " ").lower())

    page = stranger.open("/en/cases", query_string={"number": wanted})

    assert page.heading == "Pothole or damaged road"


@pytest.mark.parametrize(
    ("typed", "status"), [("", 422), ("ABCDE-FGHJ2", 422), ("<b>", 422), ("22222-22222", 404)]
)
def test_a_number_that_leads_nowhere_is_kept_and_explained(stranger, typed, status):
    page = stranger.open("/en/cases", query_string={"number": typed})

    assert page.status == status
    assert page.faults() == ["#f-number"]
    assert page.value("number") == typed


def test_a_case_that_does_not_exist_says_so_in_the_language_of_the_address(stranger):
    page = stranger.open("/de/cases/22222-22222")

    assert page.status == 404
    assert "gibt es hier kein Anliegen" in page.text


def test_words_of_residents_carry_their_own_language(resident, number):
    said = resident.open(f"/ar/cases/{number}").soup.blockquote

    assert said["lang"] == "en"
    assert said["dir"] == "auto"


def test_erased_words_are_gone_and_the_page_says_so(resident, platform, number):
    somebody = persons_of_case(platform.journal, number.replace("-", ""))[0]
    platform.eraser.erase(somebody, ErasureCarriedOut(ground="request"), command_id="erase")

    page = resident.open(f"/en/cases/{number}")

    assert page.soup.blockquote is None
    assert "were erased" in page.text


def test_each_step_has_a_receipt(resident, platform, number):
    platform.publisher.publish()
    link = resident.open(f"/en/cases/{number}").soup.find("a", href=lambda href: "/audit/receipts/" in href)
    page = resident.open(link["href"])

    receipt = resident.client.get(page.soup.find("a", string="Download the receipt")["href"])

    assert receipt.content_type == "application/octet-stream"
    assert receipt.headers["Content-Disposition"].endswith('.tlog-proof"')


@contextmanager
def streams_asked_for(platform):
    """Collect the questions for streams of events that the database is asked meanwhile."""
    asked = []

    def hear(_connection, _cursor, statement, *_):
        if "FROM events" in statement and "events.stream" in statement:
            asked.append(statement)

    event.listen(platform.database.engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(platform.database.engine, "before_cursor_execute", hear)


def pass_on(platform, case):
    theirs = Text("It is theirs.", "en")
    step = ForwardCase(case=case, office="streets", party="grid", reference="N-1", answer=theirs)
    platform.cases.work(step, command_id="forward")
    hear_from_partner(platform, case, "Mended.", "news")


def test_a_case_and_the_news_of_it_from_outside_are_read_at_once(stranger, platform, case):
    with streams_asked_for(platform) as without_news:
        stranger.open(f"/en/cases/{case}")
    pass_on(platform, case)
    with streams_asked_for(platform) as with_news:
        page = stranger.open(f"/en/cases/{case}")

    assert (len(without_news), len(with_news)) == (1, 1)
    assert "Mended." in page.text
    assert "N-1" in page.text


def test_news_from_outside_is_in_the_feed_of_the_case_and_for_programs(stranger, platform, case):
    pass_on(platform, case)

    feed = stranger.client.get(f"/data/cases/{case}.atom").text
    (news,) = stranger.client.get(f"/api/v1/cases/{case}").json["news"]

    assert feed.index("There it is closed. The city checks.") < feed.index("It is theirs.")
    assert "Mended." in feed
    assert (news["type"], news["data"]["status"]) == ("cases.party.reported", "closed")
    assert news["content"]["content.reporter"]["value"]["explanation"]["text"] == "Mended."


def test_a_case_that_nobody_outside_knows_has_no_news(stranger, case):
    assert stranger.client.get(f"/api/v1/cases/{case}").json["news"] == []

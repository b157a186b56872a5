"""An office puts words in that the city has ready: in the reporter's language, and nothing typed is lost."""

from civic.kernel.language import Text
from tests.builders.cases import file_case
from tests.web.journeys import sign_in

THANKS = "Thank you for telling us. Our people will have a look in the next days."


def file(platform, words, language="en", **fields):
    command = file_case(description=Text(words, language), **fields)
    return platform.cases.file(command, command_id=f"filed-in-{language}").case


def offered(page, act):
    return [button["value"] for button in page.form(f"/{act}").select("button[name=reply]")]


def test_each_form_offers_what_fits_its_step_and_the_service_of_the_case(official, platform):
    lamp = file(platform, "It is dark.", service="street-light", address="Schulgasse 4")
    hole = file(platform, "Ein Loch.", "de")

    at_the_hole = official.open(f"/en/office/cases/{hole}")
    sign_in(official, "lighting")
    at_the_lamp = official.open(f"/en/office/cases/{lamp}")

    assert offered(at_the_lamp, "resolution") == ["repaired", "new-lamp"]
    assert offered(at_the_hole, "resolution") == ["repaired"]
    assert offered(at_the_hole, "refusal") == ["private-ground", "nothing-found"]
    assert offered(at_the_hole, "forwarding") == []


def test_a_reply_fills_the_form_and_does_nothing_yet(official, platform):
    number = file(platform, "There is a hole.")
    page = official.open(f"/en/office/cases/{number}")

    page = official.send(page, "/answer", reply="passed-to-the-crew")

    assert page.status == 200
    assert page.form("/answer").textarea.get_text().strip().startswith(THANKS)
    assert page.form("/answer").parent.has_attr("open")
    assert platform.cases.page(number).case.version == 1


def test_words_that_stand_there_stay_and_so_does_whatever_else_was_chosen(official, platform):
    number = file(platform, "There is a hole.")
    page = official.open(f"/en/office/cases/{number}")

    page = official.send(
        page, "/refusal", reason="private_ground", answer="Dear all,", reply="private-ground"
    )

    form = page.form("/refusal")
    assert form.textarea.get_text().strip().startswith("Dear all,\n\nThis place is private ground")
    assert form.find("option", selected=True)["value"] == "private_ground"


def test_the_words_are_in_the_language_of_the_reporter_and_are_kept_as_such(official, platform):
    number = file(platform, "حفرة أمام المخبز", "ar")
    page = official.open(f"/de/office/cases/{number}")
    said = page.form("/answer").select_one("[data-words]")
    assert (said["lang"], "Danke für Ihre Meldung" in page.form("/answer").get_text()) == ("ar", True)

    page = official.send(page, "/answer", reply="passed-to-the-crew")
    official.send(page, "/answer")

    answer = platform.cases.page(number).events[-1].event.answer
    assert answer.language == "ar"
    assert answer.text.startswith("شكرًا لإبلاغنا")


def test_an_office_says_in_which_language_it_writes(official, platform):
    number = file(platform, "There is a hole.")
    page = official.open(f"/de/office/cases/{number}")
    assert page.form("/answer").find("option", selected=True)["value"] == "de-AT"

    official.send(page, "/answer", answer="We come on Monday.", language="en")

    assert platform.cases.page(number).events[-1].event.answer == Text("We come on Monday.", "en")


def test_what_is_no_language_is_refused_and_the_words_stay(official, platform):
    number = file(platform, "There is a hole.")

    page = official.send(
        official.open(f"/en/office/cases/{number}"), "/answer", answer="On Monday.", language="no tag"
    )

    assert page.faults() == ["#f-answer-answer"]
    assert "On Monday." in page.form("/answer").textarea.get_text()


def test_where_nobody_has_written_it_in_that_language_the_page_says_so(official, platform):
    number = file(platform, "Çukur var.", "tr")

    form = official.open(f"/en/office/cases/{number}").form("/answer")

    assert form.select_one("[data-words]")["lang"] == "en"
    assert "There is no such text in the language of the reporter yet." in form.get_text()


def test_a_reply_that_is_gone_is_named_and_the_words_stay(official, platform):
    number = file(platform, "There is a hole.")
    page = official.open(f"/en/office/cases/{number}")

    page = official.send(page, "/answer", answer="Dear all,", reply="retired-a-minute-ago")

    assert (page.status, page.faults()) == (422, ["#f-answer-answer"])
    assert "Dear all," in page.form("/answer").textarea.get_text()

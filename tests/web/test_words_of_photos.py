"""What a photo shows, in the words of whoever sent it: read out instead of its number."""

from tests.builders.photos import jpeg
from tests.web.journeys import HOLE, WORDS, code_on, number_on, sign_in
from tests.web.test_photos import NOISE, filed_with, pictures_on, with_photos

BENCH = "Die Bank vor dem Haus, zerbrochen"


def alternatives(page):
    return [(image["alt"], image.get("lang")) for image in pictures_on(page)]


def test_what_is_written_at_the_check_is_read_on_every_page_that_shows_the_photo(
    resident, stranger, official
):
    check = with_photos(resident, jpeg(), jpeg(), at=HOLE.replace("/en/", "/de/"))
    number = number_on(resident.send(check, "/case", "file", photo_words_2=BENCH))

    for browser, address in ((stranger, f"/en/cases/{number}"), (official, f"/en/office/cases/{number}")):
        assert alternatives(browser.open(address)) == [("Photo 1 of 2", None), (BENCH, "de-AT")]


def test_before_it_is_sent_the_words_are_kept_from_page_to_page(resident):
    check = with_photos(resident, jpeg())
    again = resident.send(check, "/case", "check", photo_words_1=BENCH)
    form = resident.send(again, "/case", "change")

    for page in (again, form):
        assert alternatives(page) == [(BENCH, "en")]
        assert page.value("photo_words_1") == BENCH


def test_words_stay_with_their_photo_when_one_before_it_is_left_out(resident):
    check = with_photos(resident, jpeg((640, 480)), jpeg((480, 640)))
    form = resident.send(check, "/case", "change", photo_words_1="First", photo_words_2="Second")

    left = resident.send(form, "/case", "check", leave_out_photo_1="yes")

    assert alternatives(left) == [("Second", "en")]
    assert left.value("photo_words_1") == "Second"


def test_words_that_are_too_long_or_hide_something_are_said_beside_their_field(resident):
    check = with_photos(resident, jpeg())

    for words in ("x" * 201, "a\u202eb"):
        page = resident.send(check, "/case", "file", photo_words_1=words)
        assert page.status == 422
        assert page.faults() == ["#f-photo_words_1"]
        assert page.soup.select_one("#f-photo_words_1-fault") is not None
        assert page.value("description") == WORDS


def test_what_somebody_writes_is_text_and_nothing_else(resident, stranger):
    hostile = '"><script>alert(1)</script>'
    number = number_on(resident.send(with_photos(resident, jpeg()), "/case", "file", photo_words_1=hostile))

    assert alternatives(stranger.open(f"/en/cases/{number}")) == [(hostile, "en")]


def test_words_of_photos_for_officials_are_read_by_nobody_else(resident, stranger):
    check = with_photos(resident, jpeg(), at=NOISE, answers__when="At night")
    number = number_on(resident.send(check, "/case", "file", photo_words_1=BENCH))

    assert BENCH not in resident.open(f"/en/cases/{number}").html
    assert BENCH not in resident.client.get(f"/api/v1/cases/{number}").text
    sign_in(stranger, "order")
    shown = stranger.send(stranger.open(f"/en/office/cases/{number}"), "/contact")
    assert alternatives(shown) == [(BENCH, "en")]


def test_words_are_erased_with_their_photo(resident, stranger):
    confirmation = resident.send(with_photos(resident, jpeg()), "/case", "file", photo_words_1=BENCH)
    number = number_on(confirmation)
    assert BENCH in resident.client.get(f"/api/v1/cases/{number}").text

    resident.send(resident.open(f"/en/cases/{number}/erasure"), "/erasure", case_code=code_on(confirmation))

    for address in (f"/en/cases/{number}", f"/api/v1/cases/{number}"):
        assert BENCH not in stranger.client.get(address).text


def test_words_come_along_when_a_report_is_corrected(resident):
    number = number_on(filed_with(resident, jpeg()))
    form = resident.open(f"/en/cases/{number}/correction")
    other = number_on(
        resident.send(resident.send(form, "/case", "check"), "/case", "file", photo_words_1=BENCH)
    )

    again = resident.open(f"/en/cases/{other}/correction")

    assert again.value("photo_words_1") == BENCH

"""Photos with a report: chosen, kept while the form goes back and forth, shown, served, gone when erased."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from civic.photos.limits import LARGEST_FILE, MOST_PHOTOS
from civic.store.tables import file_drafts
from tests.builders.photos import HOME, animation, bomb, jpeg, jpeg_of_a_telephone
from tests.web.journeys import HOLE, LIGHT, WORDS, check_page, code_on, number_on, sign_in

PHOTO = "input[name=photo]"
NOISE = "/en/services/noise/case"


def with_photos(browser, *photos, at=HOLE, page=None, button="check", **typed):
    values = {"description": WORDS, "address": "Schulgasse 4", **typed}
    page = page or browser.open(at)
    return browser.send(page, at.partition("/services")[2], button, {"photo": photos}, **values)


def filed_with(browser, *photos, at=HOLE, **typed):
    return browser.send(with_photos(browser, *photos, at=at, **typed), "/case", "file")


def pictures_on(page):
    return page.soup.main.select("ul.photos img")


def served(browser, number, name="photo-1"):
    return browser.client.get(f"/cases/{number}/photos/{name}.jpg")


def test_a_report_with_two_photos_shows_both_to_everyone(resident, stranger):
    check = with_photos(resident, jpeg((2000, 1500)), jpeg((300, 400)))
    number = number_on(resident.send(check, "/case", "file"))

    shown = pictures_on(stranger.open(f"/en/cases/{number}"))
    assert [image["alt"] for image in shown] == ["Photo 1 of 2", "Photo 2 of 2"]
    assert [(image["width"], image["height"]) for image in shown] == [("480", "360"), ("300", "400")]
    assert {image["loading"] for image in shown} == {"lazy"}
    for image, size in zip(shown, [(1600, 1200), (300, 400)], strict=True):
        small = stranger.client.get(image["src"])
        whole = Image.open(BytesIO(stranger.client.get(image.parent["href"]).data))
        assert Image.open(BytesIO(small.data)).size == (int(image["width"]), int(image["height"]))
        assert (whole.format, whole.size) == ("JPEG", size)


def test_before_it_is_sent_the_photos_are_shown_with_what_everyone_can_read(resident):
    check = with_photos(resident, jpeg(), jpeg())

    public = check.soup.find(id="public").parent
    assert [image["src"].partition(",")[0] for image in public.select("img")] == [
        "data:image/jpeg;base64"
    ] * 2
    assert check.soup.find(id="sealed").parent.select("img") == []


def test_what_a_photo_tells_about_its_maker_is_served_to_nobody(resident, stranger):
    number = number_on(filed_with(resident, jpeg_of_a_telephone(orientation=6)))

    body = served(stranger, number).data
    assert HOME.encode() not in body
    assert Image.open(BytesIO(body)).size == (480, 640)


def test_a_photo_is_served_as_a_picture_and_nothing_else(resident, stranger):
    number = number_on(filed_with(resident, jpeg()))
    answer = served(stranger, number)

    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{number}-photo-1.jpg"'
    assert "Set-Cookie" not in answer.headers
    again = stranger.client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["photo-2", "photo-0", "..%2f..%2fcivic", "photo-1-large"])
def test_a_photo_that_never_was_is_not_found(resident, name):
    answer = served(resident, number_on(filed_with(resident, jpeg())), name)

    assert answer.status_code == 404
    assert answer.content_type.startswith("text/html")


def test_an_erased_photo_is_gone_in_words_and_from_the_page(resident, stranger):
    confirmation = filed_with(resident, jpeg())
    number = number_on(confirmation)
    tag = served(stranger, number).headers["ETag"]

    form = stranger.open(f"/en/cases/{number}/erasure")
    stranger.send(form, "/erasure", case_code=code_on(confirmation))

    answer = stranger.client.get(f"/cases/{number}/photos/photo-1.jpg", headers={"If-None-Match": tag})
    assert answer.status_code == 410
    assert "This photo has been erased" in answer.text
    assert pictures_on(stranger.open(f"/en/cases/{number}")) == []


def test_where_the_place_is_shown_only_roughly_photos_are_for_those_who_may_read_them(
    resident, official, stranger
):
    check = with_photos(resident, jpeg(), at=NOISE, answers__when="At night")
    number = number_on(resident.send(check, "/case", "file"))

    assert check.soup.find(id="public").parent.select("img") == []
    assert len(check.soup.find(id="sealed").parent.select("img")) == 1
    assert pictures_on(resident.open(f"/en/cases/{number}")) == []
    assert served(resident, number).status_code == 404
    sign_in(stranger, "order")
    (shown,) = pictures_on(stranger.send(stranger.open(f"/en/office/cases/{number}"), "/contact"))
    answer = stranger.client.get(shown.parent["href"])
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert resident.client.get(shown.parent["href"]).status_code == 303
    assert pictures_on(official.open(f"/en/office/cases/{number}")) == []
    assert official.client.get(shown.parent["href"]).status_code == 404


def test_photos_come_along_when_a_report_is_corrected(resident):
    number = number_on(filed_with(resident, jpeg((2000, 1500)), jpeg((300, 400))))

    page = resident.send(resident.open(f"/en/cases/{number}/correction"), "/case", "check")
    other = number_on(resident.send(page, "/case", "file"))

    assert len(pictures_on(resident.open(f"/en/cases/{other}"))) == 2
    assert served(resident, number).status_code == 410


def test_officials_see_the_photos_that_everyone_sees(resident, official):
    number = number_on(filed_with(resident, jpeg()))

    (shown,) = pictures_on(official.open(f"/en/office/cases/{number}"))
    assert shown["src"] == f"/cases/{number}/photos/photo-1-small.jpg"


REFUSED = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is no photo that we can read"),
    "words": (b"hello", "is no photo that we can read"),
    "nothing": (b"", "is no photo that we can read"),
    "cut": (jpeg()[:2000], "is damaged"),
    "bomb": (bomb(10_000, 10_000), "more than 64 million pixels"),
    "moving": (animation("PNG"), "is a moving picture"),
    "heavy": (jpeg() + bytes(LARGEST_FILE), "is too large"),
}


@pytest.mark.parametrize(("body", "said"), REFUSED.values(), ids=REFUSED)
def test_a_photo_that_cannot_be_taken_is_said_and_nothing_else_is_lost(resident, body, said):
    page = with_photos(resident, jpeg(), body, contact__email="mira@example.org")

    assert page.status == 422
    assert page.faults() == ["#f-photo"]
    assert said in page.soup.select_one("#f-photo-fault").get_text()
    assert "photo 2.jpg" in page.soup.select_one("#f-photo-fault").get_text()
    kept = {name: page.value(name) for name in ("description", "address", "contact.email")}
    assert kept == {"description": WORDS, "address": "Schulgasse 4", "contact.email": "mira@example.org"}
    assert len(pictures_on(page)) == 1

    number = number_on(resident.send(resident.send(page, "/case", "check"), "/case", "file"))
    assert len(pictures_on(resident.open(f"/en/cases/{number}"))) == 1


def test_photos_stay_when_other_words_are_wrong_and_when_something_is_changed(resident):
    wrong = with_photos(resident, jpeg(), contact__email="nobody")
    check = resident.send(wrong, "/case", "check", contact__email="mira@example.org")
    changed = resident.send(check, "/case", "change")

    assert [len(pictures_on(page)) for page in (wrong, check, changed)] == [1, 1, 1]


def test_a_photo_can_be_left_out_again(resident):
    page = with_photos(resident, jpeg((640, 480)), jpeg((480, 640)), description="")

    check = resident.send(page, "/case", "check", description=WORDS, leave_out_photo_1="yes")

    assert [image["height"] for image in pictures_on(check)] == ["480"]
    number = number_on(resident.send(check, "/case", "file"))
    assert [image["height"] for image in pictures_on(resident.open(f"/en/cases/{number}"))] == ["480"]


def test_there_are_only_so_many_photos(resident):
    page = with_photos(resident, *[jpeg((60, 40))] * (MOST_PHOTOS + 2))

    assert page.faults() == ["#f-photo"]
    assert len(pictures_on(page)) == MOST_PHOTOS


def test_what_is_too_large_together_comes_back_with_its_words(resident):
    """50 MB in one request: nobody has to write again, and it is said which file it was."""
    page = with_photos(resident, *[bytes(10_000_000)] * 5)

    assert page.status == 422
    assert page.value("description") == WORDS
    assert page.soup.select_one("#f-photo-fault") is not None


def test_a_service_that_takes_no_photos_does_not_ask_for_any(resident):
    page = resident.open("/en/services/resident-parking/case")

    assert page.soup.select(PHOTO) == []


def test_photos_that_are_sent_all_the_same_are_refused_in_words(resident):
    page = resident.open("/en/services/resident-parking/case")
    token = page.soup.find(attrs={"name": "csrf_token"})["value"]

    answer = resident.client.post(
        "/en/services/resident-parking/case",
        data={"csrf_token": token, "description": WORDS, "photo": (BytesIO(jpeg()), "a.jpg")},
    )

    assert answer.status_code == 422
    assert "This service takes no photos" in answer.text


def test_sending_twice_files_one_case_with_its_photos_once(resident, app):
    check = with_photos(resident, jpeg())
    numbers = {number_on(resident.send(check, "/case", "file")) for _ in range(2)}

    assert len(numbers) == 1


def test_in_the_simple_view_photos_have_a_page_of_their_own_and_travel_along(resident):
    page = photo_page(resident)
    page = resident.send(page, "/case", "next", {"photo": [jpeg()]})
    assert page.soup.select(PHOTO) == []
    while page.heading != "Check before you send":
        page = resident.send(page, "/case", "next")
    number = number_on(resident.send(page, "/case", "file"))

    assert len(pictures_on(resident.open(f"/en/cases/{number}"))) == 1


def test_in_the_simple_view_a_refused_photo_keeps_its_page(resident):
    page = resident.send(photo_page(resident), "/case", "next", {"photo": [jpeg(), b"no photo"]})

    assert page.soup.select_one("#f-photo-fault")
    assert len(pictures_on(page)) == 1


def photo_page(browser):
    browser.open("/en/?simple=1")
    page = browser.send(browser.open(LIGHT), "/case", "next", description=WORDS)
    page = browser.send(page, "/case", "next", address="Schulgasse 4")
    assert page.soup.select(PHOTO)
    return page


def drafts(platform):
    with platform.database.reading() as connection:
        return connection.execute(file_drafts.select()).all()


def secret_on(page):
    return page.soup.find(attrs={"name": "photos"})["value"]


def test_a_kept_photo_can_be_read_by_nobody_who_has_only_the_database(resident, platform):
    page = with_photos(resident, jpeg(), description="")
    secret = secret_on(page)

    (row,) = drafts(platform)
    assert re.fullmatch("[0-9a-f]{64}", secret)
    assert secret not in repr(row)
    assert b"JFIF" not in row.body


def test_a_kept_photo_is_of_the_session_that_chose_it(resident, stranger):
    secret = secret_on(with_photos(resident, jpeg(), description=""))

    page = with_photos(stranger, photos=secret)

    assert "not kept any more" in page.soup.select_one("#f-photo-fault").get_text()
    assert pictures_on(page) == []


def test_after_a_day_kept_photos_are_gone_and_that_is_said(resident, platform):
    page = with_photos(resident, jpeg(), description="")
    platform.clock.set(platform.clock.now() + timedelta(hours=25))

    again = resident.send(page, "/case", "check", description=WORDS)

    assert "not kept any more" in again.soup.select_one("#f-photo-fault").get_text()
    assert again.value("description") == WORDS
    assert platform.photo_drafts.forget_old() == 1
    assert drafts(platform) == []


def test_lists_stay_light(resident):
    number = number_on(filed_with(resident, jpeg()))

    for address in ("/en/cases", "/en/", "/data/cases.atom"):
        assert "photo" not in resident.client.get(address, follow_redirects=True).text.lower(), number


def test_the_form_without_photos_is_as_light_as_before(resident):
    assert len(check_page(resident).html) < 20_000

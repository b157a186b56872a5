"""The place that a photo says: offered before anything is sent, taken when somebody takes it."""

import pytest

from civic.kernel.ids import CaseNumber
from civic.store.tables import file_drafts
from tests.builders.photos import at_position, exif_of_a_telephone, jpeg, jpeg_of_a_telephone
from tests.web.journeys import LIGHT, WORDS, number_on

OFFER = "Your photo says where it was taken. Is it here?"
THERE = "45.010000, -30.020000"
CHECK = "Check before you send"
ELSEWHERE = {1: "N", 2: (48.0, 12.0, 0.0), 3: "E", 4: (16.0, 22.0, 0.0)}
LIES = {
    "in another city": at_position(ELSEWHERE),
    "in the sea": at_position({**ELSEWHERE, 2: (10.0, 0.0, 0.0)}),
    "91 degrees": at_position({**ELSEWHERE, 2: (91.0, 0.0, 0.0)}),
    "no bytes": jpeg(exif=b"Exif\0\0"),
    "nothing": jpeg(),
}


def with_photo(browser, *photos, at=LIGHT, page=None, **typed):
    page = page or browser.open(at)
    values = {"description": WORDS, **typed}
    return browser.send(page, "/case", "check", {"photo": photos}, **values)


def case_on(platform, confirmation):
    return platform.cases.page(CaseNumber(number_on(confirmation).replace("-", ""))).filed


def test_before_it_is_sent_the_place_of_a_photo_is_offered_and_not_taken(resident, platform):
    check = with_photo(resident, jpeg_of_a_telephone(), address="behind the old mill")

    assert check.heading == CHECK
    assert OFFER in check.text
    assert "45.01000, -30.02000" in check.text
    filed = case_on(platform, resident.send(check, "/case", "file"))
    assert filed.place.point is None
    assert filed.place.address == "behind the old mill"


def test_who_takes_the_place_of_the_photo_sends_that_place(resident, platform):
    check = with_photo(resident, jpeg_of_a_telephone(), address="behind the old mill")

    taken = resident.send(check, "/case", "checked-photo-place")

    assert taken.heading == CHECK
    assert OFFER not in taken.text
    assert "behind the old mill" not in taken.text
    filed = case_on(platform, resident.send(taken, "/case", "file"))
    assert filed.place.point.degrees() == (45.01, -30.02)
    city = platform.cities.get(filed.city)
    assert (filed.place.district, filed.place.neighbourhood) == city.locate(filed.place.point)
    nearest = city.gazetteer.nearest(filed.place.point)
    assert filed.place.address == (nearest.address if nearest else None)


def test_where_the_place_is_missing_the_form_offers_that_of_the_photo(resident):
    page = with_photo(resident, jpeg_of_a_telephone(), at=LIGHT)

    assert page.faults() == ["#f-place"]
    assert OFFER in page.text
    taken = resident.send(page, "/case", "photo-place")
    assert taken.value("coordinates") == THERE
    assert taken.value("description") == WORDS
    assert OFFER not in taken.text
    assert resident.send(taken, "/case", "check").heading == CHECK


@pytest.mark.parametrize("body", LIES.values(), ids=LIES)
def test_a_photo_that_says_no_place_of_the_city_offers_none(resident, body):
    check = with_photo(resident, body, address="behind the old mill")

    assert check.heading == CHECK
    assert OFFER not in check.text


def test_of_several_photos_the_first_in_the_city_says_the_place(resident):
    bodies = [at_position(ELSEWHERE), jpeg(), jpeg_of_a_telephone()]

    assert OFFER in with_photo(resident, *bodies, address="behind the old mill").text


def test_a_photo_that_is_left_out_takes_its_place_along(resident):
    check = with_photo(resident, jpeg_of_a_telephone(), jpeg(), address="behind the old mill")
    form = resident.send(check, "/case", "change")

    without = resident.send(form, "/case", "check", leave_out_photo_1="yes")

    assert OFFER not in without.text
    assert THERE not in without.html


def test_nothing_is_offered_where_the_form_names_that_place_already(resident):
    assert OFFER not in with_photo(resident, jpeg_of_a_telephone(), coordinates="45.01001, -30.02001").text
    assert OFFER in with_photo(resident, jpeg_of_a_telephone(), coordinates="45.01301, -30.02001").text


def test_the_place_of_a_photo_is_kept_nowhere_but_in_the_form(resident, platform):
    check = with_photo(resident, jpeg(exif=exif_of_a_telephone()), address="behind the old mill")

    assert THERE in check.html
    with platform.database.reading() as connection:
        (row,) = connection.execute(file_drafts.select()).all()
    number = number_on(resident.send(check, "/case", "file"))
    assert b"45.01" not in row.body
    assert "45.01" not in resident.open(f"/en/cases/{number}").html
    for recorded in platform.cases.page(CaseNumber(number.replace("-", ""))).events:
        assert "4501" not in repr(recorded)
        assert "45.01" not in repr(recorded)


def test_a_form_that_was_changed_offers_nothing_that_is_no_place(resident):
    check = with_photo(resident, jpeg_of_a_telephone(), address="behind the old mill")

    changed = resident.send(check, "/case", "check", photo_position_1="<b>91, x")

    assert changed.heading == CHECK
    assert OFFER not in changed.text


def test_in_the_simple_view_the_place_of_a_photo_is_offered_too(resident):
    resident.open("/en/?simple=1")
    page = resident.send(resident.open(LIGHT), "/case", "next", description=WORDS)
    page = resident.send(page, "/case", "next", address="behind the old mill")
    page = resident.send(page, "/case", "next", {"photo": [jpeg_of_a_telephone()]})
    while page.heading != CHECK:
        page = resident.send(page, "/case", "next")
    assert OFFER in page.text

    taken = resident.send(page, "/case", "checked-photo-place")

    assert taken.heading == CHECK
    assert OFFER not in taken.text
    assert "45.01000, -30.02000" in taken.text

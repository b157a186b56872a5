"""Numbers, dates and ages as each language writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.i18n.formatting import age, day, distance, moment, number, percent
from civic.i18n.languages import language, languages

EVENING = datetime(2026, 11, 21, 23, 5, tzinfo=UTC)
VIENNA = ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize(
    ("slug", "written"),
    [
        ("en", "22 November 2026, 00:05"),
        ("de", "22. November 2026, 00:05"),
        ("zh-hans", "2026年11月22日 00:05"),
        ("ar", "22 نوفمبر 2026، 12:05 ص"),
    ],
)
def test_moments_are_told_in_the_zone_of_the_city(slug, written):
    assert moment(EVENING, VIENNA, language(slug)).replace("\u202f", " ") == written


@pytest.mark.parametrize(
    ("slug", "written"), [("en", "3 days"), ("de", "3 Tage"), ("zh-hans", "3天"), ("ar", "3 أيام")]
)
def test_ages_are_told_in_the_largest_unit_that_fits(slug, written):
    assert age(EVENING - timedelta(days=3, hours=5), EVENING, language(slug)) == written


def test_what_is_only_just_filed_is_a_minute_old():
    assert age(EVENING, EVENING, language("en")) == "1 minute"


@pytest.mark.parametrize(
    ("slug", "near", "far"),
    [
        ("en", "250 metres", "1.5 kilometres"),
        ("de", "250 Meter", "1,5 Kilometer"),
        ("zh-hans", "250米", "1.5公里"),
        ("fr", "250 mètres", "1,5 kilomètre"),
        ("es", "250 metros", "1,5 kilómetros"),
        ("ar", "250 مترًا", "1.5 كيلومتر"),
    ],
)
def test_distances_are_told_in_the_units_and_words_of_the_language(slug, near, far):
    told = [distance(metres, language(slug)).replace("\xa0", " ") for metres in (250, 1512)]

    assert told == [near, far]


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_every_language_has_words_for_distances(spoken):
    for metres in (0, 1, 2, 11, 999, 1000, 12_345):
        assert "length-" not in distance(metres, spoken)


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_digits_are_latin_everywhere(spoken):
    told = (
        number(1234567, spoken),
        percent(95, spoken),
        day(EVENING.date(), spoken),
        moment(EVENING, VIENNA, spoken),
        age(EVENING - timedelta(days=12), EVENING, spoken),
        distance(12_345, spoken),
    )

    assert [sign for sign in "".join(told) if sign.isdigit() and not sign.isascii()] == []
    assert "2026" in told[2]

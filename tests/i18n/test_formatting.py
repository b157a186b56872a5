"""Numbers, dates and ages as each language writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.i18n.formatting import age, moment, number
from civic.i18n.languages import language

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


def test_digits_are_latin_everywhere():
    assert all(
        number(1234567, language(slug)).replace("\xa0", "").isascii()
        for slug in ("en", "de", "zh-hans", "ar")
    )

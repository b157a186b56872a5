"""Working days of a city with Austrian holidays."""

from datetime import date

import pytest

from civic.cities.calendar import easter_sunday
from civic.cities.load import load_city
from civic.cities.registry import SHIPPED

CALENDAR = load_city(SHIPPED / "demo").calendar


@pytest.mark.parametrize(
    "easter", [date(1818, 3, 22), date(1943, 4, 25), date(2000, 4, 23), date(2026, 4, 5), date(2038, 4, 25)]
)
def test_easter_falls_on_the_known_day(easter):
    assert easter_sunday(easter.year) == easter


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "Neujahr"),
        (date(2026, 4, 6), "Ostermontag"),
        (date(2026, 5, 14), "Christi Himmelfahrt"),
        (date(2026, 6, 4), "Fronleichnam"),
        (date(2026, 10, 26), "Nationalfeiertag"),
    ],
)
def test_a_holiday_is_no_working_day(day, name):
    holiday = CALENDAR.holiday_on(day)

    assert holiday is not None
    assert holiday.names["de"] == name
    assert not CALENDAR.is_working_day(day)


def test_weekends_are_no_working_days_and_ordinary_mondays_are():
    assert [CALENDAR.is_working_day(date(2026, 11, day)) for day in (21, 22, 23)] == [False, False, True]

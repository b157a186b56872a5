"""Which open cases may be the same matter as a new one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.cases.likely_duplicates import (
    MOST_READ,
    MOST_SHOWN,
    Matter,
    likely_duplicates,
    likeness,
    within_reach,
)
from civic.cases.spots import spots_near, spots_of
from civic.cities.duplicates import FURTHEST, DuplicateRule
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.place import METRES_PER_DEGREE, MILLION, Place, Point

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE = Point.from_degrees(48.2, 16.37)
HOLE = Text("There is a deep hole in front of the school.", "en")
RULE = DuplicateRule(within_metres=100, within_days=60, area_likeness=30)
NEW = Matter("pothole", Place(HERE, "centre", "market"), NOW, HOLE)


def north_of(point, metres):
    return replace(point, latitude=point.latitude + round(metres / METRES_PER_DEGREE * MILLION))


def known(metres=10, days=1, words=HOLE, number="A"):
    place = Place(None if metres is None else north_of(HERE, metres), "centre", "market")
    return Matter("pothole", place, NOW - timedelta(days=days), words, CaseNumber(number))


def found(*cases, new=NEW, rule=RULE):
    return [each.number for each in likely_duplicates(new, within_reach(new, cases, rule), rule)]


def test_what_is_near_and_new_may_be_the_same_whatever_its_words_are():
    assert found(known(words=Text("Schlagloch!", "de"))) == ["A"]
    assert found(known(words=None)) == ["A"]


@pytest.mark.parametrize(("metres", "days"), [(101, 1), (10, 61), (5000, 1)])
def test_what_is_too_far_or_too_old_is_not(metres, days):
    assert found(known(metres, days)) == []


def test_the_nearest_comes_first_and_only_a_few_are_shown():
    cases = [known(metres, number=f"{metres}") for metres in (90, 5, 60, 30, 75)]

    assert found(*cases) == ["5", "30", "60"]
    assert len(found(*cases)) == MOST_SHOWN


def test_of_two_at_the_same_place_the_likelier_words_come_first():
    other = known(words=Text("Glass everywhere", "en"), number="glass")

    assert found(other, known(number="hole")) == ["hole", "glass"]


def test_a_city_can_want_like_words_for_what_is_near_as_well():
    strict = replace(RULE, likeness=50)

    assert found(known(words=Text("Glass everywhere", "en")), rule=strict) == []
    assert found(known(words=Text("A hole at the school", "en")), rule=strict) == ["A"]


def test_where_only_the_part_of_the_city_is_known_the_words_decide():
    somewhere = replace(NEW, place=Place(None, "centre", "market"))

    assert found(known(metres=None)) == ["A"]
    assert found(known(), new=somewhere) == ["A"]
    assert found(known(metres=None, words=Text("Glass everywhere", "en"))) == []


@pytest.mark.parametrize("words", [None, Text("Vor der Schule ist ein Loch", "de")])
def test_words_that_cannot_be_compared_say_nothing_where_no_point_is_known(words):
    assert found(known(metres=None, words=words)) == []


@pytest.mark.parametrize("off", [{"within_metres": 0}, {"within_days": 0}])
def test_zero_turns_it_off(off):
    assert found(known(0, 0), rule=replace(RULE, **off)) == []


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("The lamp is dark", "It is dark, the lamps are out", 70),
        ("路灯不亮了", "学校门口的路灯不亮了", 50),
        ("المصباح مظلم", "المصباح أمام المدرسة مظلم منذ أسبوع", 70),
    ],
)
def test_texts_in_one_language_are_compared_whatever_its_script(one, other, least):
    assert likeness(Text(one, "x"), Text(other, "x")) >= least


def test_dialects_of_a_language_are_compared_and_languages_are_not():
    assert likeness(Text("Loch", "de-AT"), Text("Loch", "de-CH")) == 100
    assert likeness(Text("Loch", "de"), Text("Loch", "en")) is None
    assert likeness(Text("!!!", "en"), Text("Hole", "en")) is None


texts = st.text(max_size=60).map(lambda words: Text(words, "en"))
points = st.builds(
    Point,
    st.integers(-70 * MILLION, 70 * MILLION),
    st.integers(-179 * MILLION, 179 * MILLION),
)


@given(texts, texts)
def test_likeness_has_no_direction_and_is_a_percentage(one, other):
    shared = likeness(one, other)

    assert shared == likeness(other, one)
    assert shared is None or 0 <= shared <= 100


@given(points, st.integers(-FURTHEST, FURTHEST), st.integers(-FURTHEST, FURTHEST), st.integers(1, FURTHEST))
def test_whatever_is_within_reach_lies_in_a_square_that_is_looked_at(point, north, east, metres):
    other = Point(point.latitude + north * 9, point.longitude + east * 9)
    if point.metres_to(other) <= metres:
        spot, _ = spots_of(Place(other))
        assert spot in spots_near(Place(point), metres)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 90)), max_size=80))
def test_all_that_is_suggested_fits_the_rule_and_the_nearest_is_never_left_out(cases):
    matters = [known(metres, days, number=f"{n}") for n, (metres, days) in enumerate(cases)]
    fitting = [
        each for each, (metres, days) in zip(matters, cases, strict=True) if metres <= 99 and days <= 60
    ]

    reached = within_reach(NEW, matters, RULE)
    shown = likely_duplicates(NEW, reached, RULE)

    assert len(reached) <= MOST_READ
    assert len(shown) == min(MOST_SHOWN, len(reached))
    assert all(NEW.place.point.metres_to(each.place.point) <= 100 for each in shown)
    if fitting:
        nearest = min(NEW.place.point.metres_to(each.place.point) for each in fitting)
        assert NEW.place.point.metres_to(shown[0].place.point) == nearest

"""Services are found by what people write, however they write it."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from civic.cities.registry import Cities

CITY = Cities([]).get("demo")


def found(wanted):
    return [service.code for service in CITY.service_search.find(wanted)]


@pytest.mark.parametrize(
    "wanted",
    [
        "str",
        "lamp",
        "STREET LIGHT",
        "light street",
        "Straßenbeleuchtung",
        "laterne",
        "路灯",
        "灯",
        "مصباح",
        "réverbère",
    ],
)
def test_a_street_light_is_found_by_beginnings_and_other_words_in_any_language(wanted):
    assert "street-light" in found(wanted)


@pytest.mark.parametrize("wanted", ["lihgt", "lanterm", "Latrene", "reverbere", "stret light", "bulbb"])
def test_a_slip_of_the_pen_is_forgiven(wanted):
    assert "street-light" in found(wanted)


@pytest.mark.parametrize("wanted", ["", "  ", "?!", "dragon", "light dragon", "\u0000", "x" * 5000])
def test_what_no_service_is_about_finds_none(wanted):
    assert found(wanted) == []


@pytest.mark.parametrize("service", CITY.services, ids=lambda service: service.code)
def test_whoever_writes_a_name_out_finds_its_service_first(service):
    for name in service.names.values():
        first, *_ = found(name)
        assert name in CITY.service(first).names.values()


def test_a_name_counts_more_than_a_keyword_and_a_keyword_more_than_a_slip():
    assert found("tree")[0] in {
        service.code for service in CITY.services if "tree" in service.names["en"].lower()
    }


@given(st.text(max_size=60))
@example("ß" * 40)
@example("\u202e\u0661")
def test_whatever_is_written_is_answered(wanted):
    assert set(found(wanted)) <= {service.code for service in CITY.services}


LONG_WORDS = [
    (service.code, word)
    for service in CITY.services
    for word in service.names["en"].split()
    if len(word) > 5 and word.isalpha()
]


@given(st.sampled_from(LONG_WORDS), st.data())
def test_one_letter_left_out_of_a_long_word_still_finds_it(named, data):
    code, word = named
    gap = data.draw(st.integers(1, len(word) - 1))
    written = word[:gap] + word[gap + 1 :]
    assume(not CITY.service_search.is_spelt(written))  # "lager" is no slip where "Lagerung" is a word

    assert code in found(written)

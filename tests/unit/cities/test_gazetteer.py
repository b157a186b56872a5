"""Places are found by what people write: exactly as it is, in other spellings, and with a typing mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.cities.folding import edits, fold, fold_number
from civic.cities.gazetteer import CELL, LONGEST_QUERY, MOST_SUGGESTIONS, Gazetteer
from civic.cities.load import load_city
from civic.cities.places import Address, Landmark
from civic.cities.registry import SHIPPED
from civic.kernel.place import Point

DEMO = load_city(SHIPPED / "demo")
HERE = Point(45004739, -30012251)
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéßğñ"
ENDINGS = ("gasse", "straße", "weg", " Allee", "platz")
names = st.tuples(st.text(LETTERS, min_size=4, max_size=12), st.sampled_from(ENDINGS)).map("".join)


def found(typed: str, language: str = "de", city: Gazetteer = DEMO.gazetteer) -> str | None:
    exact = city.find(typed, language).exact
    return exact.label if exact else None


def suggested(typed: str, language: str = "de", city: Gazetteer = DEMO.gazetteer) -> list[str]:
    return [each.label for each in city.find(typed, language).suggestions]


@given(st.sampled_from(DEMO.addresses))
def test_an_address_as_the_register_writes_it_is_found(address):
    written = f"{address.street} {address.number}"
    quarter = DEMO.locate(address.point)[1]
    search = DEMO.gazetteer.find(written, "de")

    assert quarter in {each.neighbourhood for each in search.suggestions if each.address == written}


@given(st.sampled_from(DEMO.landmarks), st.sampled_from(("en", "de", "zh-Hans", "ar", "fr", "es")))
def test_a_landmark_is_found_by_its_name_in_every_language_of_the_pack(landmark, language):
    search = DEMO.gazetteer.find(landmark.names[language], "en")

    assert landmark.point in [each.point for each in search.suggestions]


@given(st.lists(names, min_size=1, max_size=8, unique_by=fold), st.data())
def test_what_is_typed_exactly_is_always_found(streets, data):
    city = Gazetteer([Address(name, "1", HERE) for name in streets], (), DEMO)
    name = data.draw(st.sampled_from(streets))

    assert found(f"{name} 1", city=city) == f"{name} 1"
    assert found(f"  {name.upper()} 1 ", city=city) == f"{name} 1"


@given(st.sampled_from([*{each.street for each in DEMO.addresses}]), st.data())
def test_one_typing_mistake_in_a_street_of_the_city_is_forgiven(street, data):
    assert street in {each.address for each in DEMO.gazetteer.find(mistyped(street, data), "de").suggestions}


@given(st.lists(names, min_size=1, max_size=MOST_SUGGESTIONS, unique_by=fold), st.data())
def test_one_typing_mistake_in_any_street_is_forgiven(streets, data):
    city = Gazetteer([Address(name, "1", HERE) for name in streets], (), DEMO)
    name = data.draw(st.sampled_from(streets))

    assert name in suggested(mistyped(name, data), city=city)


def mistyped(name: str, data: st.DataObject) -> str:
    """Put in, leave out, change or swap one letter."""
    place = data.draw(st.integers(1, len(name) - 2))
    letter = data.draw(st.sampled_from("aeiourst"))
    before, here, after = name[:place], name[place], name[place + 1 :]
    return data.draw(
        st.sampled_from(
            (
                before + letter + here + after,
                before + after,
                before + letter + after,
                before[:-1] + here + before[-1:] + after,
            )
        )
    )


pieces = st.sampled_from(["Garten", "weg", "str.", "Mai", " 3", "12a", ", ", "Brücke", "桥", "gasse", "4"])


@given(st.one_of(st.text(max_size=2 * LONGEST_QUERY), st.lists(pieces, max_size=6).map("".join)))
def test_whatever_is_typed_gets_an_answer_and_every_suggestion_finds_itself(typed):
    search = DEMO.gazetteer.find(typed, "de")

    assert len(search.suggestions) <= MOST_SUGGESTIONS
    assert [DEMO.gazetteer.find(each.label, "de").exact for each in search.suggestions] == list(
        search.suggestions
    )


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("schulg. 4", "Schulgasse 4"),
        ("4 Schulgasse", "Schulgasse 4"),
        ("Schulgasse, 4", "Schulgasse 4"),
        ("Schulgasse ٤", "Schulgasse 4"),
        ("Schulgasse 4", "Schulgasse 4"),
        ("\u202eSchulgasse\u200b 4", "Schulgasse 4"),
        ("Tonwerkstr. 12", "Tonwerkstraße 12"),
        ("TONWERK-STRASSE 12", "Tonwerkstraße 12"),
        ("Muellnergasse 7", "Müllnergasse 7"),
        ("Mullnergasse 7", "Müllnergasse 7"),
        ("Strasse des 8 Mai", "Straße des 8. Mai"),
        ("Straße des 8. Mai 3", "Straße des 8. Mai 3"),
        ("老桥", "Alte Brücke"),
    ],
)
def test_other_ways_to_write_it_mean_the_same(typed, label):
    assert found(typed) == label


def test_a_street_of_two_quarters_is_told_apart_by_the_quarter():
    labels = ["Gartenweg 3, Krautgärten", "Gartenweg 3, Neubrück"]

    assert found("Gartenweg 3") is None
    assert suggested("Gartenweg 3")[:2] == labels
    assert [found(label) for label in labels] == labels
    assert found("Gartenweg 3, New Bridge", "en") == "Gartenweg 3, New Bridge"


def test_a_number_that_is_not_there_leads_to_the_nearest_ones():
    assert found("Schulgasse 999") is None
    assert suggested("Schulgasse 999") == ["Schulgasse 26", "Schulgasse 25"]


def test_while_a_number_is_typed_the_longer_ones_are_offered_too():
    assert suggested("Schulgasse 1")[:2] == ["Schulgasse 1", "Schulgasse 10"]


@pytest.mark.parametrize("rest", ["2nd floor", "back yard"])
def test_what_stands_beside_an_address_is_not_thrown_away_unasked(rest):
    assert found(f"Schulgasse 4, {rest}") is None
    assert suggested(f"Schulgasse 4, {rest}") == ["Schulgasse 4"]


@pytest.mark.parametrize(
    "typed", ["", " ", "12", ",", "behind the church near the big oak", "x" * 10_000, "\u202e\u200b"]
)
def test_a_description_or_nothing_finds_nothing(typed):
    assert suggested(typed) == []


def test_a_landmark_is_written_down_as_the_offices_call_it_and_as_it_was_written():
    names = {"en": "Old Bridge", "de": "Alte Brücke"}
    city = Gazetteer((), [Landmark("bridge", names, HERE)], DEMO)

    exact = city.find("alte brucke", "de").exact

    assert (exact.label, exact.address) == ("Alte Brücke", "Old Bridge (Alte Brücke)")


def test_the_lists_of_a_quarter_hold_what_is_in_it():
    streets = DEMO.gazetteer.streets_in("landing")

    assert streets == ["Ankergasse", "Ländstraße", "Schiffergasse", "Treppelweg", "Zollhausgasse"]
    assert set(streets) < set(DEMO.gazetteer.streets_in("old-town"))
    assert [each.code for each in DEMO.gazetteer.landmarks_in("landing")] == [
        "old-bridge",
        "landing-promenade",
    ]
    assert DEMO.gazetteer.streets_in("nowhere") == []


def test_every_address_is_in_one_square_of_the_city():
    squares = {(a.point.latitude // CELL, a.point.longitude // CELL) for a in DEMO.addresses}

    given_out = [each for square in squares for each in DEMO.gazetteer.addresses_in(*square)]
    assert sorted(given_out, key=id) == sorted(DEMO.addresses, key=id)
    assert DEMO.gazetteer.addresses_in(0, 0) == ()


def test_the_address_that_a_point_is_at_is_the_nearest_of_all():
    house = DEMO.gazetteer.find("Schulgasse 4", "en").exact
    beside = Point(house.point.latitude + 30, house.point.longitude)

    for point in (house.point, beside):
        nearest = min(DEMO.addresses, key=lambda each: point.metres_to(each.point))
        assert DEMO.gazetteer.nearest(point).point == nearest.point
    assert DEMO.gazetteer.nearest(house.point) == house
    assert DEMO.gazetteer.nearest(Point(0, 0)) is None


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("haus", "haus", 0), ("haus", "hasu", 1), ("haus", "hau", 1), ("haus", "maus", 1), ("haus", "baum", 2)],
)
def test_edits_are_counted(one, other, count):
    assert edits(one, other, 2) == edits(other, one, 2) == count


def test_beyond_the_most_edits_nobody_counts_further():
    assert edits("abcdef", "uvwxyz", 2) == edits("a", "abcdef", 2) == 3


def test_house_numbers_are_written_in_one_way():
    assert {fold_number(each) for each in ("12a", "12 A", "１２a", "١٢a")} == {"12a"}

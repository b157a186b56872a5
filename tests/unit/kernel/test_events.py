"""Events come apart into data and erasable parts, and together again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.bootstrap import EVENTS, vocabulary
from civic.cases.events import CaseFiled, Contact, GivenAnswer
from civic.kernel.event import persons_of, put_together, take_apart, to_json, without_sealed
from civic.kernel.language import Text
from civic.kernel.place import Place, Point
from civic.store.serialisation import from_bytes, to_bytes
from civic.store.vocabulary import UnknownEventType, Vocabulary
from tests.builders.any_event import events_of
from tests.builders.cases import case_filed

every_class = pytest.mark.parametrize("event_class", EVENTS, ids=lambda each: each.TYPE)


@every_class
@given(data=st.data())
def test_every_event_comes_apart_and_together_again(event_class, data):
    event = data.draw(events_of(event_class))
    clear, parts = take_apart(event)
    stored = from_bytes(to_bytes(clear))
    for part in parts:
        part.value = from_bytes(to_bytes(part.value))

    assert put_together(event_class, stored, parts, persons_of(event)) == event


@every_class
@given(data=st.data())
def test_without_its_parts_an_event_is_what_everyone_may_keep_for_ever(event_class, data):
    event = data.draw(events_of(event_class))
    clear, parts = take_apart(event)

    left = put_together(event_class, clear, [], {})

    erasable = {name for part in parts for name in part.value}
    assert persons_of(left) == {}
    assert take_apart(left) == (clear, [])
    assert {
        name for name in event_class.__dataclass_fields__ if getattr(left, name) != getattr(event, name)
    } == (erasable | set(persons_of(event)))


@every_class
@given(data=st.data())
def test_what_everyone_may_see_now_has_no_sealed_part(event_class, data):
    event = data.draw(events_of(event_class))

    public = without_sealed(event)

    assert {part.kind for part in take_apart(public)[1]} <= {"content"}
    assert take_apart(public)[0] == take_apart(event)[0]


def test_each_field_goes_into_the_part_that_is_declared():
    event = case_filed(
        reporter="p1",
        contact=Contact(email="a@example.org"),
        exact_place=Place(point=Point(45_000_000, -30_000_000)),
        answers=(GivenAnswer("size", "bucket"),),
    )

    clear, parts = take_apart(event)

    assert clear == {
        "case": event.case,
        "city": "demo",
        "service": "pothole",
        "kind": "report",
        "department": "streets",
        "channel": "web",
        "place": {"district": "old-town", "neighbourhood": "harbour-market"},
    }
    assert {(part.name, part.person): part.value for part in parts} == {
        ("content.reporter", "p1"): {
            "description": {"text": "There is a deep hole in front of the bakery.", "language": "en"}
        },
        ("sealed.reporter", "p1"): {
            "exact_place": {"point": {"latitude": 45_000_000, "longitude": -30_000_000}},
            "contact": {"email": "a@example.org"},
            "answers": [{"question": "size", "answer": "bucket"}],
        },
    }


def test_a_part_must_say_whom_it_concerns():
    with pytest.raises(ValueError, match="reporter"):
        take_apart(case_filed(reporter=None))


@pytest.mark.parametrize("value", [1.5, b"bytes", {1, 2}, object()])
def test_events_hold_nothing_that_json_cannot(value):
    with pytest.raises(TypeError):
        to_json([value])


def test_types_are_names_of_what_happened_and_unique():
    types = [event_class.TYPE for event_class in EVENTS]

    assert len(set(types)) == len(types)
    assert all(len(name.split(".")) == 3 and name == name.lower() for name in types)
    with pytest.raises(ValueError, match=re.escape("cases.case.filed")):
        Vocabulary([CaseFiled, CaseFiled])


NEXT = CaseFiled.VERSION + 1


def test_types_and_versions_that_nobody_knows_are_named():
    with pytest.raises(UnknownEventType, match=re.escape("cases.case.teleported version 1")):
        vocabulary().read("cases.case.teleported", 1, {})
    with pytest.raises(UnknownEventType, match=re.escape(f"cases.case.filed version {NEXT}")):
        vocabulary().read("cases.case.filed", NEXT, {})


def test_old_versions_are_read_step_by_step_as_the_newest():
    class Renamed(CaseFiled):
        VERSION = 3

    steps = {
        (Renamed.TYPE, 1): lambda data: {**data, "by": data["from"] + "/2"},
        (Renamed.TYPE, 2): lambda data: {"channel": data["by"] + "/3"},
    }

    read = Vocabulary([Renamed], steps).read(Renamed.TYPE, 1, {"from": "1"})

    assert read == (Renamed, {"channel": "1/2/3"})


def test_text_of_unknown_language_says_so():
    assert Text("…").language == "und"

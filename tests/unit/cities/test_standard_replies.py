"""Words that a city has ready: which fit a step on a case, and what is wrong with bad ones."""

import pytest
from city_packs import small_files, write_pack

from civic.cases.workflow import needs_of, steps_of
from civic.cities.load import load_city
from civic.cities.reading import PackHasFaults
from civic.cities.registry import SHIPPED
from civic.cities.replies import MOST_CHARACTERS, STEPS

DONE = {"code": "done", "names": {"en": "Done"}, "words": {"en": "It is done."}, "steps": ["resolve"]}


def load(tmp_path, *replies):
    files = {**small_files(), "replies.json": {"replies": list(replies)}}
    return load_city(write_pack(tmp_path / "small", files))


def test_a_reply_can_be_for_every_step_of_an_office_that_needs_words_and_for_no_other():
    assert {step for step in steps_of(["official"]) if "words" in needs_of(step)} == set(STEPS)


def test_a_city_without_replies_needs_no_file_of_them(tmp_path):
    assert load_city(write_pack(tmp_path / "small", small_files())).replies == ()


def test_replies_are_offered_for_their_steps_and_services_in_the_order_of_the_pack(tmp_path):
    city = load(tmp_path, {**DONE, "code": "filled", "services": ["hole"]}, DONE)

    assert [each.code for each in city.replies_to("resolve", "hole")] == ["filled", "done"]
    assert [each.code for each in city.replies_to("resolve", "lamp")] == ["done"]
    assert city.replies_to("decline", "hole") == ()


@pytest.mark.parametrize(
    ("change", "path", "problem"),
    [
        ({"steps": ["withdraw"]}, "replies[0].steps[0]", "is 'withdraw', which is not known here"),
        ({"steps": []}, "replies[0].steps", "is empty"),
        ({"services": ["moon"]}, "replies[0].services[0]", "names the service 'moon'"),
        ({"words": {"de": "Fertig."}}, "replies[0].words", "has no text in the default language 'en'"),
        ({"words": {"en": "x" * (MOST_CHARACTERS + 1)}}, "replies[0].words.en", "is 4001 characters long"),
        ({"text": {"en": "It is done."}}, "replies[0].text", "is not a known key"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, change, path, problem):
    with pytest.raises(PackHasFaults) as refused:
        load(tmp_path, {**DONE, **change})

    (fault,) = refused.value.faults
    assert (fault.file, fault.path) == ("replies.json", path)
    assert problem in fault.problem


def test_a_code_stands_there_once(tmp_path):
    with pytest.raises(PackHasFaults, match=r"replies\[1\].code: is 'done', which stands there twice"):
        load(tmp_path, DONE, DONE)


def test_the_demo_city_says_everything_in_each_of_its_languages():
    city = load_city(SHIPPED / "demo")

    assert city.replies
    for reply in city.replies:
        assert list(reply.names) == list(reply.words) == list(city.languages)

"""Whatever a cookie says, it is a choice that pages can follow; what is kept comes back as it was."""

from hypothesis import example, given
from hypothesis import strategies as st

from civic.web.preferences import CHOICES, DEFAULTS, LONGEST_COOKIE, Preferences, read

SLUGS = st.from_regex(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", fullmatch=True) | st.just("")
CHOSEN = st.builds(
    Preferences,
    language=SLUGS,
    **{name: st.sampled_from(list(words.values())) for name, words in CHOICES.items()},
)
PIECES = st.sampled_from(
    ["1", "2", ".", "-", "text", "150", "simple", "on", "language", "zh-hans", "easy", "\u0000", "ü", "1."]
)


@given(CHOSEN)
def test_what_is_kept_comes_back(chosen):
    assert read(chosen.written()) == chosen


@given(CHOSEN)
def test_every_choice_fits_into_the_cookie_and_needs_no_quoting(chosen):
    cookie = chosen.written()

    assert len(cookie) <= LONGEST_COOKIE
    assert set(cookie) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


@given(CHOSEN)
def test_the_form_shows_what_was_chosen(chosen):
    assert DEFAULTS.choose(chosen.words()) == chosen


@given(st.text() | st.lists(PIECES).map("".join))
@example("2.text-150")
@example("1.text-150.voice-deep")
@example("1.text-150.text-175")
@example("1.simple-on.text-150")
@example("1.text-9999")
@example("1.text-100")
@example("1.language-" + "x" * LONGEST_COOKIE)
@example("1.language-DE")
def test_any_cookie_is_a_choice_and_only_its_own_writing_counts(cookie):
    chosen = read(cookie)

    assert all(value in CHOICES[name].values() for name, value in fields_of(chosen) if name in CHOICES)
    assert chosen == DEFAULTS or chosen.written() == cookie


def fields_of(chosen):
    return [(name, getattr(chosen, name)) for name in Preferences.__dataclass_fields__]


def test_a_word_that_is_no_choice_changes_nothing():
    chosen = Preferences(text=150, simple=True, language="de")

    assert chosen.choose({"text": "151", "simple": "perhaps", "language": "../x", "colour": "red"}) == chosen


def test_the_root_element_says_only_what_differs():
    assert DEFAULTS.attributes() == {}
    assert Preferences(text=150, simple=True, scheme="dark", easy=True).attributes() == {
        "data-text": "150",
        "data-scheme": "dark",
        "data-simple": "on",
    }

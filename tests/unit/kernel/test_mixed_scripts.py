"""Words that pass for others by letters of another alphabet are told from those that mix by habit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.mixed_scripts import mixed_words, mixes_scripts, with_note


@pytest.mark.parametrize(
    "word", ["Аdmin", "pаypal", "gооgle", "Αthens", "mirа", "ехаmple.org", "а\u0301dmin", "Ꭺpple", "街в"]
)
def test_letters_that_pass_for_others_are_noticed(word):
    assert mixes_scripts(word)


@pytest.mark.parametrize(
    "word",
    [
        "Admin",
        "Админ",
        "Αθήνα",
        "İstanbul",
        "Łódź",
        "北京B座",
        "カタカナとかな",
        "Ａ座",
        "한국A",
        "",
        "42",
        "50 µm",
    ],
)
def test_honest_words_are_not_suspected(word):
    assert not mixes_scripts(word)


@pytest.mark.parametrize("text", ["USB-кабель", "Schulgasse (Школьная) 4", "وWhatsApp", "ה-GPS", "LED灯坏了"])
def test_words_of_two_scripts_may_stand_beside_each_other(text):
    assert not mixes_scripts(text)


def test_each_suspected_word_is_named_and_no_other():
    text = "Write to аdmin or to mail@pаypal.example, not to mira@city.example."

    assert [text[word] for word in mixed_words(text)] == ["аdmin", "mail@pаypal.example"]
    assert with_note(text, "mixed") == (
        "Write to аdmin (mixed) or to mail@pаypal.example (mixed), not to mira@city.example."
    )


@given(st.text())
def test_the_words_stand_in_the_text_one_after_the_other(text):
    words = list(mixed_words(text))

    assert all(text[word].strip() for word in words)
    assert all(one.stop <= other.start for one, other in pairwise(words))
    assert with_note(text, "mixed").replace(" (mixed)", "") == text.replace(" (mixed)", "")


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_latin_letters_alone_never_mix(text):
    assert not mixes_scripts(text)

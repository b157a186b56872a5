"""Words that residents write: what nobody can see in them is told apart from what languages need."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kernel.language import has_unseen, is_language_tag, is_turned_around, without_unseen


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Schul\u00adgasse\u200b 4\ufeff", "Schulgasse 4"),
        ("\u202d+43 660 000\u202c", "+43 660 000"),
        ("txt.exe \u202eexe.txt\u202c", "txt.exe exe.txt"),
        ("\u2066left\u2069 \u2067right\u2069 \u2068any\u2069", "left right any"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("hidden\U000e0068\U000e0069 order", "hidden order"),
        ("\u3164\u115f\uffa0", ""),
        ("\ufffe\uffff\ufdd0", ""),
    ],
)
def test_what_nobody_sees_is_taken_away(written, kept):
    assert has_unseen(written)
    assert without_unseen(written) == kept
    assert not has_unseen(kept)


@pytest.mark.parametrize(
    "needed",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "👨\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "🏳️\u200d🌈",
        "שלום\u200f (4)",
        "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
        "𠀋 𝔘 🙂",
        "one\ntwo\tthree",
        "a\u0301e\u0308",
    ],
)
def test_what_languages_and_emoji_need_stays(needed):
    assert without_unseen(needed) == needed


@given(st.text())
def test_whatever_is_written_every_character_that_can_be_seen_stays(text):
    kept = without_unseen(text)
    seen = [each for each in text if unicodedata.category(each)[0] in "LNPSM" and not has_unseen(each)]

    assert [each for each in kept if unicodedata.category(each)[0] in "LNPSM"] == seen
    assert without_unseen(kept) == kept


def test_only_forcing_letters_around_deceives():
    assert is_turned_around("invoice\u202efdp.exe")
    assert not is_turned_around("\u202d+43 660\u202c")


@pytest.mark.parametrize("tag", ["de", "de-AT", "zh-Hans", "sr-Latn-RS", "es-419", "de-1996"])
def test_tags_of_languages_are_known(tag):
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "d", "german", "de_AT", "de-", "de-AT-", "zh-Hans\n", "x" * 999, "ｄｅ"])
def test_languages_that_cannot_exist_are_refused(tag):
    assert not is_language_tag(tag)

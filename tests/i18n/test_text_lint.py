"""Words on pages keep the signs of their language: quotation marks, scripts, nothing that cannot be seen."""

import re
import unicodedata

import pytest
from words import messages

from civic.i18n.languages import languages
from civic.pages.library import PAGES

# Quotation marks that each language uses; every other one is a slip. ' and " belong to typewriters.
MARKS = "\"'„“”‚‘’«»‹›「」『』"
ALLOWED = {
    "en": "“”‘’",
    "de": "„“‚‘’",
    "zh": "“”‘’「」",
    "fr": "«»‹›“”’",
    "es": "«»“”‘’",
    "ar": "«»‹›",
}
# Direction marks and isolates that right-to-left languages may need, and the joiners of their letters.
UNSEEN_BUT_ALLOWED = {"ar": "\u200e\u200f\u2066\u2067\u2068\u2069\u200c\u200d"}
LONGEST_BUTTON = 45
BUTTON = re.compile(r"<button\b[^>]*>\s*\{\{\s*(?:p?gettext|_)\((?:'button',\s*)?'((?:[^'\\]|\\.)*)'")
TEMPLATES = sorted((PAGES.parent / "web" / "templates").rglob("*.html"))
each_language = pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)


def code(spoken) -> str:
    return spoken.tag.partition("-")[0]


def texts(spoken) -> dict[str, str]:
    found = {key: "\n".join(forms) for key, forms in messages(spoken).items() if forms}
    for path in sorted((PAGES / spoken.slug).glob("*.md")):
        if path.stem not in {"operations", "translating"}:
            prose = re.sub(r"`[^`]*`|^    .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
            found[path.name] = prose
    return found


def foreign_marks(text: str, language: str) -> str:
    """Marks around the value of an attribute are markup, not words."""
    words = re.sub(r"<[^>]*>", "", text)
    return "".join(sorted(set(words) & (set(MARKS) - set(ALLOWED[language]))))


def unseen(text: str, language: str) -> list[str]:
    allowed = {*UNSEEN_BUT_ALLOWED.get(language, ""), "\n", "\t"}
    found = {each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Co", "Cs"}} - allowed
    return sorted(f"U+{ord(each):04X}" for each in found)


def traditional(text: str) -> str:
    """Return the Han characters that GB 2312, the standard of simplified ones, does not have."""
    return "".join(each for each in text if "\u4e00" <= each <= "\u9fff" and not _is_in_gb2312(each))


def _is_in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@each_language
def test_quotation_marks_are_those_of_the_language(spoken):
    found = {key: foreign_marks(text, code(spoken)) for key, text in texts(spoken).items()}

    assert {key: marks for key, marks in found.items() if marks} == {}


@each_language
def test_nothing_unseen_hides_in_the_words(spoken):
    found = {key: unseen(text, code(spoken)) for key, text in texts(spoken).items()}

    assert {key: signs for key, signs in found.items() if signs} == {}


@each_language
def test_simplified_chinese_has_no_traditional_characters(spoken):
    if code(spoken) == "zh":
        found = {key: traditional(text) for key, text in texts(spoken).items()}
        assert {key: signs for key, signs in found.items() if signs} == {}
    else:
        names = set(re.findall("[\u4e00-\u9fff]", "".join(texts(spoken).values())))
        assert names == set(), "only Chinese is written in Chinese characters"


@each_language
def test_words_on_buttons_are_short(spoken):
    said = messages(spoken)
    buttons = {
        message.replace("\\'", "'")
        for path in TEMPLATES
        for message in BUTTON.findall(path.read_text(encoding="utf-8"))
    }
    found = {
        form: len(form)
        for message in buttons
        for form in said.get(message) or said.get(f"button|{message}") or []
        if len(form) > LONGEST_BUTTON
    }

    assert len(buttons) > 5
    assert found == {}


def test_the_lint_finds_slips():
    assert foreign_marks('Drücken Sie "Senden" oder “Zurück”', "de") == '"”'
    assert foreign_marks("Drücken Sie „Senden“", "de") == ""
    assert unseen("a\u200bb\u202ec", "de") == ["U+200B", "U+202E"]
    assert unseen("رقم \u2066A\u2069", "ar") == []
    assert traditional("請报告路灯问题。國") == "請國"

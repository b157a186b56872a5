"""Names as a pack gives them: mappings from BCP 47 tags to words, the city's default language first."""

from collections.abc import Mapping

from civic.kernel.language import UNDETERMINED, Text

Names = Mapping[str, str]


def name_in(names: Names, language: str) -> Text:
    """Return the name that serves a reader of that language best, with the language it is really in.

    The exact tag first, then a broader one (`de-AT` reads `de`), then a sister (`zh` reads `zh-Hans`), then
    the first name there is, which a loaded pack keeps in the city's default language.
    """
    wanted = language.lower()
    for matches in (_is_same, _is_broader, _is_sister):
        for tag, text in names.items():
            if matches(tag.lower(), wanted):
                return Text(text, tag)
    return next((Text(text, tag) for tag, text in names.items()), Text("", UNDETERMINED))


def _is_same(tag: str, wanted: str) -> bool:
    return tag == wanted


def _is_broader(tag: str, wanted: str) -> bool:
    return wanted.startswith(f"{tag}-")


def _is_sister(tag: str, wanted: str) -> bool:
    return tag.partition("-")[0] == wanted.partition("-")[0]

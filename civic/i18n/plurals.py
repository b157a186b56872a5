"""Which form of a word follows a number: our own table, because Babel's headers differ from CLDR for some.

`locales/plural_forms.toml` holds a row for each language that pages may speak, so that a translator writes
the forms that CLDR says and nobody has to know the formula.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from civic.i18n import LOCALES

TABLE = "plural_forms.toml"


class NoPluralForms(Exception):
    """No table says which forms a language has."""


@dataclass(frozen=True, slots=True)
class PluralForms:
    """CLDR's names of the forms in the order of a catalogue, and the rule that chooses one for n."""

    forms: tuple[str, ...]
    rule: str

    @property
    def header(self) -> str:
        """The value of a catalogue's header Plural-Forms."""
        return f"nplurals={len(self.forms)}; plural=({self.rule});"

    def chooser(self) -> Callable[[int], int]:
        """Return the function from a number to the place of its form."""
        return c2py(self.rule)


def plural_forms(formatting: str, home: Path = LOCALES) -> PluralForms:
    """Return the forms of the language of a CLDR locale; whoever adds a language may bring its row along."""
    code = formatting.partition("_")[0]
    for table in (_table(home), _table(LOCALES)):
        if code in table:
            return table[code]
    raise NoPluralForms(f"add a row [{code}] with forms and rule to {home / TABLE}")


@cache
def _table(home: Path) -> dict[str, PluralForms]:
    if not (home / TABLE).is_file():
        return {}
    rows = tomllib.loads((home / TABLE).read_text(encoding="utf-8"))
    return {code: PluralForms(tuple(row["forms"]), row["rule"]) for code, row in rows.items()}

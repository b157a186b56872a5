"""Lists in the order in which readers of a language look for names."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from civic.cities.pack import Names
from civic.i18n.languages import Language
from civic.i18n.sentences import name_for
from civic.kernel.collation import sort_key


class Named(Protocol):
    """A record of a city's pack."""

    @property
    def names(self) -> Names: ...


Record = TypeVar("Record", bound=Named)


def by_name(records: Iterable[Record], language: Language) -> list[Record]:
    """Return records of a city's pack sorted by the name that readers of the language see."""
    return sorted(records, key=lambda each: sort_key(name_for(each.names, language).text, language.tag))

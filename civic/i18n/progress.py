"""How far each language is: what `civic i18n stats` and the page about languages say."""

from dataclasses import dataclass
from functools import cache

from civic.i18n.catalogues import read_catalogue
from civic.i18n.checks import has_words
from civic.i18n.extraction import template
from civic.i18n.languages import Language


@dataclass(frozen=True, slots=True)
class Progress:
    """How many messages a language needs, and those that have no words yet, in English or by their id."""

    language: Language
    needed: int
    open: tuple[str, ...]

    @property
    def done(self) -> int:
        return self.needed - len(self.open)

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: 100 is said only where nothing is open."""
        return self.done * 100 // max(self.needed, 1)


@cache
def progress(spoken: Language) -> Progress:
    """Count once a process: catalogues change only with a new version."""
    return count(spoken)


def count(spoken: Language) -> Progress:
    wanted = [message for message in template(spoken) if message.id]
    existing = read_catalogue(spoken)
    without = [message.id for message in wanted if not has_words(existing, message)]
    return Progress(
        spoken, len(wanted), tuple(id_ if isinstance(id_, str) else str(id_[0]) for id_ in without)
    )

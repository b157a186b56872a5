"""What moderators want of the words and photos of a case, and what its reporter says to that."""

from dataclasses import dataclass

from civic.cases.commands.casework import OfficeStep, ReporterStep
from civic.cases.events import Passage
from civic.kernel.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratorStep(OfficeStep):
    """A step that decides what everyone sees of a case; `explanation` is for everyone to read."""

    explanation: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithholdContent(ModeratorStep):
    """Take words or photos out of public view, for a reason that the city has published."""

    passages: tuple[Passage, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreContent(ModeratorStep):
    """Show again what was out of public view."""

    passages: tuple[Passage, ...]


class RefuseObjection(ModeratorStep):
    """Leave out of public view what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeObjection(ReporterStep):
    """Say that one does not agree that something is out of public view."""

    explanation: Text

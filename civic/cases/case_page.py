"""One case with its whole history, as pages and the API read it from its streams."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from civic.cases.events import CaseFiled, TeamThanked
from civic.cases.handlers import ELSEWHERE, STREAM, parts_of
from civic.cases.model import Case, NoSuchCase, evolve
from civic.cases.model.elsewhere import Elsewhere, elsewhere
from civic.kernel.event import Recorded, without_sealed
from civic.kernel.ids import CaseNumber
from civic.kernel.journal import Journal, fold
from civic.kernel.withheld import without_withheld


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with its whole history, read from its stream."""

    case: Case
    events: tuple[Recorded, ...]

    @property
    def filed(self) -> CaseFiled:
        first = self.events[0].event
        assert isinstance(first, CaseFiled)
        return first

    @property
    def parts(self) -> list[CaseNumber]:
        """Return the parts that were split off this case, the first of them first."""
        return parts_of(each.event for each in self.events)

    @property
    def seals_something(self) -> bool:
        """Whether only officials may see some of what was filed."""
        filed = self.filed
        elsewhere = filed.exact_place is not None and filed.exact_place != filed.place
        return bool(elsewhere or filed.contact or filed.answers or filed.sealed_photos)

    def without_sealed(self) -> "CasePage":
        """Return the page as everyone may see it."""
        return replace(self, events=tuple(map(_without_sealed, self.events)))

    def without_withheld(self) -> "CasePage":
        """Return the page without what is out of public view."""
        return replace(self, events=tuple(without_withheld(each) for each in self.events))

    def without_contact(self) -> "CasePage":
        """Return the page as officials see it who have not opened what is sealed: with words of thanks."""
        shown = (
            each if isinstance(each.event, TeamThanked) else _without_sealed(each) for each in self.events
        )
        return replace(self, events=tuple(shown))


def _without_sealed(recorded: Recorded) -> Recorded:
    return replace(recorded, event=without_sealed(recorded.event))


@dataclass(frozen=True, slots=True)
class Outside:
    """What came from outside the city about a case, and where it was passed on to last."""

    events: tuple[Recorded, ...] = ()
    where: Elsewhere | None = None

    @property
    def reference(self) -> str | None:
        """Return the number that the case has with whom it was passed on to last."""
        return self.where.reference if self.where else None


def read_case(journal: Journal, number: CaseNumber, *, sealed: bool, whole: bool = False) -> CasePage:
    """Return a case from its stream, `whole` with what is out of public view; raise NoSuchCase."""
    return _page(number, journal.load(STREAM + number, whole=whole), sealed=sealed)


def read_case_with_outside(journal: Journal, number: CaseNumber) -> tuple[CasePage, Outside]:
    """Return a case and what came from outside, as everyone may see it; raise NoSuchCase.

    Of most cases nothing came, so asking for it costs no question of its own.
    """
    history, beside = journal.load_together([STREAM + number, ELSEWHERE + number])
    found = _page(number, history, sealed=False)
    return found, _outside(found, beside, sealed=False)


def read_outside(journal: Journal, found: CasePage, *, sealed: bool, whole: bool = False) -> Outside:
    """Return what came from outside the city about a case."""
    return _outside(found, journal.load(ELSEWHERE + found.filed.case, whole=whole), sealed=sealed)


def _page(number: CaseNumber, history: Sequence[Recorded], *, sealed: bool) -> CasePage:
    if not history:
        raise NoSuchCase(f"there is no case {number}", case=number)
    found = CasePage(fold(evolve, Case(), (recorded.event for recorded in history)), tuple(history))
    return found if sealed else found.without_sealed()


def _outside(found: CasePage, beside: Sequence[Recorded], *, sealed: bool) -> Outside:
    shown = (each if sealed else _without_sealed(each) for each in beside)
    return Outside(tuple(shown), elsewhere(found.events, beside))

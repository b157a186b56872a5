"""Changes that take over cases from an earlier system."""

from collections.abc import Sequence
from dataclasses import replace

from civic.cases import commands as c
from civic.cases.handlers.streams import STREAM
from civic.cases.model import Case, evolve, record
from civic.cases.workflow import OPEN
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber
from civic.kernel.journal import Change, fold


def change_of_recorded(command: c.RecordCase) -> Change:
    """Return the change that takes over a case from an earlier system."""
    introduces = frozenset({command.reporter}) if command.reporter else frozenset()
    return Change(STREAM + command.case, 0, record(command), introduces=introduces)


def change_of_ending(command: c.RecordCase, number: str, history: Sequence[Event]) -> Change | None:
    """Return the change that ends a case which was taken over while it was open.

    None if the earlier system says no ending, or if the case is not open here any more.
    """
    case = fold(evolve, Case(), history)
    _, *ending = record(replace(command, case=CaseNumber(number)))
    return Change(STREAM + number, case.version, ending) if ending and case.state in OPEN else None

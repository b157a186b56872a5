"""Cases that an earlier import saw open and that have ended since, in the system they come from."""

from collections.abc import Sequence

from civic.cases.handlers import STREAM, change_of_ending
from civic.cases.imports.takeover import Identities, command_of
from civic.cities.pack import City
from civic.cities.source_case import SourceCase
from civic.kernel.journal import Change, Outcome, StreamHasMoved
from civic.store.event_store import EventStore


class Endings:
    """Adds how cases ended, once each; what was decided here meanwhile stays as it was decided."""

    def __init__(self, journal: EventStore, identities: Identities, city: City) -> None:
        self._journal = journal
        self._identities = identities
        self._city = city

    def take_over(self, cases: Sequence[SourceCase], outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Return what was added for those of the cases that were there already, and open."""
        ended = [
            (case, self._journal.stream_at(there.position))
            for case, there in zip(cases, outcomes, strict=True)
            if there.repeated and there.count == 1 and case.outcome != "open" and self._is_new(case)
        ]
        changes = [(case, stream, self._change(case, stream)) for case, stream in ended]
        batch = [([change], self._command_id(case)) for case, _, change in changes if change]
        try:
            added = self._journal.append_batch(batch) if batch else []
        except StreamHasMoved:
            # Somebody works on one of them at this moment; the others do not suffer for it.
            added = [done for case, stream in ended if (done := self._append_one(case, stream))]
        return [outcome for outcome in added if not outcome.repeated]

    def _append_one(self, case: SourceCase, stream: str) -> Outcome | None:
        while (change := self._change(case, stream)) is not None:
            try:
                return self._journal.append([change], command_id=self._command_id(case))
            except StreamHasMoved:
                continue
        return None

    def _is_new(self, case: SourceCase) -> bool:
        return self._journal.outcome_of(self._command_id(case)) is None

    def _change(self, case: SourceCase, stream: str) -> Change | None:
        number = stream.removeprefix(STREAM)
        history = [recorded.event for recorded in self._journal.load(stream)]
        return change_of_ending(command_of(case, self._city, self._identities), number, history)

    def _command_id(self, case: SourceCase) -> str:
        return self._identities.ending_id(case.source_id)

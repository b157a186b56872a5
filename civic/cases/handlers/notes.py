"""Notes stand beside a case, in a stream of their own: neither its version nor its times move."""

from civic.cases import commands as c
from civic.cases.events import NoteWritten
from civic.cases.handlers.streams import NOTES, STREAM
from civic.cases.model import NoSuchCase
from civic.cases.validation import text_faults
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber, new_person_id
from civic.kernel.journal import Change, Journal, Outcome, StreamHasMoved
from civic.kernel.language import Text


def write_note(command: c.WriteNote, *, journal: Journal, command_id: str, fingerprint: bytes) -> Outcome:
    """Write a note on a case, whatever its state; raise NoSuchCase, or InputHasFaults."""
    if not journal.load(STREAM + command.case):
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    faults = list(text_faults("note", command.note))
    if faults:
        raise InputHasFaults(faults)
    while True:
        change = change_of_note(command.case, command.office, command.note, journal)
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint)
        except StreamHasMoved:
            continue


def change_of_note(case: CaseNumber, office: str, note: Text, journal: Journal) -> Change:
    """Return the change that writes a note after those that are there."""
    subject = new_person_id()
    event = NoteWritten(case=case, office=office, subject=subject, note=note)
    version = len(journal.load(NOTES + case))
    return Change(NOTES + case, version, [event], introduces=frozenset({subject}))

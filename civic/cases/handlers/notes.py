"""Notes stand beside a case, in a stream of their own: neither its version nor its times move."""

from civic.cases import commands as c
from civic.cases.events import NoteWritten
from civic.cases.handlers.streams import NOTES, STREAM
from civic.cases.model import NoSuchCase
from civic.cases.validation import text_faults
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import new_person_id
from civic.kernel.journal import Change, Journal, Outcome, StreamHasMoved


def write_note(command: c.WriteNote, *, journal: Journal, command_id: str, fingerprint: bytes) -> Outcome:
    """Write a note on a case, whatever its state; raise NoSuchCase, or InputHasFaults."""
    if not journal.load(STREAM + command.case):
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    faults = list(text_faults("note", command.note))
    if faults:
        raise InputHasFaults(faults)
    subject = new_person_id()
    event = NoteWritten(case=command.case, office=command.office, subject=subject, note=command.note)
    while True:
        version = len(journal.load(NOTES + command.case))
        change = Change(NOTES + command.case, version, [event], introduces=frozenset({subject}))
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint)
        except StreamHasMoved:
            continue

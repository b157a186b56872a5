"""Notes and looks at contacts stand beside a case, in one stream: neither its version nor its times move."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from civic.cases import commands as c
from civic.cases.events import ContactRead, NoteWritten
from civic.cases.handlers.streams import NOTES, STREAM
from civic.cases.model import NoSuchCase
from civic.cases.validation import text_faults
from civic.kernel.errors import InputHasFaults
from civic.kernel.event import Recorded
from civic.kernel.ids import new_person_id
from civic.kernel.journal import Change, Journal, Outcome, StreamHasMoved, append_last

A_LOOK_LASTS = timedelta(minutes=15)


def write_note(command: c.WriteNote, *, journal: Journal, command_id: str, fingerprint: bytes) -> Outcome:
    """Write a note on a case, whatever its state; raise NoSuchCase, or InputHasFaults."""
    if not journal.load(STREAM + command.case):
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    faults = list(text_faults("note", command.note))
    if faults:
        raise InputHasFaults(faults)
    while True:
        change = change_of_note(command, journal)
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint)
        except StreamHasMoved:
            continue


def change_of_note(command: c.WriteNote | c.HandOver | c.SendBack, journal: Journal) -> Change:
    """Return the change that writes a note after those that are there."""
    case, subject = command.case, new_person_id()
    event = NoteWritten(
        case=case, office=command.office, official=command.official, subject=subject, note=command.note
    )
    version = len(journal.load(NOTES + case))
    return Change(NOTES + case, version, [event], introduces=frozenset({subject}))


def read_contact(command: c.ReadContact, *, journal: Journal, command_id: str) -> None:
    """Record that somebody looks at what is sealed; raise NoSuchCase."""
    if not journal.load(STREAM + command.case):
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    looked = ContactRead(case=command.case, office=command.office, official=command.official)
    append_last(journal, NOTES + command.case, looked, command_id=command_id)


def has_just_read(official: str, notes: Iterable[Recorded], now: datetime) -> bool:
    """Whether a look at what is sealed that is recorded still goes on."""
    return any(
        isinstance(each.event, ContactRead)
        and each.event.official == official
        and now - each.recorded_at < A_LOOK_LASTS
        for each in notes
    )

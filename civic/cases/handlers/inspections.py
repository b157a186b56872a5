"""Inspections stand beside a case, among its notes: neither its version nor its times move."""

from collections.abc import Sequence

from civic.cases import commands as c
from civic.cases.events import CaseFiled, InspectionRecorded
from civic.cases.handlers.filing import Cities
from civic.cases.handlers.streams import NOTES, STREAM
from civic.cases.model import NoSuchCase
from civic.cases.validation import faults_of_inspection
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import new_person_id
from civic.kernel.journal import Change, File, Journal, Outcome, StreamHasMoved
from civic.kernel.photo import Picture, files_of
from civic.kernel.place import Place


def record_inspection(
    command: c.RecordInspection,
    *,
    journal: Journal,
    cities: Cities,
    command_id: str,
    fingerprint: bytes,
    pictures: Sequence[Picture] = (),
) -> Outcome:
    """Record what was found, whatever the state of the case; raise NoSuchCase, or InputHasFaults.

    The same command id records it once. `pictures` are those that the command names.
    """
    history = journal.load(STREAM + command.case)
    if not history:
        raise NoSuchCase(f"there is no case {command.case}", case=command.case)
    filed = history[0].event
    assert isinstance(filed, CaseFiled)
    faults = list(faults_of_inspection(command, cities.get(filed.city)))
    if faults:
        raise InputHasFaults(faults)
    while True:
        change = _change(command, journal, pictures)
        try:
            return journal.append([change], command_id=command_id, fingerprint=fingerprint)
        except StreamHasMoved:
            continue


def _change(command: c.RecordInspection, journal: Journal, pictures: Sequence[Picture]) -> Change:
    subject, photos = new_person_id(), command.photos or None
    event = InspectionRecorded(
        case=command.case,
        office=command.office,
        official=command.official,
        written_at=command.written_at,
        subject=subject,
        finding=command.finding,
        note=command.note,
        place=command.place if command.place != Place() else None,
        photos=photos,
    )
    files = [File(0, "sealed.subject", name, body) for name, body in files_of(photos or (), pictures)]
    version = len(journal.load(NOTES + command.case))
    return Change(NOTES + command.case, version, [event], introduces=frozenset({subject}), files=files)

"""Where cases are kept, how their numbers are typed, and whom a case concerns."""

from civic.cases.events import CaseSplit
from civic.cases.model import NobodyToErase, NoSuchCase
from civic.kernel.event import persons_of
from civic.kernel.ids import CaseNumber, NumberHasATypo, PersonId, parse_public_id
from civic.kernel.journal import Journal

STREAM = "case/"
NOTES = "notes/"
SUPPORT = "support/"
FOLLOWERS = "followers/"
ELSEWHERE = "elsewhere/"
AREAS = "following/"


def persons_of_case(journal: Journal, number: CaseNumber) -> list[PersonId]:
    """Return every pseudonym under which words, details or notes of a case are kept, also those of others.

    What offices wrote about its parts goes with it, as it may be about the same person.
    Raise NoSuchCase, or NobodyToErase if nothing personal is held (any more).
    """
    history = journal.load(STREAM + number)
    if not history:
        raise NoSuchCase(f"there is no case {number}", case=number)
    events = [recorded.event for recorded in history]
    parts = [part for event in events if isinstance(event, CaseSplit) for part in event.parts]
    held = [
        recorded
        for each in (number, *parts)
        for stream in (STREAM, NOTES, ELSEWHERE)
        for recorded in journal.load(stream + each)
    ]
    persons = {person for recorded in held for person in persons_of(recorded.event).values()}
    if not persons:
        raise NobodyToErase(f"nothing personal is held about whoever filed case {number}", case=number)
    return sorted(persons)


def parse_number(text: str) -> CaseNumber:
    """Read a case number as people type it; raise NoSuchCase."""
    try:
        return CaseNumber(parse_public_id(text))
    except NumberHasATypo as error:
        raise NoSuchCase(f"{text!r} is no case number: check its characters", case=text[:40]) from error

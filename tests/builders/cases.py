"""Cases of the demo city: events, changes and commands with sensible defaults."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from civic.cases.commands import FileCase
from civic.cases.events import CaseAcknowledged, CaseAnswered, CaseFiled, Contact, PartOpened
from civic.kernel.ids import CaseNumber, new_person_id, new_public_id
from civic.kernel.journal import Change, File
from civic.kernel.language import Text
from civic.kernel.photo import Picture, files_of
from civic.kernel.place import Place

NEIGHBOURHOOD = Place(district="old-town", neighbourhood="harbour-market")


def case_filed(**fields: Any) -> CaseFiled:
    """Return a report of a pothole by somebody who left a description and nothing else."""
    return CaseFiled(
        **{
            "case": CaseNumber(new_public_id()),
            "city": "demo",
            "service": "pothole",
            "kind": "report",
            "department": "streets",
            "channel": "web",
            "place": NEIGHBOURHOOD,
            "reporter": new_person_id(),
            "description": Text("There is a deep hole in front of the bakery.", "en"),
            **fields,
        }
    )


def part_opened(parent: str, **fields: Any) -> PartOpened:
    """Return a part of a case: the lamp that stood beside the hole."""
    return PartOpened(
        **{
            "case": CaseNumber(new_public_id()),
            "parent": CaseNumber(parent),
            "office": "streets",
            "city": "demo",
            "service": "street-light",
            "kind": "report",
            "department": "lighting",
            "channel": "web",
            "place": NEIGHBOURHOOD,
            "reporter": new_person_id(),
            "description": Text("The lamp beside the hole leans over.", "en"),
            **fields,
        }
    )


def case_acknowledged(case: str, office: str = "streets") -> CaseAcknowledged:
    return CaseAcknowledged(case=CaseNumber(case), office=office)


def case_answered(filed: CaseFiled, words: str = "We will look at it on Monday.") -> CaseAnswered:
    return CaseAnswered(
        case=filed.case, office=filed.department, reporter=filed.reporter, answer=Text(words, "en")
    )


def filing(event: CaseFiled | None = None) -> Change:
    """Return the change that files a case under its own number."""
    event = event or case_filed()
    people = frozenset({event.reporter}) if event.reporter else frozenset()
    return Change(f"case/{event.case}", 0, [event], introduces=people)


def filing_with_photos(event: CaseFiled, pictures: Sequence[Picture]) -> Change:
    """Return the change that files a case with the files of its photos."""
    part = "content.reporter" if event.photos else "sealed.reporter"
    named = files_of(event.photos or event.sealed_photos or (), pictures)
    return replace(filing(event), files=[File(0, part, name, body) for name, body in named])


def file_case(**fields: Any) -> FileCase:
    """Return the command of somebody who reports a pothole."""
    return FileCase(
        **{
            "city": "demo",
            "service": "pothole",
            "channel": "web",
            "description": Text("There is a deep hole in front of the bakery.", "en"),
            "address": "Rathausplatz 1",
            "contact": Contact(name="A. Beispiel", email="a@example.org"),
            **fields,
        }
    )

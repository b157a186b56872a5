"""What officials find on the spot: beside the case, for nobody else, once, and gone with its words."""

import pytest

from civic.cases.commands import RecordInspection
from civic.cases.events import InspectionRecorded
from civic.cases.handlers import persons_of_case
from civic.cases.model import NoSuchCase
from civic.kernel.errors import InputHasFaults
from civic.kernel.event import take_apart
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.photo import photos_of
from civic.kernel.place import Place, Point
from civic.people.events import ErasureCarriedOut
from tests.builders.cases import file_case
from tests.builders.photos import picture
from tests.builders.town import NEAR_THE_MARKET

DEEP = Text("It is deeper than the report says.", "en")
CLAIMED = "2026-03-01T21:15:00.000000Z"


@pytest.fixture
def desk(platform):
    return platform.cases


@pytest.fixture
def case(desk):
    return desk.file(file_case(), command_id="file").case


def inspection(case, **said):
    return RecordInspection(**{"case": case, "office": "streets", "finding": "as_described", **said})


def test_the_log_says_that_an_office_looked_and_when_its_device_wrote_but_not_what_was_found(desk, case):
    there = Place(point=NEAR_THE_MARKET, address="Rathausplatz 3")
    desk.record_inspection(
        inspection(case, finding="otherwise", note=DEEP, place=there, written_at=CLAIMED), command_id="look"
    )

    (recorded,) = desk.notes(case)
    data, (part,) = take_apart(recorded.event)

    assert data == {"case": case, "office": "streets", "written_at": CLAIMED}
    assert (part.name, set(part.value)) == ("sealed.subject", {"finding", "note", "place"})
    assert (recorded.event.finding, recorded.event.note, recorded.event.place) == ("otherwise", DEEP, there)


def test_an_inspection_moves_neither_the_case_nor_its_times(desk, case):
    before = desk.page(case).case

    desk.record_inspection(inspection(case), command_id="look")

    assert desk.page(case).case == before


def test_an_inspection_that_a_device_sends_twice_is_recorded_once_photos_included(desk, case):
    pictures = [picture()]
    for command_id, claimed in (("look", None), ("look", CLAIMED), ("another look", CLAIMED)):
        command = inspection(case, photos=photos_of(pictures), written_at=claimed)
        desk.record_inspection(command, command_id=command_id, pictures=pictures)

    first, second = desk.notes(case)

    assert (first.event.photos, first.stream) == (second.event.photos, second.stream)
    assert desk.photo(first, "photo-1") == pictures[0].whole.body


def test_what_was_found_goes_with_the_words_of_the_case_photos_included(platform, desk, case):
    pictures = [picture()]
    command = inspection(case, note=DEEP, photos=photos_of(pictures))
    desk.record_inspection(command, command_id="look", pictures=pictures)

    at_request = ErasureCarriedOut(ground="request")
    platform.eraser.erase_all(persons_of_case(platform.journal, case), at_request, command_id="erase")

    (gone,) = desk.notes(case)
    assert isinstance(gone.event, InspectionRecorded)
    assert (gone.event.finding, gone.event.note, gone.event.photos) == (None, None, None)
    assert desk.photo(gone, "photo-1") is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"finding": ""}, "finding"),
        ({"finding": "stolen"}, "finding"),
        ({"finding": "otherwise"}, "note"),
        ({"note": Text("x" * 4001, "en")}, "note"),
        ({"place": Place(address="x" * 201)}, "address"),
        ({"place": Place(point=Point.from_degrees(0, 0))}, "coordinates"),
        ({"photos": photos_of([picture()] * 6)}, "photo"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(desk, case, said, field):
    with pytest.raises(InputHasFaults) as refused:
        desk.record_inspection(inspection(case, **said), command_id="look")

    assert [fault.field for fault in refused.value.faults] == [field]
    assert desk.notes(case) == []


def test_there_is_no_inspection_of_a_case_that_is_not_there(desk):
    with pytest.raises(NoSuchCase):
        desk.record_inspection(inspection(CaseNumber("2222222222")), command_id="look")

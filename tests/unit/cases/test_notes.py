"""Notes that officials write on a case: beside it, for nobody else, and gone when its words go."""

import pytest

from civic.cases.commands import AcknowledgeCase, AnswerCase, WriteNote
from civic.cases.events import NoteWritten
from civic.cases.handlers import persons_of_case
from civic.cases.model import NoSuchCase
from civic.kernel.errors import InputHasFaults
from civic.kernel.event import persons_of, take_apart
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from tests.builders.cases import file_case

CALLED = Text("She called twice about it.", "en")


@pytest.fixture
def desk(platform):
    return platform.cases


@pytest.fixture
def case(desk):
    return desk.file(file_case(), command_id="file").case


def note(case, words=CALLED):
    return WriteNote(case=case, office="streets", note=words)


def test_a_note_is_kept_with_its_office_and_its_words(desk, case):
    desk.write_note(note(case), command_id="note")

    (written,) = [each.event for each in desk.notes(case)]
    assert (written.office, written.note) == ("streets", CALLED)


def test_the_log_holds_no_words_of_a_note(desk, case):
    desk.write_note(note(case), command_id="note")

    data, (part,) = take_apart(desk.notes(case)[0].event)
    assert data == {"case": case, "office": "streets"}
    assert part.kind == "sealed"


def test_a_note_changes_neither_the_case_nor_what_is_listed_of_it(desk, platform, case):
    before, lists = desk.page(case).case, platform.case_lists
    listed = lists.queue(city="demo", departments=None, states=("received",))

    desk.write_note(note(case), command_id="note")

    assert desk.page(case).case == before
    assert lists.queue(city="demo", departments=None, states=("received",)) == listed


def test_nobodys_decision_is_out_of_date_because_of_a_note(desk, case):
    seen = desk.page(case).case.version
    desk.write_note(note(case), command_id="note")

    desk.work(AcknowledgeCase(case=case, office="streets", seen_version=seen), command_id="acknowledge")

    assert desk.page(case).case.state == "acknowledged"


def test_a_note_that_is_sent_twice_stands_there_once(desk, case):
    desk.write_note(note(case), command_id="note")
    desk.write_note(note(case), command_id="note")
    desk.write_note(note(case), command_id="another")

    assert len(desk.notes(case)) == 2


def test_whoever_filed_the_case_is_not_whom_a_note_concerns(desk, case):
    """What concerns them they may open in the log."""
    desk.write_note(note(case), command_id="note")

    assert desk.page(case).case.reporter not in persons_of(desk.notes(case)[0].event).values()


def test_notes_are_erased_with_the_words_of_the_case(platform, desk, case):
    desk.work(AnswerCase(case=case, office="streets", answer=CALLED), command_id="answer")
    desk.write_note(note(case), command_id="note")

    at_request = ErasureCarriedOut(ground="request")
    platform.eraser.erase_all(persons_of_case(platform.journal, case), at_request, command_id="erase")

    (gone,) = desk.notes(case)
    assert isinstance(gone.event, NoteWritten)
    assert (gone.event.note, gone.erased) == (None, {"sealed.subject"})


def test_a_note_needs_words_and_a_case(desk, case):
    for words in (Text("  ", "en"), Text("x" * 4001, "en"), Text("a\x07b", "en")):
        with pytest.raises(InputHasFaults) as refused:
            desk.write_note(note(case, words), command_id="note")
        assert [fault.field for fault in refused.value.faults] == ["note"]
    with pytest.raises(NoSuchCase):
        desk.write_note(note(CaseNumber("2222222222")), command_id="note")

"""The cases desk on a whole platform: once only, together with others, and in every list at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.cases.commands import AcknowledgeCase, AnswerCase, DeclineCase, ResolveCase, WithdrawCase
from civic.cases.handlers import parse_number, persons_of_case
from civic.cases.model import CaseHasChanged, CaseIsElsewhere, NobodyToErase, NoSuchCase
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.journal import CommandIdWasUsedForSomethingElse
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from tests.builders.cases import file_case

WORDS = Text("In plain words.", "en")


@pytest.fixture
def desk(platform):
    return platform.cases


@pytest.fixture
def lists(platform):
    return platform.case_lists


@pytest.fixture
def case(desk):
    return desk.file(file_case(), command_id="file").case


def acknowledge(case, **fields):
    return AcknowledgeCase(case=case, office="streets", **fields)


def numbers(lists, *states):
    page = lists.queue(city="demo", departments=None, states=states or ("received", "acknowledged"))
    return [row.case for row in page.rows]


def test_a_filed_case_is_in_the_lists_when_the_call_returns(desk, lists):
    case = desk.file(file_case(), command_id="file").case

    assert numbers(lists, "received") == [case]
    assert lists.open_counts("demo") == {"streets": 1}
    assert desk.page(case).filed.description == file_case().description
    assert desk.page(case).filed.contact is None
    assert desk.page(case, sealed=True).filed.contact == file_case().contact


def test_a_form_that_is_sent_twice_files_one_case(desk, lists):
    first = desk.file(file_case(), command_id="file")

    assert desk.file(file_case(), command_id="file") == first
    assert numbers(lists) == [first.case]


def test_another_form_under_the_same_id_is_refused(desk, case, lists):
    with pytest.raises(CommandIdWasUsedForSomethingElse):
        desk.file(file_case(address="Elsewhere 2"), command_id="file")

    assert numbers(lists) == [case]


def test_a_form_with_faults_stores_nothing_and_may_be_mended_under_the_same_id(desk, platform, lists):
    size = platform.journal.size()
    with pytest.raises(InputHasFaults, match="service"):
        desk.file(file_case(service="teleport"), command_id="file")
    assert platform.journal.size() == size

    assert numbers(lists) == []
    assert desk.file(file_case(), command_id="file").position == size


def test_a_step_that_is_sent_twice_is_taken_once(desk, case):
    for _ in range(2):
        desk.work(acknowledge(case, seen_version=1), command_id="step")

    assert desk.page(case).case.version == 2


def test_a_step_sent_again_is_not_refused_for_where_it_led(desk, case):
    withdraw = WithdrawCase(case=case)
    desk.work(withdraw, command_id="withdraw")
    desk.work(withdraw, command_id="withdraw")

    with pytest.raises(CaseIsElsewhere):
        desk.work(withdraw, command_id="withdraw once more")


def test_another_step_under_the_same_id_is_refused(desk, case):
    desk.work(acknowledge(case), command_id="step")

    with pytest.raises(CommandIdWasUsedForSomethingElse):
        desk.work(ResolveCase(case=case, office="streets", answer=WORDS), command_id="step")


def test_of_two_officials_who_decide_on_the_same_page_the_second_is_told(desk, case, lists):
    desk.work(ResolveCase(case=case, office="streets", answer=WORDS, seen_version=1), command_id="one")

    with pytest.raises(CaseHasChanged):
        desk.work(
            DeclineCase(case=case, office="parks", reason="duplicate", answer=WORDS, seen_version=1),
            command_id="other",
        )

    assert numbers(lists, "resolved") == [case]


def test_officials_who_answer_at_once_are_all_heard(desk, case, lists):
    barrier = threading.Barrier(8)

    def answer(number):
        barrier.wait()
        desk.work(
            AnswerCase(case=case, office="streets", answer=Text(f"Answer {number}", "en")),
            command_id=f"a-{number}",
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, range(8)))

    said = [recorded.event.answer.text for recorded in desk.page(case).events[1:]]
    assert sorted(said) == [f"Answer {number}" for number in range(8)]
    assert lists.open_counts("demo") == {"streets": 1}


class ErasedInBetween:
    """A journal in which somebody is erased between reading a case and appending to it."""

    def __init__(self, platform, person):
        self._journal, self._erase = platform.journal, (platform.eraser, person)

    def __getattr__(self, name):
        return getattr(self._journal, name)

    def load(self, stream):
        found = self._journal.load(stream)
        if self._erase:
            (eraser, person), self._erase = self._erase, None
            eraser.erase(person, ErasureCarriedOut(ground="request"), command_id="erase")
        return found


def test_an_answer_to_somebody_who_is_erased_at_that_moment_concerns_a_new_pseudonym(desk, case, platform):
    person = persons_of_case(platform.journal, case)[0]
    desk._store = ErasedInBetween(platform, person)

    desk.work(AnswerCase(case=case, office="streets", answer=WORDS), command_id="answer")

    (filed, answered) = platform.journal.load(f"case/{case}")
    assert filed.event.reporter is None
    assert answered.event.answer == WORDS
    assert answered.event.reporter not in {None, person}


def test_whoever_filed_is_known_until_they_are_erased(desk, case, platform):
    person = persons_of_case(platform.journal, case)[0]
    platform.eraser.erase(person, ErasureCarriedOut(ground="request"), command_id="erase")

    with pytest.raises(NobodyToErase):
        persons_of_case(platform.journal, case)
    with pytest.raises(NoSuchCase):
        persons_of_case(platform.journal, CaseNumber("2222222222"))


def test_an_answer_after_an_erasure_can_be_erased_as_well(desk, case, platform):
    (person,) = persons_of_case(platform.journal, case)
    platform.eraser.erase(person, ErasureCarriedOut(ground="request"), command_id="erase")
    desk.work(AnswerCase(case=case, office="streets", answer=WORDS), command_id="answer")

    (later,) = persons_of_case(platform.journal, case)
    platform.eraser.erase(later, ErasureCarriedOut(ground="request"), command_id="erase again")

    assert later != person
    assert [recorded.erased for recorded in platform.journal.load(f"case/{case}")] == [
        frozenset({"content.reporter", "sealed.reporter"}),
        frozenset({"content.reporter"}),
    ]


def test_numbers_are_read_as_people_type_them(case):
    assert parse_number(f" {spell(case).lower()} ") == case
    with pytest.raises(NoSuchCase, match="check its characters"):
        parse_number(case[::-1] + "X")


def test_a_page_of_a_number_that_nobody_has_says_so(desk):
    with pytest.raises(NoSuchCase) as refused:
        desk.page(CaseNumber("2222222222"))

    assert refused.value.status == 404


def test_long_lists_are_read_page_by_page_and_each_case_is_on_one(desk, lists):
    filed = [desk.file(file_case(), command_id=f"file-{number}").case for number in range(7)]

    seen, after = [], None
    for _ in range(4):
        page = lists.queue(city="demo", departments=("streets",), states=("received",), after=after, limit=2)
        seen += [row.case for row in page.rows]
        after = page.next_after

    assert seen == filed
    assert after is None

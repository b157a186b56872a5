"""Erasing a person: their rows and their key are gone, everything else can still be read and proven."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.cases.events import CaseAnswered, CaseFiled, Contact
from civic.kernel.event import persons_of
from civic.kernel.ids import new_person_id
from civic.kernel.journal import Change, CommandIdWasUsedForSomethingElse, Message, Outcome
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from civic.store import erasure
from civic.store.erasure import STREAM, Eraser
from civic.store.integrity import faults_in_rows
from civic.store.keyring import BY_THE_COVER, FileKeyring
from tests.builders.cases import case_answered, case_filed, filing

AT_REQUEST = ErasureCarriedOut(ground="request")


@pytest.fixture
def erika():
    return case_filed(contact=Contact(name="Erika"), description=Text("My own words.", "en"))


@pytest.fixture
def filed(node, erika):
    """A case of somebody who will be erased, with an answer to them, and one of somebody else."""
    node.store.append(
        [filing(erika)], command_id="erika", fingerprint=b"words", messages=[Message("case.filed", 0, 0)]
    )
    node.store.append(
        [filing()], command_id="other", fingerprint=b"other", messages=[Message("case.filed", 0, 0)]
    )
    node.store.append([Change(f"case/{erika.case}", 1, [case_answered(erika)])], command_id="answer")
    return node


def events_of(store):
    return [recorded.event for recorded in store.read(0, 100, with_parts=True)]


def test_what_concerned_the_erased_is_gone_and_what_was_public_stays(filed, erika):
    erased = filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    first, answer = filed.store.load(f"case/{erika.case}")
    assert erased == 3  # content and sealed part of the filing, content of the answer
    assert first.event == CaseFiled(
        case=erika.case,
        city=erika.city,
        service=erika.service,
        kind=erika.kind,
        department=erika.department,
        channel=erika.channel,
        place=erika.place,
    )
    assert answer.event == CaseAnswered(case=erika.case, office="streets")
    assert first.erased == {"content.reporter", "sealed.reporter"}
    assert answer.erased == {"content.reporter"}
    assert persons_of(first.event) == {}


def test_no_row_names_the_erased_any_more(filed, erika):
    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    for table in ("parts", "data_keys", "commands", "outbox", "tracking", "case_list"):
        assert erika.reporter not in repr(filed.rows(table)), table
    assert [row[0] for row in filed.rows("parts")] == [1]
    assert [row[2] for row in filed.rows("outbox")] == [1]


def test_others_can_be_read_as_before(filed, erika):
    before = events_of(filed.store)[1]

    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    assert events_of(filed.store)[1] == before


def test_the_log_says_that_an_erasure_happened_and_not_whose(filed, erika):
    leaves = [row[5] for row in filed.rows("events")]

    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    (recorded,) = filed.store.load(STREAM)
    assert recorded.event == AT_REQUEST
    assert [row[5] for row in filed.rows("events")][:3] == leaves
    assert erika.reporter.encode() not in filed.store.leaf(recorded.position)


def test_the_key_that_wrapped_the_erased_ones_key_is_replaced(filed, erika, installation):
    path = installation.directory / "keys" / "key-encryption.json"
    before = json.loads(path.read_text())

    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    after = json.loads(path.read_text())
    ((_, wrapping, _),) = filed.rows("data_keys")
    assert (len(before), len(after)) == (1, 1)
    assert before.keys().isdisjoint(after)
    assert set(before.values()).isdisjoint(after.values())
    assert list(after) == [wrapping]


def test_another_process_notices_the_new_key(filed, erika, installation):
    other = installation.node()
    before = events_of(other.store)

    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    assert events_of(other.store)[1] == before[1]
    newcomer = case_filed()
    other.store.append([filing(newcomer)], command_id="newcomer")
    assert events_of(filed.store)[-1] == newcomer


def test_a_command_that_led_to_what_was_erased_is_remembered_without_what_it_said(filed, erika):
    with pytest.raises(CommandIdWasUsedForSomethingElse):
        filed.store.outcome_of("erika", b"guessed words")

    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    assert filed.store.outcome_of("erika", b"guessed words") == Outcome(0, 1, repeated=True)
    assert filed.store.outcome_of("erika", b"words") == Outcome(0, 1, repeated=True)
    assert filed.store.outcome_of("other", b"other") == Outcome(1, 1, repeated=True)
    with pytest.raises(CommandIdWasUsedForSomethingElse):
        filed.store.outcome_of("other", b"something else")


def test_erasing_again_under_the_same_command_changes_nothing(filed, erika):
    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    assert filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase") == 0
    assert len(filed.store.load(STREAM)) == 1


def test_somebody_of_whom_nothing_is_held_can_be_erased(filed):
    assert filed.eraser.erase(new_person_id(), AT_REQUEST, command_id="nobody") == 0
    assert len(events_of(filed.store)) == 4


def test_words_to_the_same_case_after_an_erasure_concern_a_new_pseudonym(filed, erika):
    filed.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")
    somebody = new_person_id()
    answer = case_answered(erika, "Done.")
    again = Change(
        f"case/{erika.case}",
        2,
        [CaseAnswered(case=answer.case, office="streets", reporter=somebody, answer=answer.answer)],
        introduces=frozenset({somebody}),
    )

    filed.store.append([again], command_id="again")

    assert filed.store.load(f"case/{erika.case}")[-1].event.answer == Text("Done.", "en")


class Crash(BaseException):
    """The process dies."""


class CrashingKeyring(FileKeyring):
    """Dies at a step, before it takes effect or after."""

    def __init__(self, path, step, *, takes_effect):
        super().__init__(path)
        self._step, self._takes_effect = step, takes_effect

    def begin_rotation(self):
        self._run("begin", super().begin_rotation)

    def end_rotation(self):
        self._run("end", super().end_rotation)

    def _run(self, step, action):
        if step != self._step:
            action()
            return
        if self._takes_effect:
            action()
        raise Crash


@pytest.mark.parametrize("takes_effect", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["begin", "end"])
def test_an_erasure_that_died_half_way_is_finished_by_running_it_again(
    filed, erika, installation, step, takes_effect
):
    others = events_of(filed.store)[1]
    path = installation.directory / "keys" / "key-encryption.json"
    before = json.loads(path.read_text())
    dying = CrashingKeyring(path, step, takes_effect=takes_effect)
    with pytest.raises(Crash):
        Eraser(filed.store, filed.database, dying).erase(erika.reporter, AT_REQUEST, command_id="erase")
    assert events_of(installation.node().store)[1] == others

    again = installation.node()
    again.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    after = json.loads(path.read_text())
    assert len(after) == 1
    assert before.keys().isdisjoint(after)
    assert len(again.store.load(STREAM)) == 1
    assert erika.reporter not in repr([again.rows(t) for t in ("parts", "data_keys")])
    assert events_of(installation.node().store)[1] == others


def test_an_erasure_that_died_half_way_is_finished_when_the_platform_starts_again(filed, erika, installation):
    path = installation.directory / "keys" / "key-encryption.json"
    before = json.loads(path.read_text())
    dying = CrashingKeyring(path, "end", takes_effect=False)
    with pytest.raises(Crash):
        Eraser(filed.store, filed.database, dying).erase(erika.reporter, AT_REQUEST, command_id="erase")
    assert before.keys() < json.loads(path.read_text()).keys()

    started = installation.node()
    started.eraser.finish()

    after = json.loads(path.read_text())
    assert len(after) == 1
    assert before.keys().isdisjoint(after)
    assert events_of(installation.node().store)[1] == events_of(started.store)[1]


def test_an_erasure_whose_rows_are_gone_but_not_the_old_key_is_finished_by_the_next(
    filed, erika, installation
):
    """The database fails while the other keys are wrapped anew."""
    others = events_of(filed.store)[1]
    path = installation.directory / "keys" / "key-encryption.json"
    dying = CrashingKeyring(path, "end", takes_effect=False)
    with pytest.raises(Crash):
        Eraser(filed.store, filed.database, dying).erase(erika.reporter, AT_REQUEST, command_id="erase")
    assert len(json.loads(path.read_text())) == 2

    installation.node().eraser.erase(new_person_id(), AT_REQUEST, command_id="the next one")

    assert len(json.loads(path.read_text())) == 1
    assert events_of(installation.node().store)[1] == others


def test_data_keys_that_a_key_from_the_environment_wrapped_itself_are_wrapped_by_the_file_from_now_on(
    installation, filed, erika
):
    path = installation.directory / "keys" / "key-encryption.json"
    others = events_of(filed.store)[1]
    _, set_outside = filed.keyring.current()
    filed.change("UPDATE data_keys SET wrapping = ?", BY_THE_COVER)
    path.unlink()

    keyring = FileKeyring(path, [set_outside])
    upgraded = installation.node(keyring=keyring)
    upgraded.eraser.erase(erika.reporter, AT_REQUEST, command_id="erase")

    current, _ = keyring.current()
    assert {wrapping for _, wrapping, *_ in upgraded.rows("data_keys")} == {current}
    assert events_of(upgraded.store)[1] == others


def test_people_file_and_read_while_others_are_erased(installation):
    nodes = [installation.node() for _ in range(3)]
    people = [case_filed() for _ in range(6)]
    for number, each in enumerate(people):
        nodes[0].store.append([filing(each)], command_id=f"p-{number}")
    filed = [case_filed() for _ in range(60)]
    barrier = threading.Barrier(4)

    def erase(numbers):
        barrier.wait()
        for number in numbers:
            eraser = nodes[number % 2].eraser
            eraser.erase(people[number].reporter, AT_REQUEST, command_id=f"erase-{number}")

    def file(numbers):
        barrier.wait()
        for number in numbers:
            nodes[1 + number % 2].store.append([filing(filed[number])], command_id=f"f-{number}")
            (recorded,) = nodes[number % 3].store.load(f"case/{filed[number].case}")
            assert recorded.event == filed[number]

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(erase, range(0, 6, 2)), pool.submit(erase, range(1, 6, 2))]
        work += [pool.submit(file, range(0, 60, 2)), pool.submit(file, range(1, 60, 2))]
        for each in work:
            each.result(timeout=120)

    last = installation.node()
    left = {e.case: e for e in events_of(last.store) if isinstance(e, CaseFiled) and e.description}
    assert left == {each.case: each for each in filed}
    assert len(json.loads((installation.directory / "keys" / "key-encryption.json").read_text())) == 1
    assert len(last.store.load(STREAM)) == 6


def test_keys_are_wrapped_anew_some_at_a_time_and_none_is_forgotten(filed, erika, installation, monkeypatch):
    monkeypatch.setattr(erasure, "AT_ONCE", 2)
    for number in range(5):
        filed.store.append([filing()], command_id=f"further-{number}")
    path = installation.directory / "keys" / "key-encryption.json"

    filed.eraser.erase_rows([erika.reporter], AT_REQUEST, command_id="erase")
    others = events_of(filed.store)
    assert len(json.loads(path.read_text())) == 2

    filed.eraser.finish()

    assert len(json.loads(path.read_text())) == 1
    assert events_of(installation.node().store) == others


def erase_sealed(node, person):
    erased = node.eraser.erase_rows([person], AT_REQUEST, command_id="erase", kind="sealed")
    node.eraser.finish()
    return erased


def test_only_what_is_sealed_can_be_erased_and_the_words_stay(filed, erika):
    erased = erase_sealed(filed, erika.reporter)

    first, answer = filed.store.load(f"case/{erika.case}")
    assert erased == 1
    assert (first.erased, first.event.contact) == ({"sealed.reporter"}, None)
    assert (first.event.description, answer.event.answer) == (erika.description, case_answered(erika).answer)
    assert first.event.reporter == answer.event.reporter != erika.reporter


def test_what_stays_is_kept_under_another_key_and_commits_to_the_same(filed, erika):
    before = {row[:2]: row[3] for row in filed.rows("parts")}

    erase_sealed(filed, erika.reporter)

    for table in ("parts", "data_keys", "commands", "outbox"):
        assert erika.reporter not in repr(filed.rows(table)), table
    after = {row[:2]: row[3] for row in filed.rows("parts")}
    assert before.keys() - after.keys() == {(0, "sealed.reporter")}
    assert {key for key in after if after[key] == before[key]} == {(1, "content.reporter")}
    with filed.database.reading() as connection:
        leaves = [bytes(row[5]) for row in filed.rows("events")]
        assert faults_in_rows(connection, filed.store.reader, 0, leaves) == []


def test_who_has_nothing_sealed_keeps_no_key_without_parts(filed, erika):
    filed.eraser.erase_rows([erika.reporter], AT_REQUEST, command_id="words", kind="content")
    ((sealed_only, *_),) = [row[2:] for row in filed.rows("parts") if row[0] == 0]

    erase_sealed(filed, sealed_only)

    assert {row[0] for row in filed.rows("data_keys")} == {row[2] for row in filed.rows("parts")}
    assert filed.store.load(f"case/{erika.case}")[0].erased == {"content.reporter", "sealed.reporter"}

"""Somebody is erased: nothing they said is left anywhere, and everything that was proven still is."""

import base64
import logging
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.bootstrap import build
from civic.cases.commands import AcknowledgeCase, AnswerCase, ReopenCase, RequestReopening, ResolveCase
from civic.cases.events import Contact, GivenAnswer
from civic.cases.handlers import persons_of_case
from civic.kernel.journal import CommandIdWasUsedForSomethingElse
from civic.kernel.language import Text
from civic.kernel.photo import Jpeg, Picture, photos_of
from civic.kernel.place import Point
from civic.people.events import ErasureCarriedOut
from civic.settings import read_settings
from civic.store.keyring import FileKeyring
from civic.store.vault import PartIsDamaged
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage
from ledger.tlog_proof import parse_receipt, verify_receipt
from ledger.verify import verify_log
from tests.builders.accounts import account_of, asked_for
from tests.builders.cases import file_case
from tests.builders.clock import SteppingClock

# A word for each place in which somebody can say something; none of them is anywhere else in the sources.
DESCRIPTION, NAME, MAIL, ADDRESS = "Quallenbrunnen", "Zwiebelfisch", "brombeerstrudel", "Tintenfassgasse"
ANSWERED, ENDED, APPEAL, EXTRA = "Murmeltierwetter", "Regenbogenforelle", "Pflaumenbaumkuchen", "17-Xylophon"
PICTURED, SHOWN = "Lichtbildaufnahme", "Schildkrötenpanzer"
WORDS = (DESCRIPTION, NAME, MAIL, ADDRESS, ANSWERED, ENDED, APPEAL, EXTRA, PICTURED, SHOWN)
POINT = Point(45_012_345, -30_012_321)

# A service whose public precision is coarse, so that address and point are sealed, with a question.
PRIVATE, QUESTION = "noise", "when"


COVER = bytes(range(32))


@pytest.fixture(params=[b"", COVER], ids=["readable keys", "encrypted keys"])
def cover(request):
    """The key from outside CIVIC_VAR that encrypts the keys in it, if there is one."""
    return request.param


@pytest.fixture
def settings(tmp_path, cover):
    environment = {
        "CIVIC_VAR": str(tmp_path / "var"),
        "CIVIC_POSTS_PER_MINUTE": "0",
        "CIVIC_KEY_ENCRYPTION_KEY": base64.b64encode(cover).decode(),
    }
    return read_settings(environment)


@pytest.fixture
def log_file(settings):
    """The log lines of everything, kept beside the data as a careless operator would."""
    settings.var.mkdir()
    handler = logging.FileHandler(settings.var / "everything.log")
    handler.setLevel(logging.DEBUG)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


@pytest.fixture
def platform(settings, log_file):
    platform = build(settings, clock=SteppingClock())
    yield platform
    platform.close()


def a_picture(prefix):
    """Return a photo in whose bytes somebody looking through a disk could read words."""
    return Picture(
        Jpeg(f"{PICTURED} {prefix}".encode() * 9, 4, 3), Jpeg(f"small {PICTURED} {prefix}".encode(), 4, 3)
    )


def live_through_a_case(platform, prefix, **fields):
    """File a case with a photo, and have it acknowledged, answered, resolved and asked to be reopened."""
    desk, pictures = platform.cases, [a_picture(prefix)]
    command = file_case(photos=photos_of(pictures, [Text(f"{SHOWN} {prefix}", "de")]), **fields)
    case = desk.file(command, command_id=f"{prefix}-file", pictures=pictures).case
    for step, command in enumerate(
        (
            AcknowledgeCase(case=case, office="streets"),
            AnswerCase(case=case, office="streets", answer=Text(f"{ANSWERED} {prefix}", "de")),
            ResolveCase(case=case, office="streets", answer=Text(f"{ENDED} {prefix}", "de")),
            RequestReopening(case=case, explanation=Text(f"{APPEAL} {prefix}", "de")),
        )
    ):
        desk.work(command, command_id=f"{prefix}-{step}")
    return case


@pytest.fixture
def erika(platform):
    """The case of somebody who said something everywhere; its words are marked `erika`."""
    return live_through_a_case(
        platform,
        "erika",
        service=PRIVATE,
        description=Text(f"{DESCRIPTION} erika", "de"),
        address=f"{ADDRESS} erika",
        point=POINT,
        contact=Contact(name=f"{NAME} erika", email=f"{MAIL}-erika@example.org"),
        answers=(GivenAnswer(QUESTION, f"{EXTRA} erika"),),
    )


@pytest.fixture
def otto(platform):
    return live_through_a_case(
        platform, "otto", description=Text(f"{DESCRIPTION} otto", "de"), contact=Contact(name=f"{NAME} otto")
    )


def erase(platform, case):
    person = persons_of_case(platform.journal, case)[0]
    erased = platform.eraser.erase(person, ErasureCarriedOut(ground="request"), command_id="erase")
    return person, erased


def traces_of(needle, var):
    """Return each file that holds the bytes, in clear or in an encoding that somebody might have used."""
    forms = {"bytes": needle, "hex": needle.hex().encode(), "HEX": needle.hex().upper().encode()}
    for shift in range(3):
        # Inside a longer base64 text the bytes start at any of three places; the characters at both ends
        # depend on their neighbours.
        whole = base64.b64encode(bytes(shift) + needle)
        forms[f"base64/{shift}"] = whole[4 if shift else 0 : -4]
        forms[f"base64url/{shift}"] = base64.urlsafe_b64encode(bytes(shift) + needle)[4 if shift else 0 : -4]
    return [
        f"{form} in {path.name}"
        for path in sorted(var.rglob("*"))
        if path.is_file()
        for form, looked_for in forms.items()
        if looked_for in path.read_bytes()
    ]


def traces_of_words(var, who):
    return [
        trace
        for word in WORDS
        for text in (f"{word}-{who}" if word == MAIL else f"{word} {who}",)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
        for trace in traces_of(text.encode(encoding), var)
    ]


def wrapped_keys(var, cover):
    """Return what is needed to open somebody's words: wrapped data keys, and the key that wraps them."""
    with closing(sqlite3.connect(var / "civic.sqlite")) as database:
        wrapped = dict(database.execute("SELECT person, wrapped FROM data_keys").fetchall())
    _, key = FileKeyring(var / "keys" / "key-encryption.json", [cover] if cover else []).current()
    return wrapped, key


def test_the_search_finds_words_in_every_encoding(tmp_path):
    """The search is worth something only if it finds what is there."""
    word = f"{DESCRIPTION} erika".encode()
    for number, form in enumerate(
        (
            word,
            word.decode().encode("utf-16-le"),
            word.hex().encode(),
            base64.b64encode(b"a" + word + b"tail"),
            base64.b64encode(b"ab" + word),
            base64.b64encode(word + b"!"),
        )
    ):
        (tmp_path / f"file-{number}").write_bytes(b"before" + form + b"after")

    assert len({trace.split()[-1] for trace in traces_of_words(tmp_path, "erika")}) == 6


def files_of_cases(var):
    """Return what is stored of photos, as it is stored, by the pseudonym that it concerns."""
    with closing(sqlite3.connect(var / "civic.sqlite")) as database:
        return database.execute("SELECT person, body FROM files").fetchall()


def test_nothing_that_the_erased_said_is_left_in_any_file(platform, erika, otto, settings, cover):
    platform.publisher.publish()
    wrapped, old_key = wrapped_keys(settings.var, cover)
    stored = files_of_cases(settings.var)

    person, erased = erase(platform, erika)
    platform.publisher.publish()

    assert erased == 5  # the filing in public and in private, two answers, one appeal
    assert traces_of_words(settings.var, "erika") == []
    assert traces_of(person.encode(), settings.var) == []
    assert traces_of(wrapped[person], settings.var) == []
    assert traces_of(old_key, settings.var) == []
    assert [traces_of(body, settings.var) for whose, body in stored if whose == person] == [[], []]
    assert all(traces_of(body, settings.var) for whose, body in stored if whose != person)
    platform.close()
    assert traces_of_words(settings.var, "erika") == []


def test_even_before_an_erasure_no_file_holds_anybodys_words_in_clear(platform, erika, otto, settings):
    platform.publisher.publish()
    platform.photo_drafts.keep(a_picture("otto"), "the session of otto")

    assert traces_of_words(settings.var, "erika") + traces_of_words(settings.var, "otto") == []


def test_a_backup_from_before_opens_nothing_of_the_erased_with_the_keys_of_after(
    platform, erika, otto, settings, tmp_path
):
    platform.close()
    shutil.copytree(settings.var, tmp_path / "backup")
    erase(platform, erika)
    platform.close()

    # The key file is what survives in the installation; the backup has the database of before.
    shutil.copy(settings.var / "keys" / "key-encryption.json", tmp_path / "backup" / "keys")
    backup = build(replace(settings, var=tmp_path / "backup"), clock=SteppingClock())
    with pytest.raises((KeyError, PartIsDamaged)):
        backup.cases.page(erika, sealed=True)
    backup.close()


def test_a_photo_of_a_form_that_was_never_sent_is_gone_after_a_day(platform, settings):
    secret = platform.photo_drafts.keep(a_picture("otto"), "the session of otto")
    with closing(sqlite3.connect(settings.var / "civic.sqlite")) as database:
        ((stored,),) = database.execute("SELECT body FROM file_drafts").fetchall()
    assert platform.photo_drafts.find(secret, "the session of otto") == a_picture("otto")
    assert traces_of(secret.encode(), settings.var) == []

    platform.clock.set(platform.clock.now() + timedelta(days=1))

    assert platform.photo_drafts.find(secret, "the session of otto") is None
    assert platform.photo_drafts.forget_old() == 1
    platform.close()
    assert traces_of(stored, settings.var) == []


def test_what_others_said_can_be_read_as_before(platform, erika, otto):
    before = platform.cases.page(otto, sealed=True)

    erase(platform, erika)

    assert platform.cases.page(otto, sealed=True) == before
    assert platform.cases.photo(before.events[0], "photo-1") == a_picture("otto").whole.body
    assert before.filed.contact == Contact(name=f"{NAME} otto")


def test_what_was_public_about_the_case_of_the_erased_stays(platform, erika):
    erase(platform, erika)

    page = platform.cases.page(erika, sealed=True)

    assert page.case.state == "reopening_requested"
    assert [recorded.event.TYPE for recorded in page.events] == [
        "cases.case.filed",
        "cases.case.acknowledged",
        "cases.case.answered",
        "cases.case.resolved",
        "cases.reopening.requested",
    ]
    assert (page.filed.description, page.filed.contact, page.filed.exact_place) == (None, None, None)
    assert page.filed.place.point != POINT
    assert page.filed.place.address is None


def test_lists_show_the_case_of_the_erased_without_its_words(platform, erika, otto):
    erase(platform, erika)

    page = platform.case_lists.queue(city="demo", departments=None, states=("reopening_requested",))

    assert {row.case: row.first_words for row in page.rows} == {erika: None, otto: f"{DESCRIPTION} otto"}


def test_the_whole_log_and_every_receipt_from_before_still_verify(platform, erika, otto, settings):
    platform.publisher.publish()
    policy = parse_policy(platform.log.policy())
    older = platform.log.checkpoint()
    receipts = [platform.log.receipt(position) for position in range(platform.log.size())]

    erase(platform, erika)
    platform.publisher.publish()

    assert verify_log(DirectoryStorage(settings.log_directory), policy, since=older).faults == []
    for each in receipts:
        receipt = parse_receipt(each)
        assert verify_receipt(receipt, policy, receipt.extra).checkpoint.size == len(receipts)


def test_the_site_still_hands_out_every_file_of_the_log(platform, erika, otto):
    erase(platform, erika)
    platform.publisher.publish()

    assert platform.log.file(f"tile/entries/000.p/{platform.log.size()}")


def test_the_erased_form_sent_again_leads_to_the_same_case_and_says_nothing_about_it(platform, erika, otto):
    again = {"description": Text("Guess", "de")}
    with pytest.raises(CommandIdWasUsedForSomethingElse):
        platform.cases.file(file_case(**again), command_id="erika-file")

    erase(platform, erika)

    assert platform.cases.file(file_case(**again), command_id="erika-file").case == erika
    assert platform.cases.page(erika, sealed=True).filed.description is None


def test_an_office_can_still_answer_the_case_and_the_answer_can_be_read(platform, erika):
    erase(platform, erika)

    platform.cases.work(
        ResolveCase(case=reopen(platform, erika), office="streets", answer=Text("At last.", "en")),
        command_id="resolve-again",
    )

    assert platform.cases.page(erika).events[-1].event.answer == Text("At last.", "en")


def reopen(platform, case):
    platform.cases.work(ReopenCase(case=case, office="streets"), command_id="reopen")
    return case


def test_an_address_that_waits_for_its_code_and_one_of_an_account_are_nowhere_in_clear(platform, settings):
    waiting, opened = f"{MAIL}-waiting@example.org", f"{MAIL}-opened@example.org"
    platform.residents.ask(asked_for(waiting))
    account_of(platform, opened)

    assert traces_of(waiting.encode(), settings.var) == []
    assert traces_of(opened.encode(), settings.var) == []


def test_nothing_of_an_erased_account_is_left_in_clear_or_can_be_opened(platform, settings, cover):
    address = f"{MAIL}-account@example.org"
    account = account_of(platform, address)
    resident = platform.residents.get(account)
    contact = Contact(name=f"{NAME} account", email=address)
    words = Text(f"{DESCRIPTION} account", "de")
    command = file_case(account=account, contact=contact, description=words)
    filed = platform.cases.file(command, command_id="file")
    platform.accounts.consent(account, "progress", given=False)
    (recorded,) = platform.journal.load(platform.journal.stream_at(filed.position))
    persons = {*resident.persons, recorded.event.reporter}
    wrapped_before, key_before = wrapped_keys(settings.var, cover)
    assert persons <= wrapped_before.keys()

    platform.accounts.close(account, words=True, command_id="close")
    platform.eraser.finish()
    platform.publisher.publish()

    assert traces_of_words(settings.var, "account") == []
    assert persons.isdisjoint(wrapped_keys(settings.var, cover)[0])
    assert wrapped_keys(settings.var, cover)[1] != key_before
    assert platform.residents.get(account).id == ""

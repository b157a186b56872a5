"""Residents with an account on a real database: let in by a code, and found by what is sealed."""

import threading

import pytest
from sqlalchemy import func, insert, select

from civic.cases.events import Contact
from civic.people.events import ErasureCarriedOut
from civic.people.one_time_codes import OneTimeCodeIsWrong
from civic.people.resident import STREAM
from civic.store.tables import data_keys, look_ups, one_time_codes
from tests.builders.accounts import account_of, asked_for, code_for
from tests.builders.cases import file_case
from tests.builders.postgresql import on_either

EMAIL = "ines@example.org"
pytestmark = on_either


def rows(platform, table):
    with platform.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_a_code_and_its_key_go_when_it_is_used(platform):
    before = rows(platform, data_keys)
    account = account_of(platform, EMAIL)

    assert rows(platform, one_time_codes) == 0
    assert rows(platform, data_keys) == before + 2  # the account's, and the address's
    assert platform.residents.get(account).emails == (EMAIL,)


def test_of_many_who_use_a_code_at_once_one_comes_in(platform):
    digest, code = platform.residents.ask(asked_for(EMAIL)), code_for(platform, EMAIL)
    came, refused = [], []

    def come_in():
        try:
            came.append(platform.residents.come_in(digest, code))
        except OneTimeCodeIsWrong as wrong:
            refused.append(wrong)

    threads = [threading.Thread(target=come_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(came), len(refused)) == (1, 7)


def test_reports_are_found_by_account_and_by_address(platform):
    account = account_of(platform, EMAIL)
    own = platform.cases.file(file_case(account=account, contact=None), command_id="own").case
    elsewhere = platform.cases.file(file_case(contact=Contact(email="INES@example.org")), command_id="2").case
    platform.cases.file(file_case(), command_id="of somebody else")

    found = platform.own_reports.of(account, [EMAIL], limit=10)

    assert [(each.number, each.by_account) for each in found] == [(elsewhere, False), (own, True)]
    assert platform.own_reports.is_of(account, own)
    assert not platform.own_reports.is_of(account, elsewhere)


def test_whoever_writes_look_ups_is_shown_nobody_elses_reports(platform):
    account = account_of(platform, EMAIL)
    filed = platform.cases.file(file_case(contact=Contact(email="otto@example.org")), command_id="otto")
    digest = platform.own_reports._look_ups.digest("account", account)
    with platform.database.writing() as connection:
        row = {"digest": digest, "position": filed.position, "part": "sealed.reporter"}
        connection.execute(insert(look_ups), row)

    assert platform.own_reports.of(account, [EMAIL], limit=10) == []


@pytest.mark.parametrize("kind", [None, "sealed"])
def test_what_finds_a_part_goes_with_it(platform, kind):
    platform.cases.file(file_case(contact=Contact(email=EMAIL)), command_id="kept")
    number = platform.cases.file(file_case(contact=Contact(email=EMAIL)), command_id="erased").case
    (filed,) = platform.journal.load(f"case/{number}")
    record = ErasureCarriedOut(ground="request")

    platform.eraser.erase_rows([filed.event.reporter], record, command_id="erase", kind=kind)

    assert rows(platform, look_ups) == 1


def test_an_address_whose_account_is_erased_gets_another_one(platform):
    first = account_of(platform, EMAIL)
    resident = platform.residents.get(first)
    persons = [resident.holder, *(each.owner for each in resident.addresses)]
    platform.eraser.erase(persons[1], ErasureCarriedOut(ground="request"), command_id="erase")

    assert account_of(platform, EMAIL) != first


def test_the_history_of_an_account_says_nothing_in_clear(platform):
    account = account_of(platform, EMAIL)

    for recorded in platform.journal.load(STREAM + account):
        assert EMAIL.encode() not in platform.journal.leaf(recorded.position)

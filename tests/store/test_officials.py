"""Officials on a real database: admitted, given roles, let in, helped back by two people, and gone."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert, update

from civic.kernel.journal import Change
from civic.people.events import OfficialLeft
from civic.people.model import IsTheLastWay, NeedsSomebodyElse, OfficialHasLeft
from civic.people.officials import CodeIsWrong, NoSuchOfficial, NoSuchRole
from civic.people.roles import Grant, Matter
from civic.store.tables import sign_ins
from tests.builders.postgresql import on_either

CASEWORKER = Grant("caseworker", "streets")
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
pytestmark = on_either


@pytest.fixture
def officials(platform):
    return platform.officials


@pytest.fixture
def kim(officials):
    return officials.admit("Kim Kollegin", "demo", CASEWORKER, department="streets").id


@pytest.fixture
def two_heads(officials):
    head = Grant("head", "streets")
    return [officials.admit(name, "demo", head, department="streets").id for name in ("Ada", "Bo")]


def test_who_was_admitted_may_do_what_the_role_says_and_is_in_the_list(officials, kim):
    found = officials.get(kim.lower())

    assert (found.name, found.grants, found.may("work", Matter("streets"))) == (
        "Kim Kollegin",
        (CASEWORKER,),
        True,
    )
    assert [each.id for each in officials.all("demo")] == [kim]
    assert officials.all("elsewhere") == ()


def test_a_role_is_changed_and_withdrawn(officials, kim):
    narrowed = Grant("caseworker", "streets", ("pothole",), ("old-town",))
    officials.grant(kim, narrowed)
    assert officials.get(kim).grants == (narrowed,)

    officials.withdraw(kim, "caseworker", "streets")
    officials.withdraw(kim, "caseworker", "streets")

    assert officials.get(kim).grants == ()
    assert officials.get(kim).version == 4


def test_there_are_no_other_roles_and_officials(officials, kim):
    with pytest.raises(NoSuchRole):
        officials.grant(kim, Grant("mayor", "streets"))
    for text in ("", "22222-22222", "nobody"):
        with pytest.raises(NoSuchOfficial):
            officials.get(text)


def test_an_invitation_lets_in_once(officials, kim):
    code = officials.invite(kim)

    assert officials.come_in(kim, code.lower()).id == kim
    with pytest.raises(CodeIsWrong):
        officials.come_in(kim, code)


def test_an_invitation_ends_after_three_days(officials, platform, kim):
    code = officials.invite(kim)
    platform.clock.set(platform.clock.now() + timedelta(days=3))

    with pytest.raises(CodeIsWrong):
        officials.come_in(kim, code)


def test_a_new_invitation_replaces_the_one_before(officials, kim):
    first, second = officials.invite(kim), officials.invite(kim)

    with pytest.raises(CodeIsWrong):
        officials.come_in(kim, first)
    assert officials.come_in(kim, second).id == kim


def test_two_different_people_let_somebody_in_again(officials, kim, two_heads):
    ada, bo = two_heads
    officials.add_credential(kim, "app", KEY)

    assert officials.invite(kim, by=ada) is None
    with pytest.raises(NeedsSomebodyElse):
        officials.invite(kim, by=ada)
    code = officials.invite(kim, by=bo)

    assert officials.come_in(kim, code).id == kim
    assert officials.invite(kim, by=bo) is None, "the next time begins anew"


def test_a_proposal_is_forgotten_after_a_day(officials, platform, kim, two_heads):
    ada, bo = two_heads
    officials.add_credential(kim, "app", KEY)
    officials.invite(kim, by=ada)
    platform.clock.set(platform.clock.now() + timedelta(hours=25))

    assert officials.invite(kim, by=bo) is None


def test_nobody_removes_the_last_way_to_sign_in(officials, kim):
    officials.add_credential(kim, "app", KEY)
    (only,) = officials.get(kim).credentials
    with pytest.raises(IsTheLastWay):
        officials.remove_credential(kim, only.id, by=kim)
    officials.add_credential(kim, "app", KEY)

    officials.remove_credential(kim, only.id, by=kim)

    assert [each.id == only.id for each in officials.get(kim).credentials] == [False]


def test_who_has_left_may_do_nothing_and_has_no_name_any_more(officials, platform, kim):
    officials.add_credential(kim, "app", KEY)
    token = officials.sign_ins.begin(kim, "app")

    officials.leave(kim)

    found = officials.get(kim)
    assert (found.has_left, found.name, found.credentials, found.may("read")) == (True, None, (), False)
    assert officials.sign_ins.of(token) is None
    assert officials.all("demo") == ()
    with pytest.raises(OfficialHasLeft):
        officials.grant(kim, CASEWORKER)
    with pytest.raises(CodeIsWrong):
        officials.come_in_with_app(kim, "287082")


def test_a_departure_that_was_interrupted_is_finished_when_it_is_said_again(officials, platform, kim):
    left = Change(f"official/{kim}", officials.get(kim).version, [OfficialLeft(by="operator")])
    platform.journal.append([left], command_id="killed before the erasure")
    assert officials.get(kim).name == "Kim Kollegin"

    officials.leave(kim)
    officials.leave(kim)

    assert officials.get(kim).name is None
    assert officials.get(kim).version == left.expected_version + 1


def test_a_sign_in_is_recognised_until_it_is_ended_or_not_used_for_long(officials, platform, kim):
    used, unused, ended = (officials.sign_ins.begin(kim, "app") for _ in range(3))
    officials.sign_ins.end(kim, officials.sign_ins.of(ended).id)
    for _ in range(3):
        platform.clock.set(platform.clock.now() + timedelta(hours=5))
        assert officials.sign_ins.of(used).holder == kim

    assert officials.sign_ins.of(unused) is None
    assert officials.sign_ins.of(ended) is None
    assert officials.sign_ins.of("") is None
    assert len(officials.sign_ins.all_of(kim)) == 1


def test_nobody_ends_the_sign_in_of_somebody_else(officials, kim, two_heads):
    token = officials.sign_ins.begin(kim, "app")

    officials.sign_ins.end(two_heads[0], officials.sign_ins.of(token).id)

    assert officials.sign_ins.of(token) is not None


def test_what_serves_once_serves_once(officials):
    assert officials.sign_ins.use_once("app", "A", "1")
    assert not officials.sign_ins.use_once("app", "A", "1")
    assert officials.sign_ins.use_once("app", "A", "2")


def test_whoever_writes_into_the_database_signs_in_as_nobody_else(officials, platform, kim, two_heads):
    own, made_up = officials.sign_ins.begin(kim, "app"), f"{two_heads[0]}.made-up"
    with platform.database.writing() as connection:
        connection.execute(update(sign_ins).values(holder=two_heads[0]))
        row = {"holder": two_heads[0], "way": "app", "since": 0, "seen": 2**52}
        connection.execute(insert(sign_ins), row | {"id": sha256(made_up.encode()).hexdigest()})

    renamed = own.replace(kim, two_heads[0])
    assert [officials.sign_ins.of(token) for token in (own, renamed, made_up)] == [None, None, None]

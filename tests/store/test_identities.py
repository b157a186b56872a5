"""Identities of officials on a real database: one holder each, found without being kept in clear."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.people.identities import IdentityIsTaken, IdentityIsUnknown
from civic.people.model import OfficialHasLeft
from civic.people.roles import Grant
from civic.ports import Identity
from tests.builders.postgresql import on_either

IDENTITY = Identity("https://login.example/realm", "0f3c-Kim", "Kim Kollegin")
pytestmark = on_either


@pytest.fixture
def people(platform):
    grant = Grant("caseworker", "streets")
    return [
        platform.officials.admit(name, "demo", grant, department="streets").id
        for name in ("Kim", "Pat", "Sam")
    ]


def test_who_added_it_comes_in_with_it_and_who_has_left_does_not(platform, people):
    with pytest.raises(IdentityIsUnknown):
        platform.identities.come_in(IDENTITY)
    platform.identities.add(people[0], IDENTITY)
    assert platform.identities.come_in(IDENTITY).id == people[0]

    platform.officials.leave(people[0])

    with pytest.raises(IdentityIsUnknown):
        platform.identities.come_in(IDENTITY)
    with pytest.raises(OfficialHasLeft):
        platform.identities.add(people[0], IDENTITY)


def test_of_several_who_add_it_at_once_one_has_it(platform, people):
    def add(official):
        try:
            platform.identities.add(official, IDENTITY)
        except IdentityIsTaken:
            return None
        return official

    with ThreadPoolExecutor(len(people)) as pool:
        (holder,) = filter(None, pool.map(add, people))

    assert platform.identities.come_in(IDENTITY).id == holder
    assert sum(len(platform.officials.get(each).credentials) for each in people) == 1


@pytest.mark.parametrize(
    "other",
    [
        Identity("https://login.example/realm/", "0f3c-Kim"),
        Identity("https://login.example/realm", "0F3C-kim"),
        Identity("https://login.example", 'realm", "0f3c-Kim'),
    ],
)
def test_another_issuer_or_subject_is_another_identity(platform, people, other):
    platform.identities.add(people[0], IDENTITY)

    with pytest.raises(IdentityIsUnknown):
        platform.identities.come_in(other)

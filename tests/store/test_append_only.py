"""Events are only ever added: the database itself refuses everything else, whoever asks."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.builders.cases import filing

CHANGES = [
    "UPDATE events SET type = 'cases.case.withdrawn'",
    "UPDATE events SET recorded_at = 0 WHERE position = 0",
    "DELETE FROM events WHERE position = 0",
    "DELETE FROM events",
]


@pytest.fixture
def filed(node):
    node.store.append([filing()], command_id="file")
    return node


@pytest.mark.parametrize("change", CHANGES)
def test_the_platform_cannot_change_events(filed, change):
    before = filed.rows("events")

    with pytest.raises(DatabaseError), filed.database.writing() as connection:
        connection.execute(text(change))

    assert filed.rows("events") == before


@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_of_the_tables_can_change_events(filed, change):
    before = filed.rows("events")

    with pytest.raises(DatabaseError, match="events are only ever added"):
        filed.change(change)

    assert filed.rows("events") == before


def test_a_bare_connection_cannot_change_events_on_sqlite(sqlite_installation):
    node = sqlite_installation.node()
    node.store.append([filing()], command_id="file")
    sqlite_installation.close()
    path = sqlite_installation.url.removeprefix("sqlite:///")

    with closing(sqlite3.connect(path)) as bare:
        for change in CHANGES:
            with pytest.raises(sqlite3.IntegrityError, match="events are only ever added"):
                bare.execute(change)
        assert bare.execute("SELECT count(*) FROM events").fetchone() == (1,)


@pytest.mark.parametrize("other", ["position + 7, stream", "position, 'elsewhere'"])
def test_an_event_cannot_be_replaced_by_inserting_another_in_its_place(sqlite_installation, other):
    node = sqlite_installation.node()
    node.store.append([filing()], command_id="file")
    before = node.rows("events")

    with pytest.raises(DatabaseError, match="events are only ever added"):
        node.change(f"INSERT OR REPLACE INTO events SELECT {other}, version, type, 0, leaf FROM events")

    assert node.rows("events") == before
    sqlite_installation.close()


def test_a_bare_connection_cannot_empty_events_on_postgresql(postgresql_installation):
    node = postgresql_installation.node()
    node.store.append([filing()], command_id="file")
    uri = postgresql_installation.url

    with psycopg.connect(uri, autocommit=True) as bare:
        for change in (*CHANGES, "TRUNCATE events", "TRUNCATE events, parts CASCADE"):
            with pytest.raises(psycopg.errors.RaiseException, match="events are only ever added"):
                bare.execute(change)
        assert bare.execute("SELECT count(*) FROM events").fetchone() == (1,)
    postgresql_installation.close()


def test_the_role_of_the_platform_lacks_the_right_even_without_the_trigger(postgresql_installation):
    node = postgresql_installation.node()
    node.store.append([filing()], command_id="file")

    with psycopg.connect(postgresql_installation.url, autocommit=True) as bare:
        bare.execute("ALTER TABLE events DISABLE TRIGGER ALL")
        bare.execute("SET ROLE civic_app")
        for change in (
            *CHANGES,
            "TRUNCATE events",
            "DROP TABLE events",
            "ALTER TABLE events ENABLE TRIGGER ALL",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                bare.execute(change)
        bare.execute("RESET ROLE")
        assert bare.execute("SELECT count(*) FROM events").fetchone() == (1,)
    postgresql_installation.close()


def test_every_connection_of_the_platform_works_with_the_rights_of_its_role(postgresql_installation):
    node = postgresql_installation.node()
    node.change("CREATE TABLE something (number integer)")

    users = []
    for use in (node.database.reading, node.database.writing, node.database.reading):
        with use() as connection:
            users.append(connection.scalar(text("SELECT current_user")))
    with node.database.appending() as cursor:
        cursor.execute("SELECT current_user")
        users.append(cursor.fetchone()[0])

    assert users == ["civic_app"] * 4
    postgresql_installation.close()

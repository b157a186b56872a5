"""What is acknowledged is on the disk: the settings that say so are in force on every connection."""

import pytest
from sqlalchemy import text

from civic.store.database import StoreCannotWrite
from tests.builders.cases import case_filed, filing


def pragma(execute, name):
    return execute(f"PRAGMA {name}").fetchone()[0]


def test_appends_to_sqlite_wait_for_the_disk(sqlite_installation):
    node = sqlite_installation.node()
    node.projector.catch_up_with_all()

    with node.database.appending() as cursor:
        settings = {
            name: pragma(cursor.execute, name) for name in ("synchronous", "journal_mode", "secure_delete")
        }
    with node.database.writing() as connection:
        synchronous = pragma(connection.exec_driver_sql, "synchronous")

    assert settings == {"synchronous": 2, "journal_mode": "wal", "secure_delete": 1}
    assert synchronous == 2
    sqlite_installation.close()


def test_rows_that_can_be_made_again_need_not_wait(sqlite_installation):
    node = sqlite_installation.node()

    with node.database.writing(durable=False) as connection:
        assert pragma(connection.exec_driver_sql, "synchronous") == 1
    with node.database.writing() as connection:
        assert pragma(connection.exec_driver_sql, "synchronous") == 2

    sqlite_installation.close()


def test_appends_to_postgresql_wait_for_the_disk(postgresql_installation):
    node = postgresql_installation.node()
    show = "SHOW synchronous_commit"

    with node.database.writing(durable=False) as connection:
        assert connection.scalar(text(show)) == "off"
    with node.database.writing() as connection:
        assert connection.scalar(text(show)) == "on"
    with node.database.appending() as cursor:
        assert cursor.execute(show).fetchone() == ("on",)

    postgresql_installation.close()


def test_an_append_is_there_for_whoever_opens_the_database_next(installation):
    filed = case_filed()
    installation.node().store.append([filing(filed)], command_id="file")

    (recorded,) = installation.node().store.load(f"case/{filed.case}")

    assert recorded.event == filed


def test_what_is_read_in_one_block_is_one_state_of_the_database(installation):
    reader, writer = installation.node(), installation.node()
    count = text("SELECT count(*) FROM events")

    with reader.database.reading() as connection:
        before = connection.scalar(count)
        writer.store.append([filing()], command_id="file")
        after = connection.scalar(count)

    assert (before, after) == (0, 0)
    assert reader.store.size() == 1


def test_a_full_database_says_so_stores_nothing_and_goes_on_once_there_is_room(sqlite_installation):
    node = sqlite_installation.node()
    node.store.append([filing()], command_id="first")
    with node.database.appending() as cursor:
        pages = pragma(cursor.execute, "page_count")
    # The limit holds for the one connection that appends.
    with node.database.appending() as cursor:
        pragma(cursor.execute, f"max_page_count={pages + 2}")

    stored = []
    with pytest.raises(StoreCannotWrite, match="full"):
        stored.extend(node.store.append([filing()], command_id=f"c-{n}").position for n in range(100))

    # What was acknowledged is there, and the next position is the one that could not be filled.
    assert node.store.append([filing()], command_id="after").position == node.store.size() - 1
    assert node.store.outcome_of(f"c-{node.store.size() - 2}") is None
    sqlite_installation.close()

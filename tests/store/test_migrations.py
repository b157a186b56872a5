"""Migrations from an empty database end in the tables that the code declares."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from civic.bootstrap import build
from civic.cases.open311.changeset import metadata as open311_tables
from civic.cases.projections import metadata as case_tables
from civic.kernel.ids import new_public_id
from civic.people.projections import metadata as people_tables
from civic.settings import read_settings
from civic.store.database import Database
from civic.store.migrate import MIGRATIONS, is_current, log_has_begun, migrate
from civic.store.tables import metadata as store_tables
from tests.builders.clock import SteppingClock


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server = request.getfixturevalue("empty_postgresql")
    name = f"empty_{new_public_id().lower()}"
    yield server.create(name)
    server.drop(name)


def form_of(database):
    """Return what matters of every table: columns, keys, indexes."""
    inspector = inspect(database.engine)
    return {
        table: {
            "columns": {
                column["name"]: (column["type"].as_generic()._type_affinity.__name__, column["nullable"])
                for column in inspector.get_columns(table)
            },
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(tuple(u["column_names"]) for u in inspector.get_unique_constraints(table)),
            "indexes": sorted(
                tuple(i["column_names"]) for i in inspector.get_indexes(table) if not i["unique"]
            ),
            "options": inspector.get_table_options(table),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_end_in_the_declared_tables(empty, tmp_path, request):
    migrated = Database(empty)
    migrate(migrated)
    declared = Database(f"sqlite:///{tmp_path / 'declared.sqlite'}")
    if not migrated.is_sqlite:
        server, name = request.getfixturevalue("empty_postgresql"), f"declared_{new_public_id().lower()}"
        declared = Database(server.create(name))
        request.addfinalizer(lambda: server.drop(name))
    with declared.owning() as connection:
        store_tables.create_all(connection)
        case_tables.create_all(connection)
        people_tables.create_all(connection)
        open311_tables.create_all(connection)

    assert form_of(migrated) == form_of(declared)

    migrated.close()
    declared.close()


def test_migrating_again_changes_nothing(empty):
    database = Database(empty)
    migrate(database)
    before = form_of(database)

    migrate(database)

    assert form_of(database) == before
    database.close()


def test_read_tables_from_before_the_figures_are_made_again_from_the_first_event(empty):
    database = Database(empty)
    upgrade(database, "0002")
    with database.owning() as connection:
        connection.exec_driver_sql("INSERT INTO case_counts VALUES ('demo', 'streets', 'received', 7)")
        for projection in ("cases.case_list", "another"):
            connection.exec_driver_sql(f"INSERT INTO tracking VALUES ('{projection}', 7)")

    migrate(database)

    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT * FROM case_counts").all() == []
        assert connection.exec_driver_sql("SELECT * FROM tracking").all() == [("another", 7)]
    database.close()


def upgrade(database, revision):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.owning() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.close()


def test_the_platform_can_see_with_its_own_rights_whether_it_is_migrated(empty):
    database = Database(empty)
    migrate(database)
    database.close()
    database = Database(empty)

    with database.reading() as connection:
        assert is_current(connection)

    database.close()


def test_an_empty_database_is_not_taken_for_a_migrated_one(empty):
    database = Database(empty)

    with database.reading() as connection:
        assert not is_current(connection)

    database.close()


def test_a_platform_is_built_from_nothing_and_from_what_it_left(empty, tmp_path):
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_DATABASE_URL": empty})

    sizes = []
    for _ in range(2):
        platform = build(settings, clock=SteppingClock())
        sizes.append((platform.journal.size(), platform.publisher.publish()))
        platform.close()

    assert sizes == [(2, 2), (2, 2)]  # the keys that sign are announced once


def test_a_platform_that_made_its_own_tables_gives_the_owners_rights_up(empty, tmp_path):
    if empty.startswith("sqlite"):
        pytest.skip("SQLite knows no rights")
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_DATABASE_URL": empty})
    platform = build(settings, clock=SteppingClock())

    with platform.database.reading() as connection:
        user = connection.exec_driver_sql("SELECT current_user").scalar()
    with platform.database.appending() as cursor:
        appender = cursor.execute("SELECT current_user").fetchone()[0]

    assert (user, appender) == ("civic_app", "civic_app")
    platform.close()


def test_a_log_begins_with_its_first_event_and_not_with_its_tables(empty, tmp_path):
    database = Database(empty)
    before = log_has_begun(database)
    migrate(database)
    with_tables = log_has_begun(database)
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_DATABASE_URL": empty})
    build(settings, clock=SteppingClock()).close()

    assert (before, with_tables) == (False, False)
    assert log_has_begun(database)
    database.close()

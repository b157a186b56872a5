"""Insert or replace rows by primary key, the same on SQLite and PostgreSQL."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import URL, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows that hold every column of the table, of numbers, texts and bytes."""
    if rows:
        statement, values = _statement(table, f"{connection.dialect.name}+{connection.dialect.driver}")
        # Straight to the driver: SQLAlchemy would look at every value of every row again.
        connection.exec_driver_sql(statement, [values(row) for row in rows])


@cache
def _statement(table: Table, driver: str) -> tuple[str, Callable[[dict[str, Any]], Any]]:
    """Return the SQL, and what makes the driver's parameters of a row."""
    dialect = URL.create(driver).get_dialect()()
    insert = (sqlite if dialect.name == "sqlite" else postgresql).insert(table)
    key = [column.name for column in table.primary_key]
    rest = {column.name: insert.excluded[column.name] for column in table.c if column.name not in key}
    whole = insert.on_conflict_do_update(index_elements=key, set_=rest)
    compiled = whole.compile(dialect=dialect)
    return str(compiled), itemgetter(*compiled.positiontup) if compiled.positiontup else dict

"""How far each projection has come; written in the same transaction as its rows."""

from sqlalchemy import Connection, Table, select

from civic.store.upsert import upsert


def position_of(connection: Connection, tracking: Table, projection: str) -> int:
    """Return how many events the projection has applied."""
    found = connection.scalar(select(tracking.c.position).where(tracking.c.projection == projection))
    return found or 0


def move_to(connection: Connection, tracking: Table, projection: str, position: int) -> None:
    upsert(connection, tracking, [{"projection": projection, "position": position}])

"""Views of a list that an official has saved under a name: nobody is accountable for these, so no event."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import delete, func, insert, select

from civic.kernel.errors import Fault, InputHasFaults
from civic.store.database import Database
from civic.store.tables import saved_views

MOST = 20
LONGEST_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class SavedView:
    """What an address asked for when its list was saved, by the names of the address."""

    name: str
    asked: Mapping[str, str]


class SavedViews:
    """Keeps them until their official removes them or leaves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, official: str) -> tuple[SavedView, ...]:
        """Return the views of an official, by name."""
        wanted = select(saved_views).where(saved_views.c.official == official).order_by(saved_views.c.name)
        with self._database.reading() as connection:
            return tuple(
                SavedView(row.name, dict(parse_qsl(row.asked))) for row in connection.execute(wanted)
            )

    def save(self, official: str, name: str, asked: Mapping[str, str]) -> None:
        """Save a view, in place of another of the same name. Raise InputHasFaults."""
        if not name:
            raise InputHasFaults([Fault("name", "input.missing")])
        if len(name) > LONGEST_NAME:
            raise InputHasFaults(
                [Fault("name", "input.too-long", {"limit": LONGEST_NAME, "length": len(name)})]
            )
        with self._database.writing() as connection:
            theirs = saved_views.c.official == official
            connection.execute(delete(saved_views).where(theirs, saved_views.c.name == name))
            if (connection.scalar(select(func.count()).where(theirs)) or 0) >= MOST:
                raise InputHasFaults([Fault("name", "input.too-many-views", {"limit": MOST})])
            connection.execute(
                insert(saved_views), {"official": official, "name": name, "asked": urlencode(asked)}
            )

    def remove(self, official: str, name: str) -> None:
        with self._database.writing() as connection:
            wanted = delete(saved_views).where(saved_views.c.official == official)
            connection.execute(wanted.where(saved_views.c.name == name))

    def forget(self, official: str) -> None:
        """Remove all that an official has saved."""
        with self._database.writing() as connection:
            connection.execute(delete(saved_views).where(saved_views.c.official == official))

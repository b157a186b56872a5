"""A store as one process opens it, and the installation that several such nodes share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civic.bootstrap import vocabulary
from civic.cases.projections import CaseList
from civic.kernel.clock import Clock
from civic.store.database import Database
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.key_files import KeyFiles
from civic.store.keyring import FileKeyring
from civic.store.leases import Leases
from civic.store.projector import Projector
from civic.store.publisher import Publisher
from civic.store.vault import Vault
from ledger.dsse import StatementSigner
from tests.builders.clock import SteppingClock

ORIGIN = "city.example/log"


@dataclass(frozen=True, slots=True)
class Node:
    database: Database
    keyring: FileKeyring
    store: EventStore
    projector: Projector
    eraser: Eraser
    leases: Leases
    publisher: Publisher

    def rows(self, table: str) -> list[Any]:
        """Return all rows of a table in the order of its columns."""
        with self.database.reading() as connection:
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        return sorted(rows, key=lambda row: [(value is not None, value) for value in row])

    def change(self, statement: str, *parameters: Any) -> None:
        """Run SQL with the rights of the owner of the tables, as whoever has the machine could."""
        with self.database.owning() as connection:
            marked = statement if self.database.is_sqlite else statement.replace("?", "%s")
            connection.exec_driver_sql(marked, parameters)


class Installation:
    """One migrated database with its keys; `node()` opens it as another process would."""

    def __init__(self, url: str, directory: Path) -> None:
        self.url = url
        self.directory = directory
        self._nodes: list[Node] = []

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def node(self, clock: Clock | None = None, *, keyring: FileKeyring | None = None) -> Node:
        clock = clock or SteppingClock()
        database = Database(self.url)
        keys = KeyFiles(self.directory / "keys")
        keyring = keyring or FileKeyring(self.directory / "keys" / "key-encryption.json")
        log_signer, *also_signing = keys.log_signers(ORIGIN)
        store = EventStore(database, vocabulary(), Vault(keyring), StatementSigner(keys.writer()), clock)
        node = Node(
            database=database,
            keyring=keyring,
            store=store,
            projector=Projector(database, store.read, (CaseList(),)),
            eraser=Eraser(store, database, keyring),
            leases=Leases(database, clock),
            publisher=Publisher(database, self.directory / "log", log_signer, also_signing=also_signing),
        )
        self._nodes.append(node)
        return node

    def close(self) -> None:
        for node in self._nodes:
            node.database.close()

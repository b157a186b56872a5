"""The cases desk: what pages, API and command line do to cases, put together from handlers."""

import hmac
from collections.abc import Sequence
from dataclasses import replace

from civic.cases.case_page import (
    CasePage,
    Outside,
    read_case,
    read_case_with_outside,
    read_outside,
)
from civic.cases.commands import (
    CaseStep,
    FileCase,
    ModeratorStep,
    ReadContact,
    ReceiveUpdate,
    RecordInspection,
    SplitCase,
    SupportCase,
    WriteNote,
)
from civic.cases.events import CaseFiled, PartOpened
from civic.cases.handlers import (
    NOTES,
    Alias,
    Cities,
    Digest,
    Filed,
    file_case,
    has_just_read,
    preview_case,
    preview_parts,
    read_contact,
    receive_update,
    record_inspection,
    support_case,
    work_on_case,
    write_note,
)
from civic.kernel.clock import Clock
from civic.kernel.event import Recorded, to_json
from civic.kernel.ids import CaseNumber
from civic.kernel.photo import Picture
from civic.store.event_store import EventStore
from civic.store.projector import Projector
from civic.store.serialisation import to_bytes


class CaseDesk:
    """Takes commands, and reads a case from its own stream: nobody who files waits for a list."""

    def __init__(
        self,
        store: EventStore,
        projector: Projector,
        cities: Cities,
        fingerprint_key: bytes,
        clock: Clock,
        *,
        notices: bool = False,
        digest: Digest | None = None,
        alias: Alias | None = None,
        official_alias: Alias | None = None,
    ) -> None:
        self._store = store
        self._projector = projector
        self._cities = cities
        self._key = fingerprint_key
        self._clock = clock
        self._notices = notices
        self._digest = digest
        self._alias = alias
        self._official_alias = official_alias

    def file(self, command: FileCase, *, command_id: str, pictures: Sequence[Picture] = ()) -> Filed:
        """File a case; the same command id returns the same case; see `file_case`."""
        return file_case(
            command,
            journal=self._store,
            cities=self._cities,
            now=self._clock.now(),
            command_id=command_id,
            fingerprint=self._fingerprint(command),
            notices=self._notices,
            pictures=pictures,
            digest=self._digest,
            alias=self._alias,
            official_alias=self._official_alias,
        )

    def photo(self, sent: Recorded, file: str, *, whole: bool = False) -> bytes | None:
        """Return a file by its name in the event that it was sent with; None once it is erased.

        What is out of public view is there only for whoever may see the `whole`.
        """
        return self._store.file(sent.position, file, whole=whole)

    def preview(self, command: FileCase) -> CaseFiled:
        """Return what filing would record, so that people see beforehand what is public."""
        return preview_case(command, self._cities, self._clock.now())

    def work(self, command: CaseStep, *, command_id: str) -> None:
        """Take a step on a case; raise what `work_on_case` raises."""
        done = work_on_case(
            command,
            journal=self._store,
            cities=self._cities,
            now=self._clock.now(),
            command_id=command_id,
            fingerprint=self._fingerprint(command),
            notices=self._notices,
        )
        if isinstance(command, ModeratorStep):
            # Whoever reads next reads without it, also where the worker is behind.
            self._projector.catch_up(done.position + done.count)

    def support(self, command: SupportCase, *, command_id: str) -> bool:
        """Count somebody who has noticed the same; say whether they were counted before."""
        done = support_case(
            command, journal=self._store, command_id=command_id, fingerprint=self._fingerprint(command)
        )
        return done.repeated

    def has_supported(self, command: SupportCase, *, command_id: str) -> bool:
        """Say whether this command was counted before."""
        return self._store.outcome_of(command_id, self._fingerprint(command)) is not None

    def write_note(self, command: WriteNote, *, command_id: str) -> None:
        """Write a note on a case, for officials only; raise what `write_note` raises."""
        write_note(
            command, journal=self._store, command_id=command_id, fingerprint=self._fingerprint(command)
        )

    def record_inspection(
        self, command: RecordInspection, *, command_id: str, pictures: Sequence[Picture] = ()
    ) -> None:
        """Record what was found on the spot, for officials only; raise what `record_inspection` raises."""
        record_inspection(
            command,
            journal=self._store,
            cities=self._cities,
            command_id=command_id,
            # When its device says that it was written may come with the second try only.
            fingerprint=self._fingerprint(replace(command, written_at=None)),
            pictures=pictures,
        )

    def receive_update(self, command: ReceiveUpdate, *, command_id: str) -> int:
        """Keep news of a program; return the position of its event. Raise what `receive_update` raises."""
        return receive_update(
            command, journal=self._store, command_id=command_id, fingerprint=self._fingerprint(command)
        ).position

    def read_contact(self, command: ReadContact, *, command_id: str) -> None:
        """Record that somebody looks at what is sealed about a case, so that they may see it for a while."""
        read_contact(command, journal=self._store, command_id=command_id)

    def has_just_read(self, official: str, notes: Sequence[Recorded]) -> bool:
        """Whether this official has a look at what is sealed about a case, which is among its notes."""
        return has_just_read(official, notes, self._clock.now())

    def notes(self, number: CaseNumber) -> list[Recorded]:
        """Return what officials noted and looked at beside a case, which is for officials."""
        return self._store.load(NOTES + number)

    def page(self, number: CaseNumber, *, sealed: bool = False, whole: bool = False) -> CasePage:
        """Return a case with its history; what is sealed only if asked for, which is for officials.

        The `whole` is with what is out of public view, which is for those who may work on the case.
        """
        return read_case(self._store, number, sealed=sealed, whole=whole)

    def page_with_outside(self, number: CaseNumber) -> tuple[CasePage, Outside]:
        """Return a case as everyone may see it, with what came from outside the city about it."""
        return read_case_with_outside(self._store, number)

    def outside(self, found: CasePage, *, sealed: bool = False, whole: bool = False) -> Outside:
        """Return what came from outside the city about a case; what is sealed only if asked for."""
        return read_outside(self._store, found, sealed=sealed, whole=whole)

    def preview_parts(self, command: SplitCase) -> list[PartOpened]:
        """Return what splitting a case would open, under numbers that nobody has; raise InputHasFaults."""
        return preview_parts(command, self._store, self._cities, self._clock.now())

    def _fingerprint(
        self, command: FileCase | CaseStep | WriteNote | RecordInspection | SupportCase | ReceiveUpdate
    ) -> bytes:
        """Tell a repeated command from another one under the same id, without keeping what it said."""
        return hmac.new(self._key, to_bytes([type(command).__name__, to_json(command)]), "sha256").digest()

"""What stands in the database beside the events must agree with them: a sentence for each row that does not.

These look at every row, which takes its time: they are for operators, not for every request. Some columns
nobody can derive from the log: the names that senders gave to their commands, and when a message is due.
"""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence

from sqlalchemy import Connection, Select, func, select

from civic.store.outbox import NOWHERE
from civic.store.tables import checkpoint_history, checkpoints, commands, events, outbox, tracking, witnessing
from ledger.checkpoint import open_checkpoint
from ledger.errors import LedgerError
from ledger.keys import NoteVerifier
from ledger.note import Verifier

MOST = 20  # rows of a table that are named; whoever mends them sees the rest at the next look


def faults_of_commands(connection: Connection) -> Iterator[str]:
    """Each event came by one command: the commands' events follow each other, from the first to the last."""
    end = commands.c.position + commands.c.event_count
    in_order = (commands.c.position, commands.c.event_count)
    ends = select(commands, func.lag(end, 1, 0).over(order_by=in_order).label("expected")).subquery()
    for row in connection.execute(select(ends).where(ends.c.position != ends.c.expected).limit(MOST)):
        yield f"a command begins at event {row.position}, and the one before it ended before {row.expected}"
    last = connection.scalar(select(func.max(end))) or 0
    if last != _size(connection):
        yield f"the commands led to {last} events, and there are {_size(connection)}"


def faults_of_messages(connection: Connection, told: Mapping[str, Collection[str]]) -> Iterator[str]:
    """A message is about an event of a type that somebody is told of; `told` are these types by topic.

    What stands in a topic behind its first slash says whom it is for. Where a topic has no types, its
    messages are about no event.
    """
    for row in connection.execute(_messages()):
        topic = row.topic.partition("/")[0]
        if topic not in told:
            yield f"message {row.id} is about {row.topic!r}, which nobody delivers"
        elif not told[topic] and row.position == NOWHERE:
            continue
        elif row.type is None:
            yield f"message {row.id} is about event {row.position}, which does not exist"
        elif row.type not in told[topic]:
            yield f"message {row.id} is about event {row.position}, of which nobody is told"
    twice = select(outbox.c.position).group_by(outbox.c.topic, outbox.c.position).having(func.count() > 1)
    for position in connection.scalars(twice.where(outbox.c.position != NOWHERE).limit(MOST)):
        yield f"two messages are about event {position}"


def _messages() -> Select[tuple[str, str, int, str | None]]:
    about = outbox.outerjoin(events, events.c.position == outbox.c.position)
    return select(outbox.c.id, outbox.c.topic, outbox.c.position, events.c.type).select_from(about)


def faults_of_tracking(connection: Connection, projections: Container[str]) -> Iterator[str]:
    """A projection that is known has seen no more events than there are."""
    size = _size(connection)
    for row in connection.execute(select(tracking)):
        if row.projection not in projections:
            yield f"{row.projection!r} is no projection"
        elif not 0 <= row.position <= size:
            yield f"{row.projection} has seen {row.position} events, and there are {size}"


def faults_of_checkpoint(
    connection: Connection,
    verifiers: Sequence[NoteVerifier],
    published: bytes | None,
    *,
    witnessed: bool = False,
) -> Iterator[str]:
    """The newest checkpoint is signed, and is the published one or a newer one that will be in a moment."""
    names = {verifier.name for verifier in verifiers}
    for row in connection.execute(select(checkpoints)):
        if row.origin not in names:
            yield f"the checkpoint of {row.origin!r} is of another log"
            continue
        try:
            newest = open_checkpoint(bytes(row.body), verifiers)
            shown = open_checkpoint(published, verifiers) if published else None
        except LedgerError as error:
            yield f"the checkpoint of {row.origin}: {error}"
            continue
        # Published is what the log signed, and after that the cosignatures of its witnesses.
        if shown and newest.size <= shown.size and not (published or b"").startswith(bytes(row.body)):
            yield f"the checkpoint of {row.origin} is not the published one"
    for row in connection.execute(select(witnessing)):
        if row.origin not in names:
            yield f"the cosigned checkpoint of {row.origin!r} is of another log"
        elif witnessed and row.released is not None and bytes(row.released) != published:
            yield f"the cosigned checkpoint of {row.origin} is not the published one"


def faults_of_checkpoint_history(connection: Connection, verifiers: Sequence[Verifier]) -> Iterator[str]:
    """Each kept checkpoint is signed, and stands under the log and the size that it is of."""
    for row in connection.execute(select(checkpoint_history)):
        try:
            kept = open_checkpoint(bytes(row.body), verifiers)
        except LedgerError as error:
            yield f"the kept checkpoint of {row.size} events: {error}"
            continue
        if (kept.origin, kept.size) != (row.origin, row.size):
            yield f"what is kept as {row.origin} of {row.size} events is {kept.origin} of {kept.size}"


def _size(connection: Connection) -> int:
    last = connection.scalar(select(func.max(events.c.position)))
    return 0 if last is None else last + 1

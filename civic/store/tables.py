"""The tables of the store. Migrations create them; this is what the code reads and writes.

An index costs every append; what only an erasure asks (the parts of a person) is found by a scan.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
# On SQLite only a key declared INTEGER is the row's own place; a BIGINT would be a second tree to write.
Position = BigInteger().with_variant(Integer, "sqlite")

events = Table(
    "events",
    metadata,
    Column("position", Position, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
    Column("leaf", LargeBinary, nullable=False, comment="the signed statement, byte for byte"),
    UniqueConstraint("stream", "version", name="events_stream_version"),
)

parts = Table(
    "parts",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True, comment="content.<role> or sealed.<role>"),
    Column("person", Text, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="nonce, then AES-256-GCM of commitment key and JSON"),
    sqlite_with_rowid=False,
)

files = Table(
    "files",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("part", Text, nullable=False, comment="content.<role> or sealed.<role>: erased with it"),
    Column("person", Text, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="nonce, then AES-256-GCM of the bytes"),
)

file_drafts = Table(
    "file_drafts",
    metadata,
    Column("id", Text, primary_key=True, comment="SHA-256 of what only the form knows that it stands in"),
    Column("expires_at", BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
    Column("body", LargeBinary, nullable=False, comment="encrypted with a key that only the form knows"),
    Index("file_drafts_expiry", "expires_at"),
)

look_ups = Table(
    "look_ups",
    metadata,
    Column("digest", Text, primary_key=True, comment="keyed hash of what the part says"),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Text, nullable=False, comment="sealed.<role>: erased with it"),
    Index("look_ups_position", "position"),
    sqlite_with_rowid=False,
)

withheld = Table(
    "withheld",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False, comment="of the event that has it"),
    Column("item", Text, primary_key=True, comment="of its published part (civic.kernel.withheld)"),
    Column("stream", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
    Column("withheld_at", BigInteger, nullable=False, comment="position of the event that says so"),
    Column("objected_at", BigInteger, nullable=True, comment="microseconds; null once that is decided"),
    Index("withheld_stream", "stream"),
    sqlite_with_rowid=False,
)

data_keys = Table(
    "data_keys",
    metadata,
    Column("person", Text, primary_key=True),
    Column("wrapping", Text, nullable=False, comment="id of the key-encryption key"),
    Column("wrapped", LargeBinary, nullable=False, comment="nonce, then AES-256-GCM of the data key"),
    sqlite_with_rowid=False,
)

commands = Table(
    "commands",
    metadata,
    Column("id", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=True, comment="null once what it was made of is erased"),
    Column("position", BigInteger, nullable=False),
    Column("event_count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text, nullable=True),
    Index("outbox_due", "due_at"),
)

tracking = Table(
    "tracking",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("position", BigInteger, nullable=False, comment="how many events are in the read tables"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

checkpoint_history = Table(
    "checkpoint_history",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("published_at", BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
    Column("body", LargeBinary, nullable=False, comment="the note, as it was signed last"),
    sqlite_with_rowid=False,
)

witnessing = Table(
    "witnessing",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("released", LargeBinary, nullable=True, comment="the newest note with a quorum"),
    Column("waiting_since", BigInteger, nullable=True, comment="for a quorum"),
)

witnesses = Table(
    "witnesses",
    metadata,
    Column("name", Text, primary_key=True),
    Column("missing_since", BigInteger, nullable=True, comment="null: it has cosigned the newest"),
    Column("failure", Text, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("job", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", Text, primary_key=True, comment="keyed hash of what the cookie holds"),
    Column("holder", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Index("sign_ins_holder", "holder", "since"),
    Index("sign_ins_seen", "seen"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("official", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("asked", Text, nullable=False, comment="what the address of the list said"),
    sqlite_with_rowid=False,
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("digest", Text, primary_key=True, comment="keyed hash of address and purpose"),
    Column("name", Text, nullable=False, comment="random; a key of this site makes the code of it"),
    Column("person", Text, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="where the letter goes, encrypted"),
    Column("until", BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
    Column("sent_at", BigInteger, nullable=False),
    Column("letters", Integer, nullable=False),
    Index("one_time_codes_name", "name"),
    Index("one_time_codes_until", "until"),
)

used_once = Table(
    "used_once",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Index("used_once_at", "at"),
)

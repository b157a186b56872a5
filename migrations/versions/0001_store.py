"""The event store, and the rule that its events are only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
        sa.Column("leaf", sa.LargeBinary, nullable=False, comment="the signed statement, byte for byte"),
        sa.UniqueConstraint("stream", "version", name="events_stream_version"),
    )
    op.create_table(
        "parts",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True, comment="content.<role> or sealed.<role>"),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary,
            nullable=False,
            comment="nonce, then AES-256-GCM of commitment key and JSON",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "data_keys",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("wrapping", sa.Text, nullable=False, comment="id of the key-encryption key"),
        sa.Column(
            "wrapped", sa.LargeBinary, nullable=False, comment="nonce, then AES-256-GCM of the data key"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commands",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "fingerprint", sa.LargeBinary, nullable=True, comment="null once what it was made of is erased"
        ),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("event_count", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=True),
    )
    op.create_index("outbox_due", "outbox", ["due_at"])
    op.create_table(
        "tracking",
        sa.Column("projection", sa.Text, primary_key=True),
        sa.Column(
            "position", sa.BigInteger, nullable=False, comment="how many events are in the read tables"
        ),
    )
    op.create_table(
        "checkpoints",
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        _forbid_changes_on_sqlite()
    else:
        _forbid_changes_on_postgresql()


def _forbid_changes_on_sqlite() -> None:
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER events_forbid_{action.lower()} BEFORE {action} ON events "
            "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END"
        )
    # INSERT OR REPLACE removes rows without asking the trigger above.
    op.execute(
        "CREATE TRIGGER events_forbid_replace BEFORE INSERT ON events "
        "WHEN EXISTS (SELECT 1 FROM events WHERE position = NEW.position) "
        "OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END"
    )


def _forbid_changes_on_postgresql() -> None:
    """A trigger against everybody, the owner included, and a role that lacks the right from the start."""
    op.execute(
        "CREATE FUNCTION events_are_only_ever_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are only ever added'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_forbid_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_are_only_ever_added()"
    )
    # Whoever runs this may lack the right to make roles; `civic check` then says how to have one made.
    op.execute(
        "DO $$ BEGIN "
        "IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') "
        "THEN CREATE ROLE civic_app; END IF; "
        "EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
        "EXECUTE format('GRANT USAGE ON SCHEMA %I TO civic_app', current_schema()); "
        "GRANT SELECT, INSERT ON events TO civic_app; GRANT SELECT ON alembic_version TO civic_app; "
        "GRANT SELECT, INSERT, UPDATE, DELETE "
        "ON parts, data_keys, commands, outbox, tracking, checkpoints, leases TO civic_app; END IF; END $$"
    )

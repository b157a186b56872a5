"""Every checkpoint that was published, for people to look up and programs to compare."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "checkpoint_history",
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("published_at", sa.BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
        sa.Column("body", sa.LargeBinary, nullable=False, comment="the note, as it was signed last"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE ON checkpoint_history TO civic_app; END IF; END $$"
        )

"""What of the published words and photos is out of public view; made from the log like every read table."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "withheld",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("item", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("withheld_at", sa.BigInteger, nullable=False),
        sa.Column("objected_at", sa.BigInteger, nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("withheld_stream", "withheld", ["stream"])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON withheld TO civic_app; END IF; END $$"
        )

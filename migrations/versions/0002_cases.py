"""Read tables of cases; `civic rebuild` makes their rows from the log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "case_list",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ended_as", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("district", sa.Text),
        sa.Column("neighbourhood", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("filed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("case_list_queue", "case_list", ["city", "state", "department", "filed_at", "number"])
    op.create_index("case_list_city", "case_list", ["city", "state", "filed_at", "number"])
    op.create_table(
        "case_counts",
        sa.Column("city", sa.Text, primary_key=True),
        sa.Column("department", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("cases", sa.Integer, nullable=False),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON case_list, case_counts TO civic_app; END IF; END $$"
        )

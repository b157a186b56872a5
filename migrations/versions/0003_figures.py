"""Counts of cases by district and by time. All read tables of cases are made again from the log: what they
counted so far says nothing of either, and a projection is only ever as far as its slowest table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "open_by_district",
        sa.Column("city", sa.Text, primary_key=True),
        sa.Column("district", sa.Text, primary_key=True),
        sa.Column("cases", sa.Integer, nullable=False),
    )
    op.create_table(
        "case_flow",
        sa.Column("city", sa.Text, primary_key=True),
        sa.Column("since", sa.BigInteger, primary_key=True),
        sa.Column("step", sa.Text, primary_key=True),
        sa.Column("cases", sa.Integer, nullable=False),
    )
    for table in ("case_list", "case_counts"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON open_by_district, case_flow TO civic_app; END IF; END $$"
        )

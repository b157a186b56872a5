"""Where cases are, and how many fit each filter of the public list. All read tables of cases are made again
from the log: what is there says nothing of either.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for column in ("latitude", "longitude"):
        op.add_column("case_list", sa.Column(column, sa.Integer))
    for name, columns in (
        ("service", ["service"]),
        ("district", ["district"]),
        ("both", ["service", "district"]),
    ):
        op.create_index(f"case_list_{name}", "case_list", ["city", *columns, "state", "filed_at", "number"])
    op.create_table(
        "filter_counts",
        sa.Column("city", sa.Text, primary_key=True),
        sa.Column("district", sa.Text, primary_key=True),
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("cases", sa.Integer, nullable=False),
    )
    for table in ("case_list", "case_counts", "open_by_district", "case_flow"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON filter_counts TO civic_app; END IF; END $$"
        )

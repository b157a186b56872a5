"""Where open cases are looked for, and how many support each; all read tables of cases are made again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"


def upgrade() -> None:
    for table in ("case_list", "case_counts", "open_by_district", "case_flow", "filter_counts"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    op.create_table(
        "open_places",
        sa.Column("city", sa.Text, primary_key=True),
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("spot", sa.Text, primary_key=True),
        sa.Column("filed_at", sa.BigInteger, primary_key=True),
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("latitude", sa.Integer),
        sa.Column("longitude", sa.Integer),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_supporters",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("people", sa.Integer, nullable=False),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON open_places, case_supporters TO civic_app; "
            "END IF; END $$"
        )

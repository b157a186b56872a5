"""Which case is a part of which, and how many of its parts are open; made again from the log."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

TABLES = (
    *("case_list", "case_counts", "open_by_district", "case_flow", "filter_counts"),
    *("open_places", "case_supporters", "case_followings"),
)


def upgrade() -> None:
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    for table in TABLES:
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    with op.batch_alter_table("case_list") as table:
        table.add_column(sa.Column("parent", sa.Text, nullable=False))
        table.add_column(sa.Column("parts", sa.Integer, nullable=False))
        table.add_column(sa.Column("open_parts", sa.Integer, nullable=False))

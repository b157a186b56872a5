"""Who works on each case; made again from the log."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

TABLES = (
    *("case_list", "case_counts", "open_by_district", "case_flow", "filter_counts"),
    *("open_places", "case_supporters", "case_followings"),
)


def upgrade() -> None:
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    for table in TABLES:
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    with op.batch_alter_table("case_list") as table:
        table.add_column(sa.Column("claimed_by", sa.Text, nullable=False))
    op.create_index("case_list_claimed", "case_list", ["city", "state", "claimed_by", "number"])

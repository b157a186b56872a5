"""What each case waits for: its unit, the day that its state runs to, and whether the reporter was reminded.
All read tables of cases are made again from the log: what is there says nothing of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for table in ("case_list", "case_counts", "open_by_district", "case_flow", "filter_counts"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    with op.batch_alter_table("case_list") as table:
        table.add_column(sa.Column("unit", sa.Text, nullable=False))
        table.add_column(sa.Column("day", sa.Text, nullable=False))
        table.add_column(sa.Column("reminded", sa.Integer, nullable=False))
    op.create_index("case_list_days", "case_list", ["city", "state", "reminded", "day", "number"])

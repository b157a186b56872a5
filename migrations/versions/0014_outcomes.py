"""Whether what was promised of each case was kept, and what its reporter says; made again from the log."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

GROUPS = ("service", "department", "district", "channel")
OUTCOMES = ("answer_kept", "settle_kept", "verdict")


def upgrade() -> None:
    for table in ("case_list", "case_counts", "open_by_district", "case_flow", "filter_counts"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    with op.batch_alter_table("case_list") as table:
        table.add_column(sa.Column("ignored", sa.Integer, nullable=False))
        for name in OUTCOMES:
            table.add_column(sa.Column(name, sa.Text, nullable=False))
    op.create_index("case_list_outcomes", "case_list", ["city", "filed_at", *GROUPS, *OUTCOMES])

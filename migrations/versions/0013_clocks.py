"""What is promised of each case, and when something is to be done about it next. All read tables of cases are
made again from the log: what is there says nothing of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    for table in ("case_list", "case_counts", "open_by_district", "case_flow", "filter_counts"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
    op.execute("DELETE FROM tracking WHERE projection = 'cases.case_list'")
    with op.batch_alter_table("case_list") as table:
        table.add_column(sa.Column("answer_by", sa.Text, nullable=False))
        table.add_column(sa.Column("settle_by", sa.Text, nullable=False))
        table.add_column(sa.Column("answered", sa.Integer, nullable=False))
        table.add_column(sa.Column("missed", sa.Integer, nullable=False))
        table.add_column(sa.Column("promise", sa.Text, nullable=False))
        table.add_column(sa.Column("due_at", sa.BigInteger, nullable=False))
    for name, columns in (
        ("due", ["city", "state", "department", "due_at", "number"]),
        ("due_anywhere", ["city", "state", "due_at", "number"]),
        ("promises", ["city", "missed", "promise", "number"]),
    ):
        op.create_index(f"case_list_{name}", "case_list", columns)

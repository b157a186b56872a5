"""Views of the queue that officials saved under a name, and what narrowing the queue walks along."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("official", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("asked", sa.Text, nullable=False, comment="what the address of the list said"),
        sqlite_with_rowid=False,
    )
    for column in ("service", "district"):
        op.create_index(f"case_list_due_{column}", "case_list", ["city", "state", column, "due_at", "number"])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO civic_app; END IF; END $$"
        )

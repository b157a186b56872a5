"""Requests as Open311 asks for them; the read tables fill themselves from the first event on."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
COVERED = ("filed_at", "number", "latitude", "longitude")


def upgrade() -> None:
    op.create_table(
        "open311_requests",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ended_as", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("filed_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("latitude", sa.Integer),
        sa.Column("longitude", sa.Integer),
    )
    for name, columns in (
        ("city", ["city"]),
        ("status", ["city", "status"]),
        ("service", ["city", "service"]),
        ("both", ["city", "service", "status"]),
    ):
        op.create_index(f"open311_requests_{name}", "open311_requests", [*columns, *COVERED])
    op.create_table(
        "open311_updates",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
    )
    op.create_index("open311_updates_time", "open311_updates", ["city", "updated_at", "position"])
    if op.get_bind().dialect.name != "sqlite":
        for table in ("open311_requests", "open311_updates"):
            op.execute(
                "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO civic_app; END IF; END $$"
            )

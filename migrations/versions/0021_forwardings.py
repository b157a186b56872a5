"""Which cases are with partners outside the city, and what is remembered of the partners' servers."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "case_forwardings",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column(
            "forwarding", sa.BigInteger, nullable=False, comment="position of the event that passed it on"
        ),
        sa.Column(
            "reference_at",
            sa.BigInteger,
            nullable=False,
            comment="position of the event that has their number",
        ),
    )
    op.create_index("case_forwardings_party", "case_forwardings", ["party", "number"])
    op.create_table(
        "forwarding_tokens",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("token", sa.Text, nullable=False, comment="by which their server is asked for the number"),
    )
    op.create_table(
        "partner_watches",
        sa.Column("city", sa.Text, primary_key=True),
        sa.Column("party", sa.Text, primary_key=True),
        sa.Column(
            "after", sa.Text, nullable=False, comment="the case up to which they were asked in this round"
        ),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, comment="in vain since they answered last"),
        sa.Column("failing_since", sa.BigInteger, nullable=True),
        sa.Column("last_error", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON case_forwardings, forwarding_tokens, partner_watches "
            "TO civic_app; END IF; END $$"
        )

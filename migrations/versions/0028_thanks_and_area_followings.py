"""Which cases there was thanks for; made from the log like every read table."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "case_thanks",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("district", sa.Text, nullable=True),
        sa.Column("thanked_at", sa.BigInteger, nullable=False),
    )
    op.create_index("case_thanks_department", "case_thanks", ["city", "department", "thanked_at"])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON case_thanks TO civic_app; END IF; END $$"
        )

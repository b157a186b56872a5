"""When the services of each city last changed, for programs that keep a copy of them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "open311_changesets",
        sa.Column("city", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE ON open311_changesets TO civic_app; END IF; END $$"
        )

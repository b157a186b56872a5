"""What witnesses have cosigned: the newest checkpoint that may be published, and how each witness stands."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "witnessing",
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("released", sa.LargeBinary, nullable=True, comment="the newest note with a quorum"),
        sa.Column("waiting_since", sa.BigInteger, nullable=True, comment="for a quorum"),
    )
    op.create_table(
        "witnesses",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("missing_since", sa.BigInteger, nullable=True, comment="null: it has cosigned the newest"),
        sa.Column("failure", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON witnessing, witnesses TO civic_app; END IF; END $$"
        )

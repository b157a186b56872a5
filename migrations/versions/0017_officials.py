"""Officials: who works for a city, where they are signed in, and what serves once."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "officials",
        sa.Column("official", sa.Text, primary_key=True),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("has_left", sa.Integer, nullable=False),
    )
    op.create_index("officials_city", "officials", ["city", "has_left", "department", "official"])
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Text, primary_key=True, comment="keyed hash of what the cookie holds"),
        sa.Column("official", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    op.create_index("sign_ins_official", "sign_ins", ["official", "since"])
    op.create_index("sign_ins_seen", "sign_ins", ["seen"])
    op.create_table(
        "used_once",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("used_once_at", "used_once", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON officials, sign_ins, used_once TO civic_app; "
            "END IF; END $$"
        )

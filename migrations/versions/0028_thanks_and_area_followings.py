"""Which cases there was thanks for, who follows which area, and what is new there: made from the log.

Only up to where each of them was told is not in the log.
"""

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
    op.create_table(
        "area_followings",
        sa.Column("following", sa.Text, primary_key=True),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=True),
        sa.Column("district", sa.Text, nullable=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("requested_at", sa.BigInteger, nullable=False),
    )
    op.create_index("area_followings_city", "area_followings", ["city", "state", "following"])
    op.create_index("area_followings_state", "area_followings", ["state", "requested_at"])
    op.create_table(
        "area_news",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("district", sa.Text, nullable=True),
        sa.Column("what", sa.Text, nullable=False),
    )
    for narrowed in ("service", "district"):
        op.create_index(f"area_news_{narrowed}", "area_news", ["city", narrowed, "position"])
    op.create_index("area_news_city", "area_news", ["city", "position"])
    op.create_table(
        "area_digests",
        sa.Column("following", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON case_thanks, area_followings, area_news, area_digests "
            "TO civic_app; END IF; END $$"
        )

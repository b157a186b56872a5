"""Accounts of residents: finding events by what is sealed in them, codes that let somebody in, sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "look_ups",
        sa.Column("digest", sa.Text, primary_key=True, comment="keyed hash of what the part says"),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Text, nullable=False, comment="sealed.<role>: erased with it"),
        sqlite_with_rowid=False,
    )
    op.create_index("look_ups_position", "look_ups", ["position"])
    op.create_table(
        "one_time_codes",
        sa.Column("digest", sa.Text, primary_key=True, comment="keyed hash of address and purpose"),
        sa.Column("name", sa.Text, nullable=False, comment="random; a key of this site makes the code of it"),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False, comment="where the letter goes, encrypted"),
        sa.Column("until", sa.BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.Column("letters", sa.Integer, nullable=False),
    )
    op.create_index("one_time_codes_name", "one_time_codes", ["name"])
    op.create_index("one_time_codes_until", "one_time_codes", ["until"])
    op.drop_index("sign_ins_official", "sign_ins")
    op.execute("ALTER TABLE sign_ins RENAME COLUMN official TO holder")
    op.create_index("sign_ins_holder", "sign_ins", ["holder", "since"])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON look_ups, one_time_codes TO civic_app; END IF; END $$"
        )

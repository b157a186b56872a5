"""Files beside events, such as photos, and those of forms that are not sent yet."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("part", sa.Text, nullable=False, comment="content.<role> or sealed.<role>: erased with it"),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False, comment="nonce, then AES-256-GCM of the bytes"),
    )
    op.create_table(
        "file_drafts",
        sa.Column(
            "id", sa.Text, primary_key=True, comment="SHA-256 of what only the form knows that it stands in"
        ),
        sa.Column("expires_at", sa.BigInteger, nullable=False, comment="microseconds since 1970, UTC"),
        sa.Column(
            "body", sa.LargeBinary, nullable=False, comment="encrypted with a key that only the form knows"
        ),
    )
    op.create_index("file_drafts_expiry", "file_drafts", ["expires_at"])
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'civic_app') THEN "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON files, file_drafts TO civic_app; END IF; END $$"
        )

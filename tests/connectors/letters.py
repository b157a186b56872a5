"""Letters with sensible defaults."""

from datetime import UTC, datetime
from typing import Any

from civic.ports import Letter

MESSAGE_ID = "0123456789abcdef0123456789abcdef"


def letter(**fields: Any) -> Letter:
    return Letter(
        **{
            "message_id": MESSAGE_ID,
            "written_at": datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
            "language": "en",
            "to": "a@example.org",
            "subject": "News of your case",
            "text": "Streets answered.\n\nWe will look at it on Monday.\n",
            **fields,
        }
    )

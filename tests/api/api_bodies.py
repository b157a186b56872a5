"""What programs send: bodies for the API with sensible defaults."""

from typing import Any


def pothole(**members: Any) -> dict[str, Any]:
    """Return the report of a pothole; a member that is given replaces the default."""
    return {
        "service": "pothole",
        "description": {"text": "A deep hole in front of the bakery.", "language": "en"},
        "place": {"address": "Rathausplatz 1", "neighbourhood": "harbour-market"},
        **members,
    }

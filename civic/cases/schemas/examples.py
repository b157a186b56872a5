"""What the API's description shows: one case, as it is sent, answered, read and listed."""

from typing import Any

FILING = {
    "service": "street-light",
    "description": {"text": "The lamp in front of the school has been dark since Monday.", "language": "en"},
    "place": {"latitude": 45.0, "longitude": -30.0, "address": "Mill Lane 3"},
    "contact": {"email": "rosa@example.org"},
    "answers": {"how-many": "one"},
}
FILED = {
    "number": "7K3MWQ9HXR",
    "spelled": "7K3MW-Q9HXR",
    "case_code": "PA4TZ8BNCE",
    "url": "https://city.example/en/cases/7K3MW-Q9HXR",
    "receipt": "https://city.example/api/v1/events/41/receipt",
    "position": 41,
}
CASE_ROW = {
    "number": "7K3MWQ9HXR",
    "city": "demo",
    "service": "street-light",
    "kind": "report",
    "state": "received",
    "department": "lighting",
    "channel": "api",
    "district": "mill-quarter",
    "neighbourhood": None,
    "address": "Mill Lane 3",
    "first_words": {"text": "The lamp in front of the school has been dark since Monday.", "language": "en"},
    "filed_at": "2026-03-02T08:00:01.000000Z",
    "changed_at": "2026-03-02T08:00:01.000000Z",
    "position": 41,
    "supporters": 2,
    "parent": None,
}
CASE = {
    **{
        name: CASE_ROW[name]
        for name in ("number", "city", "service", "kind", "state", "department", "channel")
    },
    "spelled": "7K3MW-Q9HXR",
    "place": {"latitude": 45.0, "longitude": -30.0, "district": "mill-quarter", "address": "Mill Lane 3"},
    "description": CASE_ROW["first_words"],
    "photos": [
        {
            "url": "https://city.example/cases/7K3MW-Q9HXR/photos/photo-1.jpg",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "width": 1600,
            "height": 1200,
            "description": {"text": "A hole in the road, as large as a bucket", "language": "en"},
        }
    ],
    "filed_at": CASE_ROW["filed_at"],
    "supporters": 2,
    "url": FILED["url"],
    "parent": None,
    "parts": [],
    "events": [
        {
            "position": 41,
            "id": "5b2f0c1e9a7d4f6e8c3b1a0d2e4f6a8c",
            "type": "cases.case.filed",
            "type_version": 1,
            "stream": "case/7K3MWQ9HXR",
            "version": 1,
            "recorded_at": CASE_ROW["filed_at"],
            "data": {"case": "7K3MWQ9HXR", "city": "demo", "service": "street-light"},
            "content": {},
            "erased": ["content.reporter"],
            "withheld": [],
        }
    ],
    "news": [],
}
SERVICES: dict[str, Any] = {"city": "demo", "languages": ["en", "de"], "services": []}

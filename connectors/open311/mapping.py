"""Our records as their parameters, their answers as our records: pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civic.ports import Followed, Forwarding


def form_of(matter: Forwarding) -> dict[str, str]:
    """Return the fields to post; what is not known is left out."""
    form = {"service_code": matter.service, "description": matter.description}
    if matter.latitude is not None and matter.longitude is not None:
        form |= {"lat": f"{matter.latitude:.6f}", "long": f"{matter.longitude:.6f}"}
    known = {
        "address_string": matter.address,
        "last_name": matter.name,
        "email": matter.email,
        "phone": matter.phone,
    }
    form |= {name: value for name, value in known.items() if value}
    return form | {f"attribute[{code}]": answer for code, answer in matter.answers}


def marked(row: Mapping[str, Any], mark: str) -> str | None:
    """Return the number of a request in whose description the mark stands."""
    number = row.get("service_request_id")
    return str(number) if number and mark and mark in str(row.get("description")) else None


def followed(row: Mapping[str, Any]) -> Followed | None:
    """Return how a request stands; None if the row does not say what has to be said."""
    number, status, updated = (row.get(name) for name in ("service_request_id", "status", "updated_datetime"))
    if not number or status not in ("open", "closed"):
        return None
    try:
        updated_at = datetime.fromisoformat(str(updated))
    except ValueError:
        return None
    if updated_at.tzinfo is None:
        return None
    words = row.get("status_notes")
    return Followed(str(number), status == "closed", updated_at, str(words) if words else None)

"""What an event holds of one person, for that person to take along."""

from civic.kernel.event import Json, Recorded, take_apart
from civic.kernel.ids import PersonId


def own_part(recorded: Recorded, person: PersonId | None) -> dict[str, Json] | None:
    """Return an event with the parts that concern a person; None if none does (any more)."""
    if person is None:
        return None
    data, parts = take_apart(recorded.event)
    own = {part.name: part.value for part in parts if part.person == person}
    if not own:
        return None
    return {
        "type": recorded.event.TYPE,
        "recorded_at": recorded.recorded_at.isoformat(),
        "position": recorded.position,
        "data": data,
        "parts": own,
    }

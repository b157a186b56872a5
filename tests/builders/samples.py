"""Samples of stored events, as files that must load for ever."""

import json
from pathlib import Path

from civic.kernel.event import Event, take_apart, to_json

SAMPLES = Path(__file__).parents[1] / "store" / "samples"


def write(event: Event) -> Path:
    """Write the sample of a new type or version from an event that has every field; raise FileExistsError."""
    data, parts = take_apart(event)
    sample = {
        "type": event.TYPE,
        "type_version": event.VERSION,
        "data": data,
        "parts": [{"name": part.name, "person": part.person, "value": part.value} for part in parts],
        "means": to_json(event),
    }
    path = SAMPLES / f"{event.TYPE}.v{event.VERSION}.json"
    with path.open("x") as file:
        file.write(json.dumps(sample, indent=2, ensure_ascii=False) + "\n")
    return path

"""Where things are in a city, as its pack knows it: addresses, landmarks, a server of map pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from civic.kernel.place import Point


@dataclass(frozen=True, slots=True)
class Address:
    """A house: its street and number; `name` is what people call it besides, such as Town Hall."""

    street: str
    number: str
    point: Point
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that people know by its name: a stop, a school, a playground, a bridge."""

    code: str
    names: Mapping[str, str]
    point: Point


@dataclass(frozen=True, slots=True)
class TileServer:
    """Where pictures for the map come from, if the city names a server; without one none is called.

    `url` holds {z}, {x} and {y}; `attribution` is the text that the server's terms ask for.
    """

    url: str
    attribution: str
    largest_zoom: int = 19

    @property
    def origin(self) -> str:
        """Return scheme and host, which pages with a map allow pictures from."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

"""Which cities there are: the demo city that is shipped, and the packs in the directories given."""

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from civic.cities.load import FILE_NAMES, FILES, load_city
from civic.cities.pack import City
from civic.cities.translation_files import FOLDER
from civic.kernel.errors import NotFound

SHIPPED = Path(__file__).parent
DEMO = "demo"
MOST_LOADED = 64
Stamp = tuple[tuple[str, int, int], ...]


class NoSuchCity(NotFound):
    """No pack of that code is in any of the directories."""

    code = "cities.no-such-city"

    def __init__(self, city: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no city {city!r}; known are: {', '.join(known)}", city=city, known=", ".join(known)
        )
        self.known = known


class Cities:
    """Finds packs by code, loads them when they are asked for, and again when their files have changed.

    A pack in one of the roots comes before a shipped one of the same code. For `look_again_after` seconds
    a pack that was found is taken for unchanged, so that a busy server does not ask the disk at each request.
    """

    def __init__(self, roots: Sequence[Path] = (), *, look_again_after: float = 0.0) -> None:
        self._roots = (*roots, SHIPPED)
        self._look_again_after = look_again_after
        self._fresh: dict[str, tuple[float, City]] = {}

    def get(self, code: str) -> City:
        """Raise NoSuchCity, or PackHasFaults if the pack cannot be used."""
        now = time.monotonic()
        looked_at, city = self._fresh.get(code, (0.0, None))
        if city is None or now - looked_at >= self._look_again_after:
            city = self._find(code)
            self._fresh[code] = now, city
        return city

    def _find(self, code: str) -> City:
        directory = self._directories().get(code)
        if directory is None:
            raise NoSuchCity(code, self.codes())
        return _load(directory, _stamp(directory))

    def codes(self) -> tuple[str, ...]:
        return tuple(sorted(self._directories()))

    def __iter__(self) -> Iterator[City]:
        return (self.get(code) for code in self.codes())

    def _directories(self) -> dict[str, Path]:
        """The first root that has a code wins."""
        found: dict[str, Path] = {}
        for root in self._roots:
            for directory in _packs_in(root):
                found.setdefault(directory.name, directory)
        return found


@lru_cache(maxsize=MOST_LOADED)
def _load(directory: Path, _stamp: Stamp) -> City:
    """Load a pack, once as long as its files are the same."""
    return load_city(directory)


def _packs_in(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return [
        each
        for each in sorted(root.iterdir())
        if any((each / name).is_file() for name in FILES["city"].names)
    ]


def _stamp(directory: Path) -> Stamp:
    paths = [directory / name for name in FILE_NAMES] + sorted((directory / FOLDER).glob("*.po"))
    states = [(path.name, path.stat()) for path in paths if path.is_file()]
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)

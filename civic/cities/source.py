"""The files of a pack as they stand on the disk, before anything in them is understood."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civic.cities.reading import PackFault, Spot, Wrong

LARGEST_FILE = 50_000_000  # bytes; the outlines of the largest cities are a tenth of this


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the pack: the spot that faults are blamed on, and the table that stands in it."""

    spot: Spot
    table: Mapping[str, Any] | None


def open_file(
    directory: Path, names: tuple[str, ...], faults: list[PackFault], absent: Mapping[str, Any] | None
) -> Source:
    """Read the file that has one of these names; where there is none, `absent` stands in for it."""
    present = [name for name in names if (directory / name).is_file()]
    spot = Spot(present[0] if present else names[0], faults)
    if not present and absent is not None:
        return Source(spot, absent)
    try:
        return Source(spot, _parse(_bytes(directory, names, present)))
    except Wrong as wrong:
        spot.blame(wrong.problem, wrong.fix)
        return Source(spot, None)


def _bytes(directory: Path, names: tuple[str, ...], present: list[str]) -> tuple[str, bytes]:
    if not present:
        raise Wrong("is missing", f"Add {' or '.join(names)} to {directory.name}/")
    if len(present) > 1:
        raise Wrong(f"stands beside {present[1]}", "Keep one of the two files")
    path = directory / present[0]
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Wrong(f"is larger than {LARGEST_FILE:,} bytes", "Simplify the outlines or split the city")
        return path.suffix, path.read_bytes()
    except OSError as failure:
        raise Wrong(f"cannot be read ({failure.strerror})", "Check the file's permissions") from failure


def _parse(file: tuple[str, bytes]) -> Mapping[str, Any]:
    suffix, content = file
    try:
        text = content.decode()
        table = tomllib.loads(text) if suffix == ".toml" else json.loads(text)
    except UnicodeDecodeError as wrong_bytes:
        raise Wrong(f"is not UTF-8 at byte {wrong_bytes.start}", "Save it as UTF-8") from wrong_bytes
    except RecursionError as too_deep:
        raise Wrong("is nested too deeply", "Write it as the demo city's pack does") from too_deep
    except ValueError as mistake:
        raise Wrong(f"is no {suffix[1:].upper()}: {mistake}", "Mend that line") from mistake
    if not isinstance(table, dict):
        raise Wrong("is not a table", "Write it as the demo city's pack does")
    return table

"""Rows of an export as the MyLA311 mapping expects them, with sensible cells for what a test does not say."""

import csv
import io
from pathlib import Path
from zoneinfo import ZoneInfo

from civic.cities.mapping_file import shipped_mapping

MAPPING = shipped_mapping("myla311", ZoneInfo("America/Los_Angeles"))
CELLS = {
    "srnumber": "1-1",
    "requesttype": "Bulky Items",
    "status": "Closed",
    "createddate": "1/1/20 0:05",
    "updateddate": "1/2/20 8:43",
    "closeddate": "1/2/20 8:43",
    "requestsource": "Call",
    "owner": "BOS",
    "anonymous": "N",
    "latitude": "34.194028",
    "longitude": "-118.499472",
    "address": "16815 W VANOWEN ST, 91406",
    "cd": "6",
}
HEADER = ",".join(CELLS) + "\n"


def cells(**changes: str) -> dict[str, str]:
    return CELLS | changes


def line(**changes: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells(**changes).values())
    return text.getvalue()


def export(directory: Path, *parts: str | bytes) -> Path:
    path = directory / "export.csv"
    path.write_bytes(b"".join(part.encode() if isinstance(part, str) else part for part in parts))
    return path

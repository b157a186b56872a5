"""Pack files written by importers: JSON with the keys of `schema.py`, which appear whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def workshop_for(target: Path) -> Iterator[Path]:
    """Give an empty directory of the target's name to fill; what is left of it afterwards is removed.

    It is hidden beside the target, on the same file system, so that moving it into place is a rename.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        fresh = workshop / target.name
        fresh.mkdir()
        yield fresh
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def move_into_place(fresh: Path, target: Path) -> None:
    """Put a filled directory where the target is; if that fails, the target is as it was."""
    old = fresh.parent / "old"
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def write_table(path: Path, table: Any) -> None:
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_features(path: Path, features: Sequence[Any]) -> None:
    """One feature a line, so that a comparison of two versions shows which area changed."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8")

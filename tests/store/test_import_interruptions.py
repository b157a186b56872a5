"""An import that dies at any moment and is run again leaves the same log as one that never died."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from civic.bootstrap import build
from civic.cities.city_import import import_city
from civic.settings import read_settings
from tests.unit.cities.city_packs import districts, feature
from tests.unit.cities.exports import HEADER, export, line

ROOT = Path(__file__).parents[2]
SQUARE = [[-118.6, 34.1], [-118.4, 34.1], [-118.4, 34.3], [-118.6, 34.3], [-118.6, 34.1]]
# Runs the command with batches of four rows and, at one call of one function, sends itself a signal.
DYING = """
import functools, importlib, os, sys
from civic.cases.imports import run

module, owner, name, when, call, number, *arguments = sys.argv[1:]
run.BATCH, run.CATCH_UP = 4, 2
holder = getattr(importlib.import_module(module), owner)
original, calls = getattr(holder, name), iter(range(1, 1000))

@functools.wraps(original)
def dying(*args, **kwargs):
    now = next(calls) == int(call)
    if now and when == "before":
        os.kill(os.getpid(), int(number))
    result = original(*args, **kwargs)
    if now and when == "after":
        os.kill(os.getpid(), int(number))
    return result

setattr(holder, name, dying)
sys.argv = ["civic", *arguments]
from wsgi import main
main()
"""
APPEND = ("civic.store.event_store", "EventStore", "append_batch")
INSERT = ("civic.store.statements", "Statements", "insert")
REJECTS = ("civic.cases.imports.rejects", "Rejects", "save")
BOOKMARK = ("civic.cases.imports.bookmark", "BookmarkFile", "save")
CATCH_UP = ("civic.store.projector", "Projector", "catch_up_with_all")
DONE = ("civic.cases.imports.bookmark", "BookmarkFile", "remove")


@pytest.fixture
def var(tmp_path):
    """A directory of settings, keys and city, which is copied so that two imports can be compared."""
    var = tmp_path / "var"
    file = tmp_path / "districts.geojson"
    file.write_text(json.dumps(districts(feature({"code": "6", "name": "6"}, SQUARE))))
    build(read_settings({"CIVIC_VAR": str(var)})).close()
    import_city(var / "cities", "la", "Los Angeles", "America/Los_Angeles", file)
    return var


@pytest.fixture
def requests(tmp_path):
    """Every third case is closed; every fifth row names a day that there is not."""
    days = ["1/1/20 0:05"] * 4 + ["2/30/20 0:05"]
    statuses = ["Closed", "Open", "Open"]
    rows = [line(srnumber=f"1-{n}", status=statuses[n % 3], createddate=days[n % 5]) for n in range(22)]
    return export(tmp_path, HEADER, *rows)


def run(var, program, *arguments):
    return subprocess.run(
        [sys.executable, *program, *arguments],
        env={**os.environ, "CIVIC_VAR": str(var), "PYTHONPATH": str(ROOT)},
        cwd=var.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def arguments(file):
    return ["import", "cases", str(file), "--city", "la", "--mapping", "myla311"]


def dying(point, when, call, number=signal.SIGKILL):
    return ["-c", DYING, *point, when, str(call), str(int(number))]


def what_is_there(var):
    """Every event in its order, the read tables, and the rejects."""
    platform = build(read_settings({"CIVIC_VAR": str(var)}))
    events = [recorded.event for recorded in platform.journal.read(0, 10_000)]
    with platform.database.reading() as connection:
        tables = [
            sorted(connection.exec_driver_sql(f"SELECT {columns} FROM {table}").all())
            for table, columns in (
                ("case_list", "number, state, version, position"),
                ("case_counts", "department, state, cases"),
            )
        ]
    platform.close()
    return events, tables, (var / "imports" / "export.rejects.csv").read_text()


@pytest.mark.parametrize(
    ("point", "when", "call"),
    [
        (APPEND, "before", 1),
        (INSERT, "after", 6),
        (APPEND, "after", 3),
        (REJECTS, "after", 3),
        (BOOKMARK, "after", 4),
        (CATCH_UP, "before", 1),
        (DONE, "before", 1),
    ],
)
def test_an_import_killed_anywhere_and_run_again_is_as_if_it_had_never_died(
    var, requests, tmp_path, point, when, call
):
    other = tmp_path / "other" / "var"
    shutil.copytree(var, other)
    whole = run(other, ["-m", "wsgi"], *arguments(requests))

    killed = run(var, dying(point, when, call), *arguments(requests))
    resumed = run(var, ["-m", "wsgi"], *arguments(requests))

    assert (whole.returncode, killed.returncode, resumed.returncode) == (1, -signal.SIGKILL, 1)
    assert resumed.stderr.startswith("Error: rows rejected: 4")
    assert what_is_there(var) == what_is_there(other)


def test_control_c_ends_cleanly_and_says_how_to_go_on(var, requests):
    stopped = run(var, dying(APPEND, "after", 3, signal.SIGINT), *arguments(requests))
    resumed = run(var, ["-m", "wsgi"], *arguments(requests))

    assert stopped.returncode == 130
    assert stopped.stdout == ""
    assert "run the same command again" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert "22 rows read\n14 of them now, after an earlier run had stopped\n" in resumed.stdout

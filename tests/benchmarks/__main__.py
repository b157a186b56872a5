"""Run every benchmark, or those named: print the table and write var/bench/latest.json."""

import sys
from importlib import import_module
from pathlib import Path

from tests.benchmarks.measure import table, write

ALL = (
    "append_batches",
    "append_single",
    "post_report",
    "importing",
    "rebuilding",
    "scale",
    "open311",
    "duplicates",
    "routing",
    "open_queue",
    "exporting",
    "large_log",
    "publish_lag",
    "first_view",
)
RESULT = Path("var/bench/latest.json")


def main(names: list[str]) -> None:
    measures = []
    for name in names or ALL:
        for measure in import_module(f"tests.benchmarks.{name}").measures():
            measures.append(measure)
            print(table([measure]), flush=True)
    write(measures, RESULT)
    print(f"written to {RESULT}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""A process that appends: `python -m tests.builders.writer URL DIRECTORY NAME COUNT`.

It says `ready`, waits for a line, files COUNT cases one after the other and writes each position down.
"""

import sys
from pathlib import Path

from civic.kernel.clock import SystemClock
from tests.builders.cases import filing
from tests.builders.node import Installation


def main(url: str, directory: str, name: str, count: str) -> None:
    installation = Installation(url, Path(directory))
    store = installation.node(SystemClock()).store
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(count)):
        print(store.append([filing()], command_id=f"{name}-{number}").position, flush=True)
    installation.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A platform that runs out of room: `python -m tests.builders.limited VAR`; says in JSON what happened."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from civic.bootstrap import build
from civic.settings import read_settings
from tests.builders.cases import file_case, filing

NO_LIMIT = resource.RLIM_INFINITY
ROOM = 100_000


def main(var: str) -> None:
    platform = build(read_settings({"CIVIC_VAR": var}))
    platform.cases.file(file_case(), command_id="first")
    platform.publisher.publish()
    said: dict[str, Any] = {"acknowledged": 0}
    wal = Path(var, "civic.sqlite-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + ROOM, NO_LIMIT))
    try:
        while True:
            platform.journal.append([filing()], command_id=f"c-{said['acknowledged']}")
            said["acknowledged"] += 1
    except Exception as error:  # noqa: BLE001 - the test says which it has to be
        said["refused"] = [type(error).__name__, str(error)]
    said["size_when_full"] = platform.journal.size()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, NO_LIMIT))
    try:
        platform.publisher.publish()
    except Exception as error:  # noqa: BLE001
        said["not_published"] = type(error).__name__
    said["published_when_full"] = platform.log.size()
    resource.setrlimit(resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))
    said["again"] = platform.journal.append([filing()], command_id=f"c-{said['acknowledged']}").position
    said["published"] = platform.publisher.publish()
    platform.close()
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])

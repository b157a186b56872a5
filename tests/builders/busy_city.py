"""A city at work: `python -m tests.builders.busy_city FROM...` files cases and publishes until killed.

One thread for each FROM files the commands numbered from there on, under ids that are the same in every
run. What is acknowledged is written down at once: `<thread> <number of command> <case> <position>`.
"""

import sys
import threading

from civic.bootstrap import Platform, build
from civic.settings import read_settings
from tests.builders.cases import file_case

_write = threading.Lock()


def main(*starts: str) -> None:
    platform = build(read_settings())
    say("ready")
    for thread, start in enumerate(starts):
        threading.Thread(target=file_on, args=(platform, thread, int(start))).start()
    while True:
        platform.publisher.publish()


def file_on(platform: Platform, thread: int, start: int) -> None:
    number = start
    while True:
        words = {"address": f"Rathausplatz {number}"}
        filed = platform.cases.file(file_case(**words), command_id=f"{thread}-{number}")
        say(f"{thread} {number} {filed.case} {filed.position}")
        number += 1


def say(line: str) -> None:
    with _write:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

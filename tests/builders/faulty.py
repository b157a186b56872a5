"""A process that dies at every step: `python -m tests.builders.faulty TEMPLATE INTO SCENARIO`.

For each step there is a copy of the template and a child that is killed before it. The person to be erased
comes on standard input; the number of copies left behind goes to standard output.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from civic.kernel.ids import PersonId
from civic.people.events import ErasureCarriedOut
from tests.builders.cases import filing
from tests.builders.faults import FAULTS, steps
from tests.builders.node import Installation, Node


def append(node: Node, _person: PersonId) -> None:
    node.store.append([filing()], command_id="faulty")


def publish(node: Node, _person: PersonId) -> None:
    node.publisher.publish()


def erase(node: Node, person: PersonId) -> None:
    node.eraser.erase(person, ErasureCarriedOut(ground="request"), command_id="erase")


def connected(node: Node) -> Node:
    """Open the connections: SQLAlchemy leaves one open for ever whose first statements fail."""
    with node.database.reading(), node.database.reading(), node.database.appending():
        return node


SCENARIOS: dict[str, Callable[[Node, PersonId], None]] = {
    "append": append,
    "publish": publish,
    "erase": erase,
}


def main(template: str, into: str, scenario: str) -> None:
    person, step = PersonId(sys.stdin.read()), 0
    while True:
        directory = Path(into, str(step))
        shutil.copytree(template, directory)
        child = os.fork()
        if not child:
            run(directory, person, scenario, step)
        _, status = os.waitpid(child, 0)
        step += 1
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            break
    print(step)
    sys.exit(os.waitstatus_to_exitcode(status))


def run(directory: Path, person: PersonId, scenario: str, step: int) -> None:
    with steps(step, FAULTS["SIGKILL"], takes_effect=False) as counted:
        node = connected(Installation(f"sqlite:///{directory / 'civic.sqlite'}", directory).node())
        counted.armed = True
        SCENARIOS[scenario](node, person)
        counted.armed = False
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])

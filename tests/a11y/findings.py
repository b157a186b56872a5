"""What the programs and our own measures say of one page in one look."""

import re
import time
from dataclasses import asdict, dataclass
from typing import Any

from tests.a11y import programs
from tests.a11y.matrix import Look
from tests.a11y.onlooker import Onlooker
from tests.builders.pages import PageState

_CRITERION = re.compile(r"wcag(\d)(\d)(\d+)")


@dataclass(frozen=True, slots=True)
class Findings:
    """`faults` fail the test; `broken` says the same of rules; what is `unsure` waits for a person's eye."""

    page: str
    language: str
    width: int
    mode: str
    faults: list[str]
    broken: list[dict[str, Any]]
    unsure: list[str]
    criteria: list[str]
    seconds: float

    def as_record(self) -> dict[str, Any]:
        return asdict(self)


def examine(onlooker: Onlooker, state: PageState, look: Look) -> Findings:
    """Open a page and ask everybody about it."""
    begun = time.perf_counter()
    page = onlooker.open(state, look)
    measured = onlooker.measure(look)
    measured += [f"unfolded: {fault}" for fault in onlooker.ask("unfold()") if fault not in measured]
    axe, ace = programs.ask_engines(page) if look.checked else programs.NOT_ASKED
    if look.walked:
        measured += onlooker.walk()
    failed = [each for each in ace if each["kind"] == "VIOLATION FAIL"]
    doubtful = {f"axe {each['rule']}" for each in axe["unsure"]}
    doubtful |= {f"IBM {each['rule']}" for each in ace if each["kind"] in programs.FOR_A_PERSON}
    said = [f"axe {each['rule']}: {' / '.join(each['where'][:3])}" for each in axe["violations"]]
    said += [f"IBM {each['rule']}: {each['where']}" for each in failed]
    return Findings(
        page=str(state),
        language=look.language.tag,
        width=look.width,
        mode=look.mode.name,
        faults=[f"{state} {look}: {fault}" for fault in (*measured, *said)],
        broken=[*map(_by_axe, axe["violations"]), *map(_by_ibm, failed), *map(_by_us, measured)],
        unsure=sorted(doubtful),
        criteria=sorted({each for _, tags in axe["passed"] for each in criteria_of(tags)}),
        seconds=round(time.perf_counter() - begun, 2),
    )


def criteria_of(tags: list[str]) -> list[str]:
    """Return the success criteria that the tags of a rule of axe name: wcag1412 is 1.4.12."""
    return [".".join(match.groups()) for tag in tags if (match := _CRITERION.fullmatch(tag))]


def _by_axe(violation: dict[str, Any]) -> dict[str, Any]:
    return {"program": "axe", "rule": violation["rule"], "criteria": criteria_of(violation["tags"])}


def _by_ibm(failure: dict[str, str]) -> dict[str, Any]:
    return {"program": "IBM", "rule": failure["rule"], "criteria": []}


def _by_us(fault: str) -> dict[str, Any]:
    return {"program": "layout", "rule": fault.partition(":")[0], "criteria": []}

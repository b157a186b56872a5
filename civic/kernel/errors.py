"""What can be refused, and how a refusal says what is wrong, where, and how to mend it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


class Refused(Exception):
    """Something that was asked for is not done.

    `code` names the sentence that people read (in the catalogues, in their language), `facts` fill it.
    `status` is the HTTP status that machines see; it is a number, not a dependency on HTTP.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, message: str, **facts: str | int) -> None:
        super().__init__(message)
        self.facts: Mapping[str, str | int] = facts


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field of what somebody sent."""

    field: str
    code: str
    facts: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


class InputHasFaults(Refused):
    """What was sent cannot be understood or accepted as it is; every fault is named, not only the first."""

    code = "input.has-faults"
    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


class NotFound(Refused):
    """Nothing of that name is here."""

    code = "not-found"
    status = 404

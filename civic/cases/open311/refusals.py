"""Why a request is not done: for one reason, or for several at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that is wrong; `description` is for the user of the program that asked."""

    status: int
    description: str


class RequestIsRefused(Exception):
    """What was asked for is not done, for one reason or for several."""

    def __init__(self, *objections: Objection) -> None:
        super().__init__("; ".join(each.description for each in objections))
        self.objections = objections


def refused(status: int, description: str) -> RequestIsRefused:
    return RequestIsRefused(Objection(status, description))

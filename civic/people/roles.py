"""What each role may do, as one table; whatever no role of a person covers, that person may not do.

A role is granted for one department or for all of a city, and may be narrowed to services and districts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ALL = "all"

# role: what it may do
ROLES: Mapping[str, frozenset[str]] = {
    "reader": frozenset({"read"}),
    "moderator": frozenset({"read", "moderate"}),
    "caseworker": frozenset({"read", "read-contact", "work"}),
    "head": frozenset({"read", "read-contact", "work", "moderate", "administer"}),
    "administrator": frozenset({"administer"}),
}

# action: what it lets somebody do
ACTIONS: Mapping[str, str] = {
    "read": "see the queue, cases with the notes of officials, and where a case goes",
    "read-contact": "see how to reach a reporter, exact places and sealed answers; each look is recorded",
    "work": "take steps on cases and write notes",
    "moderate": "take words and photos out of public view, show them again, decide on objections",
    "administer": "admit officials, grant roles, help those who lost their way to sign in",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for one department or `all`; empty services and districts mean every one of them."""

    role: str
    department: str
    services: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    def covers(self, matter: "Matter") -> bool:
        return (
            self.department in (ALL, matter.department)
            and (not self.services or matter.service in self.services)
            and (not self.districts or matter.district in self.districts)
        )


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody wants to act on: a case's department, service and district, or only a department."""

    department: str
    service: str = ""
    district: str | None = None


def narrowed_to(grants: Iterable[Grant], action: str, department: str) -> tuple[Grant, ...]:
    """Return the grants for parts of a department; none if another lets somebody do it in all of it."""
    there = [
        grant
        for grant in grants
        if action in ROLES.get(grant.role, ()) and grant.department in (ALL, department)
    ]
    return () if any(not (grant.services or grant.districts) for grant in there) else tuple(there)


def may(grants: Iterable[Grant], action: str, matter: Matter | None = None) -> bool:
    """Whether any of the grants lets somebody do it to the matter, or to anything at all without one."""
    return any(
        action in ROLES.get(grant.role, ()) and (matter is None or grant.covers(matter)) for grant in grants
    )

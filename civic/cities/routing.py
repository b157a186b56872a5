"""Which department a new case goes to: by the first of the city's rules that matches, else by its service.

Rules are data of the pack (`routing.toml`), in the order in which they are tried. What they speak of is
checked when the pack is read, so that no rule can fail on a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Condition = Literal["services", "groups", "districts", "neighbourhoods", "channels", "answers", "hours"]
CONDITIONS: tuple[str, ...] = get_args(Condition)


@dataclass(frozen=True, slots=True)
class Matter:
    """What rules look at in a new case; `at_work` is whether the city is at work when it comes in."""

    service: str
    group: str
    channel: str
    at_work: bool
    district: str | None = None
    neighbourhood: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Sends to `department` what meets every condition; a condition that is empty is met by everything.

    `answers` name for a question the answers of which one was given; `hours` is when the case came in.
    """

    code: str
    department: str
    services: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hours: Literal["any", "working", "other"] = "any"

    def unmet(self, matter: Matter) -> Condition | None:
        """Return the first condition that the matter does not meet, None if the rule matches."""
        asked: tuple[tuple[Condition, tuple[str, ...], str | None], ...] = (
            ("services", self.services, matter.service),
            ("groups", self.groups, matter.group),
            ("districts", self.districts, matter.district),
            ("neighbourhoods", self.neighbourhoods, matter.neighbourhood),
            ("channels", self.channels, matter.channel),
        )
        for condition, wanted, found in asked:
            if wanted and found not in wanted:
                return condition
        if any(matter.answers.get(question) not in wanted for question, wanted in self.answers.items()):
            return "answers"
        if self.hours != "any" and (self.hours == "working") != matter.at_work:
            return "hours"
        return None


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a matter goes, and the rule that says so; None if it is the service's own department."""

    department: str
    rule: RoutingRule | None


def route(rules: tuple[RoutingRule, ...], matter: Matter, otherwise: str) -> Routed:
    """Return what the first matching rule says, else the department `otherwise`."""
    rule = next((rule for rule in rules if rule.unmet(matter) is None), None)
    return Routed(rule.department if rule else otherwise, rule)

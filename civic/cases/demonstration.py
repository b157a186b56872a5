"""A demo city that has been at work for some weeks: made-up cases, brought and worked by the real commands.

The platform is given a clock that goes through those weeks, so that its log tells of them as it would have.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from civic.cases import commands as c
from civic.cases.desk import CaseDesk
from civic.cases.events import Contact, GivenAnswer, Passage
from civic.cities.pack import City
from civic.cities.service_time import after_service_time
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text

CASES = Path(__file__).with_suffix(".toml")
BEFORE = timedelta(days=30)  # the city has been at work for so long
_STEPS: Mapping[str, type[Any]] = {
    "acknowledge": c.AcknowledgeCase,
    "answer": c.AnswerCase,
    "ask": c.AskReporter,
    "assign": c.AssignCase,
    "confirm": c.ConfirmSettlement,
    "decline": c.DeclineCase,
    "enquire": c.MakeEnquiry,
    "forward": c.ForwardCase,
    "hand_over": c.HandOver,
    "mark_duplicate": c.MarkDuplicate,
    "put_on_hold": c.PutCaseOnHold,
    "reopen": c.ReopenCase,
    "request_reopening": c.RequestReopening,
    "resolve": c.ResolveCase,
    "schedule": c.ScheduleCase,
    "split": c.SplitCase,
    "thank": c.ThankTeam,
    "withdraw": c.WithdrawCase,
    "withhold": c.WithholdContent,
}
_IN_WORDS = ("answer", "explanation", "note")
_AS_TOLD = ("department", "party", "reason", "reference", "unit")
Told = Mapping[str, Any]


class PastClock:
    """A clock that somebody moves on, never back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens when: a case is brought (no step), or a step is taken on it."""

    at: datetime
    told: Told
    step: Told | None
    command_id: str


class Demonstration:
    """Makes the cases of a city, up to `today`; each at most once."""

    def __init__(self, desk: CaseDesk, city: City, clock: PastClock, today: datetime) -> None:
        self._desk = desk
        self._city = city
        self._clock = clock
        self._today = today.astimezone(city.zone)
        self._numbers: dict[str, CaseNumber] = {}

    def run(self) -> int:
        """Do everything in its order; return how many cases there are."""
        told = tomllib.loads(CASES.read_text(encoding="utf-8"))["cases"]
        moments = [each for one in told for each in self._moments(one)]
        for moment in sorted(moments, key=lambda each: each.at):
            self._clock.move_to(moment.at)
            self._happen(moment)
        self._clock.move_to(self._today)
        return len(self._numbers)

    def _moments(self, told: Told) -> Iterator[Moment]:
        day = (self._today - timedelta(days=told["days"])).date()
        at = datetime.combine(day, time.fromisoformat(told["at"]), self._city.zone)
        # Whoever looks early in the morning sees as well what came in today.
        yield Moment(min(at, self._today), told, None, f"demonstration-{told['code']}")
        for number, step in enumerate(told.get("steps", ())):
            at = after_service_time(self._city.calendar, at, timedelta(hours=step["after"]))
            if at >= self._today:
                return
            yield Moment(at, told, step, f"demonstration-{told['code']}-{number}")

    def _happen(self, moment: Moment) -> None:
        if moment.step is None:
            filed = self._desk.file(self._filing(moment.told), command_id=moment.command_id)
            self._numbers[moment.told["code"]] = filed.case
        elif moment.step["do"] == "support":
            noticed = c.SupportCase(case=self._numbers[moment.told["code"]], channel="web")
            self._desk.support(noticed, command_id=moment.command_id)
        else:
            self._desk.work(self._command(moment.told, moment.step), command_id=moment.command_id)

    def _filing(self, told: Told) -> c.FileCase:
        found = self._city.gazetteer.find(told["address"], self._city.default_language).exact
        return c.FileCase(
            city=self._city.code,
            service=told["service"],
            channel=told.get("channel", "web"),
            description=Text(told["words"], told["language"]),
            address=told["address"],
            point=found.point if found else None,
            contact=Contact(phone=told["phone"]) if "phone" in told else None,
            answers=tuple(GivenAnswer(*given) for given in told.get("answers", {}).items()),
        )

    def _command(self, told: Told, step: Told) -> c.CaseStep:
        """Fill the fields that the command of a step has."""
        command, number = _STEPS[step["do"]], self._numbers[told["code"]]
        words = Text(step.get("words", step.get("note", "")), step.get("in", told["language"]))
        known: dict[str, Callable[[], object]] = {
            "case": lambda: number,
            "office": lambda: self._desk.page(number).case.department,
            "day": lambda: (self._today + timedelta(days=step["in_days"])).date().isoformat(),
            "original": lambda: self._numbers[step["original"]],
            **{name: lambda: words for name in _IN_WORDS},
            "words": lambda: words if words.text else None,
            "parts": lambda: tuple(_part(each, told["language"]) for each in step["parts"]),
            "passages": lambda: (Passage(self._desk.page(number).events[0].position, "description"),),
            **{name: partial(step.get, name) for name in _AS_TOLD},
        }
        named = [each.name for each in fields(command) if each.name in known]
        filled: c.CaseStep = command(**{name: known[name]() for name in named})
        return filled


def _part(told: Told, language: str) -> c.NewPart:
    return c.NewPart(service=told["service"], description=Text(told["words"], language))

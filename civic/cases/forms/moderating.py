"""What moderators do about the words and photos of a case, one form each."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from civic.cases import commands as c
from civic.cases.events import Passage
from civic.cases.forms.fields import seen_version
from civic.cases.model import COMMAND_OF
from civic.cases.workflow import needs_of
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.web.forms import Form

# What stands in the address of a form, and the step that it takes.
STEP_OF_MODERATION: Mapping[str, str] = {
    "withholding": "withhold",
    "restoration": "restore",
    "objection-refusal": "refuse_objection",
}
MODERATIONS = tuple(STEP_OF_MODERATION)
_PASSAGE = re.compile(r"passage-([0-9]{1,18})-([a-z0-9.-]{1,100})")


def box_of(passage: Passage) -> str:
    """Return the name of the box that chooses a passage."""
    return f"passage-{passage.position}-{passage.item}"


def read_moderation(
    act: str, number: CaseNumber, office: str, official: str, form: Form, language: str
) -> c.ModeratorStep:
    """Read what a moderator does for an office; `act` is one of MODERATIONS. Raise InputHasFaults."""
    needs, faults = needs_of(STEP_OF_MODERATION[act]), list(form.faults)
    said: dict[str, Any] = {"explanation": _explanation(form, language)}
    if "passages" in needs:
        said["passages"] = _chosen(form)
        if not said["passages"]:
            faults.append(Fault("passages", "input.missing"))
    if "ground" in needs:
        said["reason"] = form.value("reason")
        if not said["reason"]:
            faults.append(Fault("reason", "input.missing"))
    if "explanation" in needs and said["explanation"] is None:
        faults.append(Fault("explanation", "input.missing"))
    if faults:
        raise InputHasFaults(faults)
    build = cast("Callable[..., c.ModeratorStep]", COMMAND_OF[STEP_OF_MODERATION[act]])
    return build(case=number, office=office, official=official, seen_version=seen_version(form), **said)


def _explanation(form: Form, language: str) -> Text | None:
    words = form.value("explanation")
    return Text(words, language) if words else None


def _chosen(form: Form) -> tuple[Passage, ...]:
    named = (_PASSAGE.fullmatch(name) for name in form.values)
    return tuple(Passage(int(found[1]), found[2]) for found in named if found)

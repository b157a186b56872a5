"""What an office does on a case: which fields a form has is what the workflow says that the step needs."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from civic.cases import commands as c
from civic.cases.forms.fields import needed_text, seen_version
from civic.cases.model import COMMAND_OF
from civic.cases.workflow import needs_of
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id
from civic.kernel.language import Text
from civic.web.days import read_day
from civic.web.forms import Form

# What stands in the address of a form, and the step that it takes. Splitting a case has pages of its own.
STEP_OF_ACT: Mapping[str, str] = {
    "acknowledgement": "acknowledge",
    "claim": "claim",
    "release": "release",
    "assignment": "assign",
    "answer": "answer",
    "appointment": "schedule",
    "question": "ask",
    "hold": "put_on_hold",
    "forwarding": "forward",
    "handover": "hand_over",
    "return": "send_back",
    "resumption": "resume",
    "resolution": "resolve",
    "refusal": "decline",
    "duplicate": "mark_duplicate",
    "reopening": "reopen",
    "reopening-refusal": "refuse_reopening",
}
OFFICIAL_ACTS = tuple(STEP_OF_ACT)
Read = Callable[[Form, str, list[Fault]], Mapping[str, Any]]


def read_official_act(
    act: str, number: CaseNumber, office: str, official: str, form: Form, language: str
) -> c.CaseStep:
    """Read what somebody does on a case for an office; `act` is one of OFFICIAL_ACTS. Raise InputHasFaults.

    `official` is their alias in the case.
    """
    step, faults = STEP_OF_ACT[act], list(form.faults)
    said: dict[str, Any] = {}
    for need in asked_for(step):
        said |= _READ[need](form, language, faults)
    if faults:
        raise InputHasFaults(faults)
    build = cast("Callable[..., c.CaseStep]", COMMAND_OF[step])
    return build(case=number, office=office, official=official, seen_version=seen_version(form), **said)


def read_note(number: CaseNumber, office: str, official: str, form: Form, language: str) -> c.WriteNote:
    """Read what officials tell each other; raise InputHasFaults."""
    note = needed_text(form, "note", language)
    return c.WriteNote(case=number, office=office, official=official, note=note)


def asked_for(step: str) -> tuple[str, ...]:
    """Return what a form for the step asks for; what else it needs, the case has to have."""
    return tuple(need for need in needs_of(step) if need in _READ)


def _words(form: Form, language: str, faults: list[Fault]) -> Mapping[str, Any]:
    """Words are in the language of the page unless the office says otherwise."""
    return {"answer": Text(_needed("answer", form, faults), form.value("language") or language)}


def _reason(form: Form, _language: str, faults: list[Fault]) -> Mapping[str, Any]:
    return {"reason": _needed("reason", form, faults)}


def _day(form: Form, _language: str, faults: list[Fault]) -> Mapping[str, Any]:
    day = read_day(_needed("day", form, faults))
    if day is None and form.value("day"):
        faults.append(Fault("day", "input.not-a-day"))
    return {"day": day.isoformat() if day else ""}


def _unit(form: Form, _language: str, faults: list[Fault]) -> Mapping[str, Any]:
    return {"unit": _needed("unit", form, faults)}


def _office(form: Form, _language: str, faults: list[Fault]) -> Mapping[str, Any]:
    return {"department": _needed("department", form, faults)}


def _note(form: Form, language: str, faults: list[Fault]) -> Mapping[str, Any]:
    return {"note": Text(_needed("note", form, faults), language)}


def _party(form: Form, _language: str, faults: list[Fault]) -> Mapping[str, Any]:
    return {"party": _needed("party", form, faults), "reference": form.value("reference") or None}


def _original(form: Form, _language: str, faults: list[Fault]) -> Mapping[str, Any]:
    typed = _needed("original", form, faults)
    try:
        return {"original": CaseNumber(parse_public_id(typed))}
    except NumberHasATypo:
        if typed:
            faults.append(Fault("original", "input.case-number-typo"))
        return {"original": CaseNumber("")}


def _needed(name: str, form: Form, faults: list[Fault]) -> str:
    if not form.value(name):
        faults.append(Fault(name, "input.missing"))
    return form.value(name)


_READ: Mapping[str, Read] = {
    "words": _words,
    "reason": _reason,
    "day": _day,
    "unit": _unit,
    "office": _office,
    "note": _note,
    "party": _party,
    "original": _original,
}

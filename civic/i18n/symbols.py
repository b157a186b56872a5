"""The ids of all sentences that pages may need: read from the code, so that none can be forgotten.

Events are found by their `TYPE`, refusals by their `code`, faults by `Fault(field, "code")`, single
sentences by `say("id")`; states, reasons, channels and answers by the tables that define them.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from civic.audit.events import KeyAnnounced
from civic.audit.keys import LOG, LOG_ML_DSA
from civic.cases.events import CaseFiled, ForwardingAccepted, PartyReported
from civic.cases.findings import FINDINGS
from civic.cases.model import FORMER_REASONS, REASONS
from civic.cases.outcomes import KEPT, VERDICTS
from civic.cases.views.elsewhere import OTHER, TROUBLES
from civic.cases.views.queue import FILTERS
from civic.cases.workflow import STATES, STATES_WITH_A_DAY
from civic.cities.routing import CONDITIONS
from civic.kernel.channel import CHANNELS, TAKEN_OVER_CHANNELS
from civic.pages.statement import known_gaps
from civic.people.model import WAYS
from civic.people.resident import PURPOSES
from civic.people.roles import ROLES
from civic.people.trust import SCOPES

CODE = Path(__file__).parents[1]
ASKED_IN_OWN_WORDS = (
    "answer",
    "case_code",
    "channel",
    "description",
    "explanation",
    "number",
    "office",
    "passages",
    "reason",
)
# What only officials read: a register in easy words does not need it.
FOR_OFFICIALS = ("state.official.", "filter.", "routing.", "role.", "way.", "forwarding.", "finding.")
HTTP = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


@cache
def symbols() -> tuple[str, ...]:
    """Return every id in alphabetical order."""
    return tuple(sorted({*_from_tables(), *_from_code(), *_from_templates()}))


def is_for_residents(symbol: str) -> bool:
    return not symbol.startswith(FOR_OFFICIALS)


def _from_tables() -> Iterator[str]:
    for state in STATES:
        yield from (f"state.{reader}.{state}" for reader in ("resident", "official", "explained"))
    reasons = {reason for some in (*REASONS.values(), FORMER_REASONS) for reason in some}
    yield from (f"reason.{reason}" for reason in reasons)
    yield from (f"day.{state}" for state in STATES_WITH_A_DAY)
    yield from (f"channel.{channel}" for channel in (*CHANNELS, *TAKEN_OVER_CHANNELS, "other"))
    yield from (f"finding.{finding}" for finding in FINDINGS)
    yield from (f"filter.{name}" for name in FILTERS)
    yield from (f"routing.unmet.{condition}" for condition in CONDITIONS)
    yield from (f"fault.{field}.input.missing" for field in ASKED_IN_OWN_WORDS)
    yield from (f"event.{KeyAnnounced.TYPE}.{purpose}" for purpose in (LOG, LOG_ML_DSA))
    for given in ("with_contact", "with_answers", "with_contact_and_with_answers"):
        yield f"event.{ForwardingAccepted.TYPE}.{given}"
    yield f"event.{PartyReported.TYPE}.closed"
    yield f"event.{CaseFiled.TYPE}.taken_down"
    yield from (f"forwarding.{trouble}" for trouble in (*TROUBLES.values(), OTHER))
    yield from (f"gap.{gap.code}" for gap in known_gaps())
    yield from ("answer.yes", "answer.no", "fault.other", "party.other", "text.mixed", "unit.all")
    yield from (f"role.{role}" for role in ROLES)
    yield from (f"way.{way}" for way in WAYS)
    yield from ("promise.answer", "promise.settle")
    yield from (f"consent.{purpose}" for purpose in PURPOSES)
    yield from (f"trust.{scope}" for scope in SCOPES)
    for what in ("words", "photo", "photo_words"):
        yield f"withheld.{what}"
    yield from (f"rule.{reason}" for reason in REASONS["withhold"])
    yield from (f"outcome.{value}" for value in (*KEPT, *VERDICTS))
    for status in (*HTTP, "other"):
        yield from (f"http.{status}", f"http.{status}.heading")


def _from_code() -> Iterator[str]:
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield from _of_class(node)
            elif isinstance(node, ast.Call) and _is_call(node, "Fault") and len(node.args) > 1:
                yield from (f"fault.{code}" for code in _constants(node.args[1]))


def _of_class(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            prefix = {"TYPE": "event.", "code": "refused."}.get(statement.targets[0].id)
            yield from (f"{prefix}{value}" for value in _constants(statement.value) if prefix)


def _from_templates() -> Iterator[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in (CODE / "web" / "templates").rglob("*.html"):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                yield from (arg.value for arg in call.args[:1] if isinstance(arg, nodes.Const))


def _is_call(node: ast.Call, name: str) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == name


def _constants(node: ast.expr) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []

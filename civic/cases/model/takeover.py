"""What really happened to a case that an earlier system kept."""

from collections.abc import Callable, Mapping

from civic.cases import commands as c
from civic.cases import events as e
from civic.kernel.event import Event

_OUTCOMES: Mapping[str, Callable[..., Event]] = {
    "closed": e.CaseClosed,
    "cancelled": e.CaseCancelled,
    "referred": e.CaseReferred,
}


def record(command: c.RecordCase) -> list[Event]:
    """Return what really happened to a case that an earlier system kept."""
    filed = e.CaseFiled(
        case=command.case,
        city=command.city,
        service=command.service,
        kind=command.kind,
        department=command.department,
        channel=command.channel,
        place=command.place,
        occurred_at=command.filed_at,
        source=command.source,
        reporter=command.reporter,
        description=command.description,
    )
    if command.outcome is None:
        return [filed]
    ended = _OUTCOMES[command.outcome]
    return [filed, ended(case=command.case, office=command.department, occurred_at=command.closed_at)]

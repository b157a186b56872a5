"""Who may act for whom and what was done by it, as both sides see it and may take it along."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic.kernel.event import Json, Recorded
from civic.kernel.ids import CaseNumber
from civic.people.resident import Resident
from civic.people.trust import Trust

if TYPE_CHECKING:
    from civic.bootstrap import Platform


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person of trust did; `trust` is None when it is known no more by which trust."""

    case: CaseNumber
    recorded: Recorded
    trust: Trust | None


def acts_for(platform: "Platform", resident: Resident) -> list[Act]:
    """Return what was done in somebody's name, newest first."""
    named = platform.trusts.named_by(resident.id)
    acts = (
        Act(case, recorded, _by(platform, case, recorded, named))
        for case, recorded in platform.own_reports.acts_of_others(resident.id)
    )
    return sorted(acts, key=lambda act: -act.recorded.position)


def acts_by(platform: "Platform", resident: Resident) -> list[Act]:
    """Return what somebody did in the name of others, newest first."""
    found: list[Act] = []
    for trust in platform.trusts.acted_on_by(resident.id):
        for case, recorded in _where(platform, trust):
            if (by := _by(platform, case, recorded, [trust])) is not None:
                found.append(Act(case, recorded, by))
    return sorted(found, key=lambda act: -act.recorded.position)


def trust_record(platform: "Platform", resident: Resident) -> dict[str, Json]:
    """Return all of it in JSON."""
    trusts = platform.trusts
    return {
        "persons_of_trust": [
            _side(each) | {"email": each.invited.email if each.invited else None}
            for each in trusts.named_by(resident.id)
        ],
        "done_in_your_name": [_act(each) for each in acts_for(platform, resident)],
        "acting_for": [
            _side(each) for each in (*trusts.waiting_for(resident.emails), *trusts.acted_on_by(resident.id))
        ],
        "done_for_others": [_act(each) for each in acts_by(platform, resident)],
    }


def _where(platform: "Platform", trust: Trust) -> Iterator[tuple[CaseNumber, Recorded]]:
    if trust.account:
        yield from platform.own_reports.acts_of_others(trust.account)
    elif trust.case:
        yield from platform.own_reports.helped(trust.case)


def _by(platform: "Platform", case: CaseNumber, recorded: Recorded, trusts: list[Trust]) -> Trust | None:
    alias = getattr(recorded.event, "trusted", None)
    return next((each for each in trusts if platform.secrets.trusted_alias(each.id, case) == alias), None)


def _side(trust: Trust) -> dict[str, Json]:
    moments = {
        "named_at": trust.named_at,
        "until": trust.until,
        "accepted_at": trust.accepted_at,
        "ended_at": trust.ended_at,
    }
    said = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {"name": trust.name or None, "case": trust.case, "scope": list(trust.scope), **said}


def _act(act: Act) -> dict[str, Json]:
    return {
        "case": act.case,
        "type": act.recorded.event.TYPE,
        "recorded_at": act.recorded.recorded_at.isoformat(),
        "position": act.recorded.position,
        "person_of_trust": act.trust.invited.email if act.trust and act.trust.invited else None,
    }

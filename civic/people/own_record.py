"""Everything that is held of somebody with an account, as they may take it along."""

from typing import TYPE_CHECKING

from civic.kernel.event import Json
from civic.kernel.own_part import own_part
from civic.people.resident import STREAM, Resident
from civic.people.trust_record import trust_record

if TYPE_CHECKING:
    from civic.bootstrap import Platform


def own_record(platform: "Platform", resident: Resident) -> dict[str, Json]:
    """Return all that is stored of a resident; what everyone can read of their reports is there as well."""
    history = platform.journal.load(STREAM + resident.id)
    own = (own_part(recorded, person) for recorded in history for person in resident.persons)
    return {
        "account": resident.id,
        "opened_at": resident.opened_at.isoformat() if resident.opened_at else None,
        "addresses": [
            {"email": each.email, "confirmed_at": each.confirmed_at.isoformat()}
            for each in resident.addresses
        ],
        "consents": [
            {"purpose": each.purpose, "given": each.given, "said_at": each.said_at.isoformat()}
            for each in resident.consents
        ],
        "preferences": resident.preferences,
        "sign_ins": [
            {"since": each.since.isoformat(), "seen": each.seen.isoformat()}
            for each in platform.residents.sign_ins.all_of(resident.id)
        ],
        "reports": platform.own_reports.held(resident.id, resident.emails),
        "followings": [
            {
                "case": each.case,
                "email": each.address,
                "confirmed": each.confirmed,
                "asked_at": each.requested_at.isoformat(),
            }
            for each in platform.followings.of_addresses(resident.emails)
        ],
        "areas_followed": [
            {
                "city": each.area.city,
                "service": each.area.service,
                "district": each.area.district,
                "email": each.address,
                "confirmed": each.confirmed,
                "asked_at": each.requested_at.isoformat(),
            }
            for each in platform.area_followings.of_addresses(resident.emails)
        ],
        **trust_record(platform, resident),
        "events_of_the_account": [each for each in own if each],
    }

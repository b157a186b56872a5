"""Who writes the letter of each topic that waits in the outbox."""

from civic.bootstrap.secrets import Secrets
from civic.cases.digests import Digests
from civic.cases.handlers import AREA_CODE, AREA_DIGEST, FOLLOWER_NOTICE, FOLLOWING_CODE, NOTICE
from civic.cities.registry import Cities
from civic.i18n.languages import Languages
from civic.kernel.clock import Clock
from civic.messaging.areas import AreaLetters
from civic.messaging.codes import CodeLetters
from civic.messaging.delivery import Write
from civic.messaging.followers import FollowerNotices
from civic.messaging.notices import CaseNotices
from civic.messaging.trust import TrustLetters
from civic.people.one_time_codes import TOPIC as ONE_TIME_CODE
from civic.people.one_time_codes import OneTimeCodes
from civic.people.residents import Residents
from civic.people.trusts import TOPIC as TRUST
from civic.people.trusts import Trusts
from civic.settings import Settings
from civic.store.event_store import EventStore


def letter_writers(
    settings: Settings,
    secrets: Secrets,
    store: EventStore,
    cities: Cities,
    languages: Languages,
    residents: Residents,
    one_time_codes: OneTimeCodes,
    trusts: Trusts,
    digests: Digests,
    clock: Clock,
) -> dict[str, Write]:
    """Return what writes letters, by their topic."""
    site = settings.site
    to_reporters = CaseNotices(store, cities, site, languages, secrets.settlement_code, residents.addressee)
    to_followers = FollowerNotices(store, cities, site, languages, secrets.codes("following"))
    to_areas = AreaLetters(
        store, digests.news, cities, site, languages, secrets.codes("area"), home=settings.city
    )
    return {
        NOTICE: to_reporters.letter,
        FOLLOWING_CODE: to_followers.code,
        FOLLOWER_NOTICE: to_followers.notice,
        AREA_CODE: to_areas.code,
        AREA_DIGEST: to_areas.digest,
        ONE_TIME_CODE: CodeLetters(one_time_codes, cities, languages, clock).letter,
        TRUST: TrustLetters(trusts, residents, store, cities, site, languages, clock).letter,
    }

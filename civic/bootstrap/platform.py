"""The platform: everything that is put together once and handed to whoever needs it."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.audit.published import PublishedLog
from civic.bootstrap.secrets import Secrets
from civic.cases.area_followings import AreaFollowings
from civic.cases.desk import CaseDesk
from civic.cases.digests import Digests
from civic.cases.escalation import Escalation
from civic.cases.follow_up import FollowUp
from civic.cases.followings import Followings
from civic.cases.lists import CaseLists
from civic.cases.open311.clients import Clients
from civic.cases.open311.register import RequestRegister
from civic.cases.own_reports import OwnReports
from civic.cases.partner_news import PartnerNews
from civic.cases.partner_servers import Watches
from civic.cases.passing_on import PassingOn
from civic.cases.retention import Retention
from civic.cities.registry import Cities
from civic.i18n.languages import Languages
from civic.kernel.clock import Clock
from civic.messaging.delivery import Delivery
from civic.people.account_changes import AccountChanges
from civic.people.identities import Identities
from civic.people.officials import Officials
from civic.people.residents import Residents
from civic.people.trusts import Trusts
from civic.photos.drafts import PhotoDrafts
from civic.ports import IdentityProvider, ObjectStore
from civic.settings import Settings
from civic.store.database import Database
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.leases import Leases
from civic.store.outbox import Outbox
from civic.store.projector import Projection, Projector
from civic.store.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Platform:
    """Everything that pages, the API, jobs and commands work with."""

    settings: Settings
    clock: Clock
    database: Database
    cities: Cities
    languages: Languages
    journal: EventStore
    projections: tuple[Projection, ...]
    projector: Projector
    cases: CaseDesk
    case_lists: CaseLists
    photo_drafts: PhotoDrafts
    requests: RequestRegister
    clients: Clients
    officials: Officials
    identities: Identities
    identity_providers: Mapping[str, IdentityProvider]
    residents: Residents
    accounts: AccountChanges
    trusts: Trusts
    own_reports: OwnReports
    log: PublishedLog
    publisher: Publisher
    eraser: Eraser
    leases: Leases
    secrets: Secrets
    outbox: Outbox
    delivery: Delivery | None
    watches: Watches
    passing_on: PassingOn | None
    partner_news: PartnerNews | None
    log_store: ObjectStore | None
    retention: Retention
    follow_up: FollowUp
    followings: Followings
    area_followings: AreaFollowings
    digests: Digests
    escalation: Escalation

    def close(self) -> None:
        self.database.close()

"""Settings become a platform: each part is made once, in the order in which they need each other."""

import hmac
from collections.abc import Mapping

from civic.audit.keys import announce_keys
from civic.audit.published import PublishedLog
from civic.bootstrap.keys import keyring_of, ml_dsa_signers, signing_keys, witnesses_of
from civic.bootstrap.letters import letter_writers
from civic.bootstrap.platform import Platform
from civic.bootstrap.secrets import Secrets
from civic.bootstrap.vocabulary import vocabulary
from civic.cases.area_followings import AreaFollowings
from civic.cases.desk import CaseDesk
from civic.cases.digests import Digests
from civic.cases.escalation import Escalation
from civic.cases.follow_up import FollowUp
from civic.cases.followings import Followings
from civic.cases.forwardings import Forwardings
from civic.cases.handlers import (
    FORWARDING,
)
from civic.cases.lists import CaseLists
from civic.cases.open311.clients import Clients
from civic.cases.open311.projection import Requests
from civic.cases.open311.register import RequestRegister
from civic.cases.own_reports import OwnReports
from civic.cases.partner_news import PartnerNews
from civic.cases.partner_servers import PartnerServers, Tokens, Watches, read_partner_keys
from civic.cases.passing_on import PassingOn
from civic.cases.projections import CaseList
from civic.cases.retention import Retention
from civic.cases.withheld import WithheldContent
from civic.cities.registry import Cities
from civic.i18n.languages import LanguageCannotBeRead, Languages, read_languages
from civic.kernel.clock import Clock, SystemClock
from civic.messaging.delivery import Delivery
from civic.people.account_changes import AccountChanges
from civic.people.identities import Identities
from civic.people.officials import Officials
from civic.people.one_time_codes import OneTimeCodes
from civic.people.projections import Directory, TrustDays
from civic.people.residents import Residents
from civic.people.sign_ins import SignIns
from civic.people.trusts import Trusts
from civic.photos.drafts import PhotoDrafts
from civic.ports import IdentityProvider, Jurisdictions, KeyInDevice, Notifier, ObjectStore
from civic.settings import Settings, SettingsHaveFaults
from civic.store.database import Database
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.key_files import KeyFiles
from civic.store.leases import Leases
from civic.store.look_ups import LookUps
from civic.store.migrate import migrate
from civic.store.outbox import Outbox
from civic.store.projector import Projector
from civic.store.publisher import Publisher
from civic.store.vault import Vault
from ledger.dsse import StatementSigner


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    notifier: Notifier | None = None,
    log_store: ObjectStore | None = None,
    key_in_device: KeyInDevice | None = None,
    jurisdictions: Jurisdictions | None = None,
    identity_providers: Mapping[str, IdentityProvider] | None = None,
) -> Platform:
    """Build the platform: make what is missing (directories, keys, tables), announce the keys that sign.

    Without a notifier nobody is written to, and nothing waits for one. Without what speaks to jurisdictions,
    cases that are passed on wait for it.
    """
    clock = clock or SystemClock()
    settings.var.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    migrate(database)
    keys = KeyFiles(settings.keys_directory)
    keyring = keyring_of(settings)
    writer, signers = signing_keys(settings, keys, key_in_device)
    beside = ml_dsa_signers(settings, keys, signers[0].name)
    store = EventStore(database, vocabulary(), Vault(keyring), StatementSigner(writer), clock)
    announce_keys(store, writer.public_key(), (*signers, *beside))
    eraser = Eraser(store, database, keyring)
    eraser.finish()
    projections = (CaseList(), WithheldContent(), Forwardings(), Requests(), Directory(), TrustDays())
    projector = Projector(database, store.read, projections)
    cities = Cities([settings.var / "cities"], look_again_after=1.0)
    languages = _languages(settings)
    outbox = Outbox(database, clock, lanes=(FORWARDING,))
    policy, witnesses = witnesses_of(settings)
    desk_key = keys.secret("fingerprint")
    secrets = Secrets(keys.secret("session"), desk_key, keys.secret("case-code"))
    look_ups = LookUps(database, desk_key)
    one_time_codes = OneTimeCodes(database, store.vault, outbox, look_ups, secrets.codes("one-time"), clock)
    residents_key = hmac.digest(secrets.session_key, b"residents", "sha256")
    residents = Residents(store, one_time_codes, look_ups, SignIns(database, residents_key, clock))
    own_reports = OwnReports(store, projector, look_ups)
    officials_sign_ins = SignIns(database, secrets.session_key, clock)
    officials = Officials(store, projector, eraser, officials_sign_ins, clock)
    followings = Followings(store, eraser, secrets.codes("following"), desk_key, clock, look_ups)
    area_followings = AreaFollowings(store, eraser, secrets.codes("area"), desk_key, clock, look_ups)
    digests = Digests(store, projector, outbox, cities, clock)
    trusts = Trusts(
        store,
        projector,
        eraser,
        look_ups,
        outbox,
        secrets.codes("trust"),
        clock,
        letters=notifier is not None,
    )
    notices = notifier is not None
    lists = CaseLists(store, projector, cities, clock)
    desk = CaseDesk(
        store,
        projector,
        cities,
        desk_key,
        clock,
        notices=notices,
        digest=look_ups.digest,
        alias=secrets.trusted_alias,
        official_alias=secrets.alias,
    )
    watches = Watches(database, clock)
    servers = _partner_servers(settings, jurisdictions)
    return Platform(
        settings=settings,
        clock=clock,
        database=database,
        cities=cities,
        languages=languages,
        journal=store,
        projections=projections,
        projector=projector,
        cases=desk,
        case_lists=lists,
        photo_drafts=PhotoDrafts(database, clock),
        requests=RequestRegister(store, projector),
        clients=Clients(store, clock),
        officials=officials,
        identities=Identities(store, officials, look_ups),
        identity_providers=identity_providers or {},
        residents=residents,
        accounts=AccountChanges(
            store, residents, look_ups, eraser, own_reports, (followings, area_followings), trusts
        ),
        trusts=trusts,
        own_reports=own_reports,
        log=PublishedLog(settings.log_directory, store, signers, policy, also_signing=beside, clock=clock),
        publisher=Publisher(
            database,
            settings.log_directory,
            signers[0],
            also_signing=(*signers[1:], *beside),
            witnesses=witnesses,
            clock=clock,
        ),
        eraser=eraser,
        leases=Leases(database, clock),
        secrets=secrets,
        outbox=outbox,
        delivery=Delivery(
            outbox,
            letter_writers(
                settings,
                secrets,
                store,
                cities,
                languages,
                residents,
                one_time_codes,
                trusts,
                digests,
                clock,
            ),
            notifier,
        )
        if notifier
        else None,
        watches=watches,
        passing_on=PassingOn(store, outbox, Tokens(database), cities, servers, settings.site, languages)
        if servers
        else None,
        partner_news=PartnerNews(store, projector, watches, cities, servers, clock, notices=notices)
        if servers
        else None,
        log_store=log_store,
        retention=Retention(store, database, eraser, cities, clock),
        follow_up=FollowUp(desk, lists, cities, clock),
        followings=followings,
        area_followings=area_followings,
        digests=digests,
        escalation=Escalation(desk, lists, cities, clock),
    )


def _partner_servers(settings: Settings, jurisdictions: Jurisdictions | None) -> PartnerServers | None:
    keys = read_partner_keys(settings.open311_keys)
    return PartnerServers(jurisdictions, keys) if jurisdictions else None


def _languages(settings: Settings) -> Languages:
    try:
        return read_languages(*settings.more_locales, pseudo=settings.pseudo_locales)
    except LanguageCannotBeRead as error:
        raise SettingsHaveFaults(f"CIVIC_LOCALES: {error}") from error

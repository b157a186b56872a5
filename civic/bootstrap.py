"""The composition root: settings become a platform that everything else is handed."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.audit import events as audit_events
from civic.audit.keys import announce_keys
from civic.audit.published import PublishedLog
from civic.audit.trust import PolicyCannotBeUsed, read_witnesses
from civic.cases import events as case_events
from civic.cases.area_followings import AreaFollowings
from civic.cases.desk import CaseDesk
from civic.cases.digests import Digests
from civic.cases.escalation import Escalation
from civic.cases.follow_up import FollowUp
from civic.cases.followings import Followings
from civic.cases.forwardings import Forwardings
from civic.cases.handlers import (
    AREA_CODE,
    AREA_DIGEST,
    FOLLOWER_NOTICE,
    FOLLOWING_CODE,
    FORWARDING,
    NOTICE,
)
from civic.cases.lists import CaseLists
from civic.cases.open311 import events as open311_events
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
from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id, public_id_of
from civic.kernel.one_time_code import codes
from civic.messaging.areas import AreaLetters
from civic.messaging.codes import CodeLetters
from civic.messaging.delivery import Delivery, Write
from civic.messaging.followers import FollowerNotices
from civic.messaging.notices import CaseNotices
from civic.messaging.trust import TrustLetters
from civic.people import events as people_events
from civic.people.account_changes import AccountChanges
from civic.people.identities import Identities
from civic.people.officials import Officials
from civic.people.one_time_codes import TOPIC as ONE_TIME_CODE
from civic.people.one_time_codes import OneTimeCodes
from civic.people.projections import Directory, TrustDays
from civic.people.residents import Residents
from civic.people.sign_ins import SignIns
from civic.people.trusts import TOPIC as TRUST
from civic.people.trusts import Trusts
from civic.photos.drafts import PhotoDrafts
from civic.ports import IdentityProvider, Jurisdictions, KeyInDevice, Notifier, ObjectStore
from civic.settings import Settings, SettingsHaveFaults
from civic.store.database import Database
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.key_files import KeyCannotBeRead, KeyFiles
from civic.store.key_settings import log_keys_of, writer_key_of
from civic.store.keyring import KEY, FileKeyring, KeyFileStaysClosed, Keyring
from civic.store.leases import Leases
from civic.store.look_ups import LookUps
from civic.store.migrate import migrate
from civic.store.outbox import Outbox
from civic.store.projector import Projection, Projector
from civic.store.publisher import Publisher
from civic.store.vault import Vault
from civic.store.vocabulary import Vocabulary
from ledger.dsse import StatementSigner
from ledger.keys import NoteSigner
from ledger.ml_dsa import MlDsaSigner
from ledger.policy import Policy
from ledger.witnessing import Witnesses

EVENTS = (*audit_events.EVENTS, *case_events.EVENTS, *open311_events.EVENTS, *people_events.EVENTS)


def vocabulary() -> Vocabulary:
    """Return every event that the log can hold."""
    return Vocabulary(EVENTS, case_events.UPCASTERS)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only this installation knows."""

    session_key: bytes
    fingerprint_key: bytes
    code_key: bytes

    def case_code(self, number: CaseNumber) -> str:
        """Return the code by which somebody shows that they filed the case (9 random characters, 1 check)."""
        digest = hmac.new(self.code_key, number.encode(), "sha256").digest()
        return public_id_of(int.from_bytes(digest))

    def alias(self, official: str, number: CaseNumber) -> str:
        """Return an official’s name in the events of one case: 16 hex digits, others in each case."""
        named = f"official {official} in case {number}".encode()
        return hmac.new(self.fingerprint_key, named, "sha256").hexdigest()[:16]

    def trusted_alias(self, trust: str, number: CaseNumber) -> str:
        """Return a person of trust’s name in the events of one case: 16 hex digits, others in each case."""
        named = f"person of trust {trust} in case {number}".encode()
        return hmac.new(self.fingerprint_key, named, "sha256").hexdigest()[:16]

    def settlement_code(self, position: int) -> str:
        """Return the code in the letter about the end of a case that is recorded at a position."""
        return codes(self.code_key, "settlement")("answer", str(position))

    def is_case_code(self, number: CaseNumber, text: str) -> bool:
        """Compare in constant time what somebody typed."""
        try:
            typed = parse_public_id(text)
        except NumberHasATypo:
            return False
        return hmac.compare_digest(typed, self.case_code(number))


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
    keyring = _keyring(settings)
    writer, signers = _signing_keys(settings, keys, key_in_device)
    beside = _ml_dsa_signers(settings, keys, signers[0].name)
    store = EventStore(database, vocabulary(), Vault(keyring), StatementSigner(writer), clock)
    announce_keys(store, writer.public_key(), (*signers, *beside))
    eraser = Eraser(store, database, keyring)
    eraser.finish()
    projections = (CaseList(), WithheldContent(), Forwardings(), Requests(), Directory(), TrustDays())
    projector = Projector(database, store.read, projections)
    cities = Cities([settings.var / "cities"], look_again_after=1.0)
    languages = _languages(settings)
    outbox = Outbox(database, clock, lanes=(FORWARDING,))
    policy, witnesses = _witnesses(settings)
    desk_key = keys.secret("fingerprint")
    secrets = Secrets(keys.secret("session"), desk_key, keys.secret("case-code"))
    code_of = codes(secrets.code_key, "following")
    look_ups = LookUps(database, desk_key)
    one_time_codes = OneTimeCodes(
        database, store.vault, outbox, look_ups, codes(secrets.code_key, "one-time"), clock
    )
    residents_key = hmac.digest(secrets.session_key, b"residents", "sha256")
    residents = Residents(store, one_time_codes, look_ups, SignIns(database, residents_key, clock))
    own_reports = OwnReports(store, projector, look_ups)
    officials_sign_ins = SignIns(database, secrets.session_key, clock)
    officials = Officials(store, projector, eraser, officials_sign_ins, clock)
    followings = Followings(store, eraser, code_of, desk_key, clock, look_ups)
    to_followers = FollowerNotices(store, cities, settings.site, languages, code_of)
    area_code_of = codes(secrets.code_key, "area")
    area_followings = AreaFollowings(store, eraser, area_code_of, desk_key, clock, look_ups)
    digests = Digests(store, projector, outbox, cities, clock)
    to_areas = AreaLetters(
        store, digests.news, cities, settings.site, languages, area_code_of, home=settings.city
    )
    trusts = Trusts(
        store,
        projector,
        eraser,
        look_ups,
        outbox,
        codes(secrets.code_key, "trust"),
        clock,
        letters=notifier is not None,
    )
    writers: dict[str, Write] = {
        NOTICE: CaseNotices(
            store, cities, settings.site, languages, secrets.settlement_code, residents.addressee
        ).letter,
        FOLLOWING_CODE: to_followers.code,
        FOLLOWER_NOTICE: to_followers.notice,
        AREA_CODE: to_areas.code,
        AREA_DIGEST: to_areas.digest,
        ONE_TIME_CODE: CodeLetters(one_time_codes, cities, languages, clock).letter,
        TRUST: TrustLetters(trusts, residents, store, cities, settings.site, languages, clock).letter,
    }
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
        delivery=Delivery(outbox, writers, notifier) if notifier else None,
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


def _witnesses(settings: Settings) -> tuple[Policy, Witnesses | None]:
    try:
        return read_witnesses(settings.log_policy)
    except PolicyCannotBeUsed as error:
        raise SettingsHaveFaults(f"CIVIC_LOG_POLICY={settings.log_policy}: {error}") from error


def _signing_keys(
    settings: Settings, keys: KeyFiles, in_device: KeyInDevice | None
) -> tuple[Ed25519PrivateKey, tuple[NoteSigner, ...]]:
    """Return the key that signs events, and those that sign checkpoints."""
    try:
        writer = writer_key_of(settings.writer_key, in_device) if settings.writer_key else keys.writer()
        signers = (
            log_keys_of(settings.log_key, settings.log_origin, in_device)
            if settings.log_key
            else keys.log_signers(settings.log_origin)
        )
    except KeyCannotBeRead as error:
        raise SettingsHaveFaults(str(error)) from error
    return writer, signers


def _ml_dsa_signers(settings: Settings, keys: KeyFiles, origin: str) -> tuple[MlDsaSigner, ...]:
    try:
        return (keys.ml_dsa_signer(origin),) if settings.log_ml_dsa else ()
    except KeyCannotBeRead as error:
        raise SettingsHaveFaults(f"CIVIC_LOG_ML_DSA: {error}") from error


def _keyring(settings: Settings) -> Keyring:
    covers = [_cover(text) for text in settings.key_encryption_key.split()]
    try:
        return FileKeyring(settings.keys_directory / "key-encryption.json", covers)
    except KeyFileStaysClosed as error:
        raise SettingsHaveFaults(f"CIVIC_KEY_ENCRYPTION_KEY: {error}") from error


def _cover(text: str) -> bytes:
    try:
        cover = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise SettingsHaveFaults(f"CIVIC_KEY_ENCRYPTION_KEY is no base64: {error}") from error
    if len(cover) != KEY:
        raise SettingsHaveFaults(f"CIVIC_KEY_ENCRYPTION_KEY has {len(cover)} bytes, not {KEY}")
    return cover

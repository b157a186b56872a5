"""Connectors: other systems behind the ports of the platform, one package each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from civic.ports import IdentityProvider, Jurisdictions, KeyInDevice, Notifier, ObjectStore
from connectors import email_smtp, log_store_s3, oidc
from connectors.keys_pkcs11 import key_in_device
from connectors.open311 import Open311Jurisdiction


class Settings(email_smtp.Settings, log_store_s3.Settings, oidc.Settings, Protocol):
    """What any connector reads of the settings."""


@dataclass(frozen=True, slots=True)
class Connectors:
    """The connectors that the settings ask for; None where they ask for none."""

    notifier: Notifier | None = None
    log_store: ObjectStore | None = None
    key_in_device: KeyInDevice = key_in_device
    jurisdictions: Jurisdictions = Open311Jurisdiction
    identity_providers: Mapping[str, IdentityProvider] = field(default_factory=dict)


def load(settings: Settings) -> Connectors:
    """Return what is configured, without connecting to anything yet; raise ConnectorHasFaults."""
    return Connectors(
        notifier=email_smtp.connect(settings),
        log_store=log_store_s3.connect(settings),
        identity_providers=oidc.connect(settings),
    )

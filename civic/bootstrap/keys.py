"""The keys and witnesses that settings name; whatever is wrong with them is said of the setting."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.audit.trust import PolicyCannotBeUsed, read_witnesses
from civic.ports import KeyInDevice
from civic.settings import Settings, SettingsHaveFaults
from civic.store.key_files import KeyCannotBeRead, KeyFiles
from civic.store.key_settings import log_keys_of, writer_key_of
from civic.store.keyring import KEY, FileKeyring, KeyFileStaysClosed, Keyring
from ledger.keys import NoteSigner
from ledger.ml_dsa import MlDsaSigner
from ledger.policy import Policy
from ledger.witnessing import Witnesses


def witnesses_of(settings: Settings) -> tuple[Policy, Witnesses | None]:
    try:
        return read_witnesses(settings.log_policy)
    except PolicyCannotBeUsed as error:
        raise SettingsHaveFaults(f"CIVIC_LOG_POLICY={settings.log_policy}: {error}") from error


def signing_keys(
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


def ml_dsa_signers(settings: Settings, keys: KeyFiles, origin: str) -> tuple[MlDsaSigner, ...]:
    try:
        return (keys.ml_dsa_signer(origin),) if settings.log_ml_dsa else ()
    except KeyCannotBeRead as error:
        raise SettingsHaveFaults(f"CIVIC_LOG_ML_DSA: {error}") from error


def keyring_of(settings: Settings) -> Keyring:
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

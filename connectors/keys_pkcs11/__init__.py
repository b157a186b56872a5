"""Signing keys that never leave a device: smart cards, hardware security modules, by PKCS#11.

Contract
    settings    CIVIC_WRITER_KEY, CIVIC_LOG_KEY as a pkcs11: URI (RFC 7512):
                pkcs11:token=civic;object=writer?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=/run/pin
                token, serial, object, id say which key; pin-value may stand in place of pin-source
    keys        an Ed25519 pair (CKK_EC_EDWARDS), its public half beside it, and the mechanism CKM_EDDSA
    package     python-pkcs11: pip install 'civic[pkcs11]'
    failures    ConnectorHasFaults at the start, with what to mend and never the PIN; OSError while it signs
"""

from typing import TYPE_CHECKING

from civic.ports import ConnectorHasFaults
from connectors.keys_pkcs11.uri import read_uri

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def key_in_device(uri: str) -> "Ed25519PrivateKey":
    """Implement `civic.ports.KeyInDevice`."""
    try:
        # An optional package: whoever keeps keys in files does not need it.
        from connectors.keys_pkcs11.device import find_key  # noqa: PLC0415
    except ImportError:
        raise ConnectorHasFaults("a pkcs11: key needs python-pkcs11: pip install 'civic[pkcs11]'") from None
    try:
        return find_key(read_uri(uri))
    except ValueError as error:
        raise ConnectorHasFaults(f"the pkcs11: key cannot be used: {error}") from None

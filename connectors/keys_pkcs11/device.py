"""A key in a PKCS#11 device, used like a key of `cryptography`: it signs, and shows itself to nobody."""

import threading
from typing import Any, NoReturn

import pkcs11
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pkcs11.exceptions import NoSuchKey, PKCS11Error, UserAlreadyLoggedIn

from connectors.keys_pkcs11.uri import KeyUri

Buffer = bytes | bytearray | memoryview

_RAW = 32


class KeyInDevice(Ed25519PrivateKey):
    """Signs in the device. A session takes one request at a time, so threads take turns."""

    def __init__(self, session: Any, private: Any, public: Ed25519PublicKey) -> None:
        # The session must live as long as its key.
        self._session, self._private, self._public = session, private, public
        self._turn = threading.Lock()

    def public_key(self) -> Ed25519PublicKey:
        return self._public

    def sign(self, data: Buffer) -> bytes:
        """Raise OSError if the device does not, or is gone."""
        try:
            with self._turn:
                return bytes(self._private.sign(bytes(data), mechanism=pkcs11.Mechanism.EDDSA))
        except PKCS11Error as error:
            raise OSError(f"the key device does not sign: {_said(error)}") from error

    def private_bytes(self, *_arguments: Any, **_options: Any) -> NoReturn:
        raise UnsupportedAlgorithm("the key does not leave its device")

    def private_bytes_raw(self) -> NoReturn:
        self.private_bytes()

    def __copy__(self) -> "KeyInDevice":
        return self

    def __deepcopy__(self, _memo: Any) -> "KeyInDevice":
        return self


def find_key(uri: KeyUri) -> KeyInDevice:
    """Raise ValueError saying what is wrong with the library, the token, the PIN or the key."""
    try:
        session = _session(uri)
        wanted = {"key_type": pkcs11.KeyType.EC_EDWARDS, "label": uri.label, "id": uri.key_id}
        private = session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, **wanted)
        public = session.get_key(pkcs11.ObjectClass.PUBLIC_KEY, **wanted)
        key = KeyInDevice(session, private, _public_key(public[pkcs11.Attribute.EC_POINT]))
    except NoSuchKey:
        raise ValueError("the token has no Ed25519 key pair of that name") from None
    except (PKCS11Error, RuntimeError) as error:
        raise ValueError(_said(error)) from None
    _try_out(key)
    return key


def _session(uri: KeyUri) -> Any:
    tokens = list(pkcs11.lib(uri.module).get_tokens(token_label=uri.token, token_serial=_serial(uri)))
    if len(tokens) != 1:
        raise ValueError(f"{len(tokens)} tokens fit token= and serial=, not one")
    try:
        return tokens[0].open(user_pin=uri.pin)
    except UserAlreadyLoggedIn:
        # SPEC: PKCS#11 §5.6: all sessions that a program has with a token share one login.
        return tokens[0].open()


def _serial(uri: KeyUri) -> bytes | None:
    return None if uri.serial is None else uri.serial.encode()


def _public_key(point: bytes) -> Ed25519PublicKey:
    # SPEC: PKCS#11 §6.3.5: CKA_EC_POINT is the DER of an OCTET STRING; some devices leave the DER away.
    raw = point[2:] if len(point) == _RAW + 2 and point[:2] == bytes((0x04, _RAW)) else point
    if len(raw) != _RAW:
        raise ValueError("the public half is no Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw)


def _try_out(key: KeyInDevice) -> None:
    """A device whose halves do not belong together would make a log that nobody can verify."""
    message = b"civic: does this key belong to its public half?"
    try:
        key.public_key().verify(key.sign(message), message)
    except (InvalidSignature, OSError) as error:
        raise ValueError(f"it does not sign: {error or 'the signature is wrong'}") from None


def _said(error: Exception) -> str:
    return type(error).__name__ if isinstance(error, PKCS11Error) else str(error)

"""Which key in which device: a pkcs11: URI (RFC 7512), whose PIN is never shown."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

_WHICH, _HOW = {"token", "serial", "object", "id", "type"}, {"module-path", "pin-value", "pin-source"}


@dataclass(frozen=True, slots=True)
class KeyUri:
    """None where the URI does not say it; at least one of `label` and `key_id` is said."""

    module: str
    token: str | None
    serial: str | None
    label: str | None
    key_id: bytes | None
    pin: str | None = field(repr=False)


def read_uri(text: str) -> KeyUri:
    """Read a URI; raise ValueError with what to write instead, and without the URI."""
    path, _, query = text.removeprefix("pkcs11:").partition("?")
    which, how = _attributes(path, ";", _WHICH), _attributes(query, "&", _HOW)
    # SPEC: RFC 7512 §2.3: type is one of public, cert, private, secret-key, data; only one of them can sign.
    if which.get("type", "private") != "private":
        raise ValueError("type=private is the only type that signs")
    if "module-path" not in how:
        raise ValueError("say with ?module-path=… which library speaks to the device")
    if not which.keys() & {"object", "id"}:
        raise ValueError("say with object=… or id=… which key of the token it is")
    return KeyUri(
        module=unquote(how["module-path"]),
        token=_text(which, "token"),
        serial=_text(which, "serial"),
        label=_text(which, "object"),
        key_id=unquote_to_bytes(which["id"]) if "id" in which else None,
        pin=_pin(how),
    )


def _attributes(text: str, separator: str, known: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, text.split(separator)):
        name, equals, value = part.partition("=")
        # SPEC: RFC 7512 §2.3: an attribute stands once at most; what we cannot honour we must not ignore.
        if not equals or name not in known or name in found:
            raise ValueError(f"{name[:20]!r} stands twice or is none of {', '.join(sorted(known))}")
        found[name] = value
    return found


def _text(found: dict[str, str], name: str) -> str | None:
    return unquote(found[name]) if name in found else None


def _pin(how: dict[str, str]) -> str | None:
    if "pin-source" not in how:
        return _text(how, "pin-value")
    if "pin-value" in how:
        # SPEC: RFC 7512 §2.4: a URI with both pin-source and pin-value is refused as invalid.
        raise ValueError("give pin-source or pin-value, not both")
    file = Path(unquote(how["pin-source"]).removeprefix("file:"))
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"pin-source cannot be read: {error.strerror}") from None

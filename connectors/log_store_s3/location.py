"""Which bucket: read from one URL, whose secret is never shown."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

_HOW = "write https://ACCESS-KEY:SECRET@s3.example/bucket?region=eu-central-1"


@dataclass(frozen=True, slots=True)
class Location:
    """`address` is that of the folder, without a slash at its end; `host` as it stands in requests."""

    address: str
    host: str
    folder: str
    region: str
    access_key: str = field(repr=False)
    secret: str = field(repr=False)


def read_location(url: str) -> Location:
    """Read a URL; raise ValueError with what to write instead, and without the URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
        options = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError:
        raise ValueError(f"is no URL; {_HOW}") from None
    folder = parts.path.rstrip("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or not folder.strip("/"):
        raise ValueError(f"is no address of a bucket; {_HOW}")
    if not parts.username or not parts.password:
        raise ValueError(f"has no access key and secret; {_HOW}")
    if options.keys() != {"region"} or parts.fragment:
        raise ValueError(f"has to end in ?region=…, and no other option; {_HOW}")
    named = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    host = named if port is None else f"{named}:{port}"
    return Location(
        address=f"{parts.scheme}://{host}{folder}",
        host=host,
        folder=folder,
        region=options["region"][0],
        access_key=unquote(parts.username),
        secret=unquote(parts.password),
    )

"""Every setting, read once from the environment; what is wrong is said in one readable message."""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class SettingsHaveFaults(Exception):
    """Some settings cannot be used; the message names each with what to write instead."""


def _setting(variable: str, explanation: str, default: str, *, secret: bool = False) -> Any:
    """Declare a setting; one that is secret is left out wherever the settings are printed."""
    metadata = {"variable": variable, "explanation": explanation, "default": default}
    return dataclasses.field(metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can set. Every field names its variable, its meaning and its default."""

    var: Path = _setting("CIVIC_VAR", "directory for database, keys, published log and imports", "./var")
    database_url: str = _setting(
        "CIVIC_DATABASE_URL", "SQLAlchemy URL of the database; empty means SQLite in CIVIC_VAR", ""
    )
    host: str = _setting("CIVIC_HOST", "address that the web server listens on", "127.0.0.1")
    port: int = _setting("PORT", "port that the web server listens on", "8000")
    city: str = _setting("CIVIC_CITY", "code of the city pack that the pages show", "demo")
    open311_cities: str = _setting(
        "CIVIC_OPEN311_CITIES",
        "codes of the cities that answer at /open311/v2, with blanks between; empty means CIVIC_CITY",
        "",
    )
    open311_keys: str = _setting(
        "CIVIC_OPEN311_KEYS",
        "keys for the servers of partners that cases are passed on to: city/partner=key with blanks between, "
        "or the path of a file with these (/…)",
        "",
        secret=True,
    )
    locales: str = _setting(
        "CIVIC_LOCALES",
        "directory with further languages: a languages.toml and a folder of each; empty means none",
        "",
    )
    pseudo_locales: bool = _setting(
        "CIVIC_PSEUDO_LOCALES",
        "yes also offers English with accents (en-XA) and mirrored (ar-XB), to find what is not translated",
        "no",
    )
    origin: str = _setting(
        "CIVIC_ORIGIN",
        "origin line of the log: its public address without https:// and final slash",
        "",
    )
    log_policy: str = _setting(
        "CIVIC_LOG_POLICY",
        "tlog-policy file with the witnesses of the log and their quorum; empty means that nobody else signs",
        "",
    )
    public_url: str = _setting(
        "CIVIC_PUBLIC_URL", "address that people reach the site at; cookies are Secure when it is https", ""
    )
    demo_login: bool = _setting(
        "CIVIC_DEMO_LOGIN",
        "yes lets anyone sign in as an official: for demonstrations only",
        "no",
    )
    key_encryption_key: str = _setting(
        "CIVIC_KEY_ENCRYPTION_KEY",
        "base64 of 32 bytes that encrypt the file in CIVIC_VAR/keys whose keys wrap the data keys of "
        "persons; a former one may follow after a blank; empty leaves that file readable",
        "",
        secret=True,
    )
    writer_key: str = _setting(
        "CIVIC_WRITER_KEY",
        "key that signs events: 64 hex digits, the path of a file with them (/…), or pkcs11:… (RFC 7512); "
        "empty means a key file in CIVIC_VAR/keys",
        "",
        secret=True,
    )
    log_key: str = _setting(
        "CIVIC_LOG_KEY",
        "key that signs checkpoints: PRIVATE+KEY+…, the path of a file with it (/…), or pkcs11:… (RFC 7512), "
        "and after a blank the one before it while both do; empty means a key file in CIVIC_VAR/keys",
        "",
        secret=True,
    )
    log_ml_dsa: bool = _setting(
        "CIVIC_LOG_ML_DSA",
        "yes also signs checkpoints with ML-DSA-44, which no quantum computer breaks; Ed25519 signs always",
        "no",
    )
    smtp_url: str = _setting(
        "CIVIC_SMTP_URL",
        "mail server: smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465, or "
        "smtp://host:25?tls=no; empty means that no e-mail is sent",
        "",
        secret=True,
    )
    mail_from: str = _setting(
        "CIVIC_MAIL_FROM", "sender of e-mail: City of Example <no-reply@city.example>", ""
    )
    log_store: str = _setting(
        "CIVIC_LOG_STORE",
        "S3-compatible bucket that `civic log sync` writes the published log to: "
        "https://ACCESS-KEY:SECRET@s3.example/bucket?region=eu-central-1; empty means none",
        "",
        secret=True,
    )
    oidc_providers: str = _setting(
        "CIVIC_OIDC_PROVIDERS",
        "identity providers at which officials sign in: city=https://CLIENT:SECRET@issuer.example with "
        "blanks between, or the path of a file with these (/…); empty means none",
        "",
        secret=True,
    )
    publish_interval: int = _setting(
        "CIVIC_PUBLISH_INTERVAL", "milliseconds between two looks of the publisher for new events", "500"
    )
    web_processes: int = _setting("CIVIC_WEB_PROCESSES", "processes of the web server", "2")
    web_threads: int = _setting("CIVIC_WEB_THREADS", "threads in each process of the web server", "16")
    posts_per_minute: int = _setting(
        "CIVIC_POSTS_PER_MINUTE",
        "how many forms and API posts one address may send a minute; 0 is no limit",
        "600",
    )
    trusted_proxies: int = _setting(
        "CIVIC_TRUSTED_PROXIES", "how many reverse proxies in front may set X-Forwarded-For and -Proto", "0"
    )

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.var / 'civic.sqlite'}"

    @property
    def more_locales(self) -> tuple[Path, ...]:
        return (Path(self.locales),) if self.locales else ()

    @property
    def open311_jurisdictions(self) -> tuple[str, ...]:
        return tuple(self.open311_cities.split())

    @property
    def site(self) -> str:
        """The address of the pages, for links in letters."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def log_origin(self) -> str:
        return self.origin or f"{self.host}:{self.port}/log"

    @property
    def log_directory(self) -> Path:
        return self.var / "log"

    @property
    def keys_directory(self) -> Path:
        return self.var / "keys"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read all settings; raise SettingsHaveFaults naming every one that cannot be used."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field in dataclasses.fields(Settings):
        variable, default = field.metadata["variable"], field.metadata["default"]
        try:
            reader = _READERS.get(variable) or _READERS[field.type]
            values[field.name] = reader(environment.get(variable, default))
        except ValueError as error:
            faults.append(
                f"{variable}={environment.get(variable)!r}: {error} ({field.metadata['explanation']})"
            )
    if faults:
        raise SettingsHaveFaults("\n".join(faults))
    return Settings(**values)


def documented_settings() -> list[tuple[str, str, str]]:
    """Return (variable, default, explanation) of every setting."""
    return [
        (f.metadata["variable"], f.metadata["default"], f.metadata["explanation"])
        for f in dataclasses.fields(Settings)
    ]


def entries_of(setting: str) -> list[str]:
    """Return what stands in a setting, blanks or lines between, or in the file whose path it is.

    Raise ValueError if the file cannot be read; it never says what stands there.
    """
    if not setting.startswith("/"):
        return setting.split()
    try:
        return Path(setting).read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{setting}: {error}") from None


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("write a whole number")
    return int(text)


def _port(text: str) -> int:
    port = _whole_number(text)
    if not 1 <= port <= 65535:
        raise ValueError("write a number from 1 to 65535")
    return port


def _database_url(text: str) -> str:
    if text and not text.startswith(("postgresql://", "postgresql+psycopg://", "postgres://", "sqlite:///")):
        raise ValueError("write postgresql://… or sqlite:///…")
    return text


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("write yes or no")
    return text == "yes"


def _path(text: str) -> Path:
    if not text:
        raise ValueError("name a directory")
    return Path(text)


_READERS: Mapping[Any, Any] = {
    "PORT": _port,
    "CIVIC_DATABASE_URL": _database_url,
    Path: _path,
    str: str,
    int: _whole_number,
    bool: _yes_or_no,
}

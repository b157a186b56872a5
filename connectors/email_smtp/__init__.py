"""Letters by e-mail, over SMTP (RFC 5321) to one server that takes them on.

Contract
    settings    CIVIC_SMTP_URL   smtp://user:password@host:587   STARTTLS, refused without it
                                 smtps://user:password@host:465  TLS from the first byte
                                 smtp://host:25?tls=no           in clear, and then without a password
                CIVIC_MAIL_FROM  City of Example <no-reply@city.example>; bounces go there
    identity    Message-ID: <message id of the letter @ domain of CIVIC_MAIL_FROM>, Date: when it was written:
                two attempts make the same mail
    final       5xx for the recipient or for the mail, addresses that are none, and those in other scripts
                where the server does not know SMTPUTF8 (RFC 6531): AddressRefused
    otherwise   4xx, no connection, no TLS, login or sender refused: DeliveryFailed
    codes       smtp-<status>, address-not-valid, smtputf8-missing, server-unreachable, tls-failed,
                extension-missing (STARTTLS or AUTH), login-refused, sender-refused; never what the server
                said, which may repeat the address

Certificates are checked against the system's authorities (SSL_CERT_FILE names others).
"""

from typing import Protocol

from civic.ports import ConnectorHasFaults, Notifier
from connectors.email_smtp.adapter import SmtpNotifier
from connectors.email_smtp.mapping import read_sender
from connectors.email_smtp.server import read_server


class Settings(Protocol):
    """What this connector reads of the settings."""

    @property
    def smtp_url(self) -> str: ...

    @property
    def mail_from(self) -> str: ...


def connect(settings: Settings) -> Notifier | None:
    """Return the notifier, None if no server is named; raise ConnectorHasFaults."""
    if not settings.smtp_url:
        return None
    try:
        server = read_server(settings.smtp_url)
    except ValueError as error:
        raise ConnectorHasFaults(f"CIVIC_SMTP_URL: {error}") from None
    try:
        sender = read_sender(settings.mail_from)
    except ValueError as error:
        raise ConnectorHasFaults(f"CIVIC_MAIL_FROM: {error}") from None
    return SmtpNotifier(server, sender)

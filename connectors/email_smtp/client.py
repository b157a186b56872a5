"""A session with the server: secured as asked for, logged in, and ended without changing what was done."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from connectors.email_smtp.server import Server

TIMEOUT = 30  # seconds for each step


@contextmanager
def session(server: Server, name: str) -> Iterator[smtplib.SMTP]:
    """Yield a session in which mail may be sent; `name` is how we introduce ourselves."""
    smtp = _connect(server, name)
    try:
        if server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp
        # What the server took on stays taken on, however it says goodbye.
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _connect(server: Server, name: str) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=name, timeout=TIMEOUT, context=context
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=TIMEOUT)

"""What a server's refusal means for the letter. Its own words go no further: they may repeat the address."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from civic.ports import AddressRefused, DeliveryFailed, LetterIsNotDelivered

# Said about us, even in answer to a recipient: out of order, and to log in first.
_ABOUT_US = frozenset({503, 530})


@contextmanager
def sorted_out() -> Iterator[None]:
    """Turn every failure into DeliveryFailed or AddressRefused, without a trace of what it said."""
    try:
        yield
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise _meaning(error) from None


def _meaning(error: Exception) -> LetterIsNotDelivered:
    """Judge by the kind of failure; most of them derive from OSError, so the finer kinds come first."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_status(next(iter(error.recipients.values()))[0])
    if isinstance(error, smtplib.SMTPDataError):
        return _of_status(error.smtp_code)
    for kind, code in _FAILURES:
        if isinstance(error, kind):
            return DeliveryFailed(code)
    return DeliveryFailed("server-unreachable")


def _of_status(status: int) -> LetterIsNotDelivered:
    final = 500 <= status < 600 and status not in _ABOUT_US
    return (AddressRefused if final else DeliveryFailed)(f"smtp-{status}")


_FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "login-refused"),
    (smtplib.SMTPSenderRefused, "sender-refused"),
    (smtplib.SMTPNotSupportedError, "extension-missing"),
    (ssl.SSLError, "tls-failed"),
)

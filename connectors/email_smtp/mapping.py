"""From a letter to a mail (RFC 5322). No text that a person wrote can add a header."""

import email.policy
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from civic.ports import AddressRefused, Letter

# Seven bits go through every server; only names of other scripts need more (RFC 6531).
POLICY = email.policy.SMTP.clone(cte_type="7bit")
# SPEC: RFC 5322 §3.2.3 dot-atom, with the letters of every script (RFC 6531 §3.3).
_NAME = re.compile(r"[^\s\x00-\x1f\x7f\"(),.:;<>@\[\\\]]+(\.[^\s\x00-\x1f\x7f\"(),.:;<>@\[\\\]]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def read_sender(text: str) -> Address:
    """Read `City of Example <no-reply@city.example>`; raise ValueError with what to write."""
    name, address = parseaddr(text)
    try:
        sender = Address(name, addr_spec=address)
    except (MessageError, ValueError, IndexError):
        sender = Address()
    if not sender.domain or not text.isprintable() or not sender.addr_spec.isascii():
        raise ValueError("write an address: City of Example <no-reply@city.example>")
    return sender


def to_mail(letter: Letter, sender: Address) -> EmailMessage:
    """Return the mail; raise AddressRefused if the letter's address is none."""
    recipient = _address(letter.to)
    mail = EmailMessage(POLICY.clone(utf8=not recipient.addr_spec.isascii()))
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<{letter.message_id}@{sender.domain}>"
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = " ".join(letter.subject.split())
    # RFC 3834 §5: no machine answers this.
    mail["Auto-Submitted"] = "auto-generated"
    if letter.ends_at is not None:
        # SPEC: RFC 2369 §3.2. Not RFC 8058: a program must not end it by opening or sending anything.
        mail["List-Unsubscribe"] = f"<{letter.ends_at}>"
    mail.set_content("\n".join(letter.text.splitlines()) + "\n", charset="utf-8")
    if letter.large_type is not None:
        mail.add_alternative(letter.large_type, subtype="html", charset="utf-8")
        # Else it would be another one at every attempt.
        mail.set_boundary(f"=_{letter.message_id}")
    mail["Content-Language"] = letter.language
    return mail


def _address(text: str) -> Address:
    """Read one address; its domain in the form that every server understands (RFC 5891)."""
    name, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        raise AddressRefused("address-not-valid") from None
    if not text.isprintable() or not _NAME.fullmatch(name) or not _DOMAIN.fullmatch(domain):
        raise AddressRefused("address-not-valid")
    return Address(username=name, domain=domain)

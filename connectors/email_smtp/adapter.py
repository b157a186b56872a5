"""A notifier that hands every letter to an SMTP server: one connection, one mail, one recipient."""

from email.headerregistry import Address

from civic.ports import AddressRefused, Letter
from connectors.email_smtp.client import session
from connectors.email_smtp.errors import sorted_out
from connectors.email_smtp.mapping import to_mail
from connectors.email_smtp.server import Server


class SmtpNotifier:
    """Implements `civic.ports.Notifier`."""

    def __init__(self, server: Server, sender: Address) -> None:
        self._server = server
        self._sender = sender

    def deliver(self, letter: Letter) -> None:
        """See Notifier.deliver."""
        mail = to_mail(letter, self._sender)
        recipient = mail["To"].addresses[0].addr_spec
        with sorted_out(), session(self._server, self._sender.domain) as smtp:
            if not recipient.isascii() and not smtp.has_extn("smtputf8"):
                raise AddressRefused("smtputf8-missing")
            # Not send_message: it writes ">From" where a line begins with "From".
            options = () if recipient.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
            smtp.sendmail(self._sender.addr_spec, [recipient], mail.as_bytes(), options)

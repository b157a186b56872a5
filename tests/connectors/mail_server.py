"""A real SMTP server on the loopback address, which keeps what it takes on and refuses what it is told to."""

import asyncio
import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
USER, PASSWORD = "city@example", "p:a/s@s"


class MailServer:
    """`replies` are answers to RCPT (by address), DATA or QUIT; `mails` is what was taken on."""

    def __init__(self, port: int = 0, implicit_tls: ssl.SSLContext | None = None, **options) -> None:
        self.port = port
        self._implicit_tls = implicit_tls
        self.mails = []
        self.replies = {}
        self.sessions = 0
        self.arrival = threading.Event()
        self._options = {"enable_SMTPUTF8": True, "hostname": "mail.example", **options}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> "MailServer":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def received(self):
        """Return the mails as a reader's program parses them."""
        return [message_from_bytes(mail.content, policy=policy.default) for mail in self.mails]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        reply = self.replies.get("DATA", "250 OK")
        if reply.startswith("250"):
            self.mails.append(envelope)
            self.arrival.set()
        return reply

    async def handle_QUIT(self, _server, _session, _envelope):  # noqa: N802
        return self.replies.get("QUIT", "221 Bye")

    def _session(self) -> SMTP:
        self.sessions += 1
        return SMTP(self, loop=self._loop, **self._options)

    async def _listen(self) -> None:
        self._listening = await self._loop.create_server(
            self._session, HOST, self.port, ssl=self._implicit_tls
        )
        self.port = self._listening.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        self._listening.close()
        await self._listening.wait_closed()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def words_of(mail) -> str:
    return mail.get_content().replace("\r\n", "\n")


def knows_password(_server, _session, _envelope, _mechanism, data) -> AuthResult:
    return AuthResult(
        success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False
    )


def certificate(directory: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for the loopback address; return its file and the server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path, private = directory / "certificate.pem", directory / "key.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, private)
    return path, context

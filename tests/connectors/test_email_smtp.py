"""Letters by e-mail, taken on by a real SMTP server."""

import pytest

from civic.ports import AddressRefused, DeliveryFailed
from tests.connectors.conftest import SENDER
from tests.connectors.letters import letter
from tests.connectors.mail_server import HOST, certificate, knows_password, words_of
from tests.connectors.notifier_contract import NotifierContract

pytestmark = pytest.mark.network
LOGIN = "city%40example:p%3Aa%2Fs%40s"


def in_clear(port):
    return f"smtp://{HOST}:{port}?tls=no"


@pytest.fixture
def notifier(connect, server):
    return connect(in_clear(server.port))


class TestNotifier(NotifierContract):
    @pytest.fixture
    def arrived(self, server):
        def read():
            return [
                (mail["Message-ID"][1:].split("@")[0], mail["To"], mail["Subject"], words_of(mail))
                for mail in server.received()
            ]

        return read

    @pytest.fixture
    def refuse(self, server):
        return lambda address: server.replies.update({address: f"550 5.1.1 <{address}>: no such user"})

    @pytest.fixture
    def unreachable(self, connect, closed_port):
        return connect(in_clear(closed_port))


def test_a_mail_is_exactly_this(notifier, server):
    notifier.deliver(letter())

    (mail,) = server.mails
    assert (mail.mail_from, mail.rcpt_tos) == ("no-reply@city.example", ["a@example.org"])
    assert mail.content.decode().replace("\r\n", "\n") == (
        "Date: Mon, 02 Mar 2026 08:00:00 +0000\n"
        "Message-ID: <0123456789abcdef0123456789abcdef@city.example>\n"
        "From: City of Example <no-reply@city.example>\n"
        "To: a@example.org\n"
        "Subject: News of your case\n"
        "Auto-Submitted: auto-generated\n"
        'Content-Type: text/plain; charset="utf-8"\n'
        "Content-Transfer-Encoding: 7bit\n"
        "MIME-Version: 1.0\n"
        "Content-Language: en\n"
        "\n"
        "Streets answered.\n"
        "\n"
        "We will look at it on Monday.\n"
    )


def test_two_attempts_make_the_same_mail(notifier, server):
    notifier.deliver(letter(text="道路管理处作出了答复。\n"))
    notifier.deliver(letter(text="道路管理处作出了答复。\n"))

    first, second = server.mails
    assert first.content == second.content


LARGE = '<!doctype html>\n<html lang="zh-Hans"><body>\n<p>道路管理处作出了答复。</p>\n</body></html>\n'


def test_who_wants_large_type_gets_the_same_words_twice_in_one_mail(notifier, server):
    notifier.deliver(letter(language="zh-Hans", text="道路管理处作出了答复。\n", large_type=LARGE))

    (mail,) = server.received()
    plain, large = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Content-Language"] == "zh-Hans"
    assert (plain.get_content_type(), large.get_content_type()) == ("text/plain", "text/html")
    assert (words_of(plain), words_of(large)) == ("道路管理处作出了答复。\n", LARGE)


def test_two_attempts_make_the_same_mail_in_large_type_too(notifier, server):
    notifier.deliver(letter(large_type=LARGE))
    notifier.deliver(letter(large_type=LARGE))

    first, second = server.mails
    assert first.content == second.content


def test_no_line_is_longer_than_servers_allow(notifier, server):
    notifier.deliver(letter(subject="道" * 200, text="路" * 5000))

    assert max(len(line) for line in server.mails[0].content.split(b"\r\n")) <= 78


def test_the_message_id_stays_in_one_piece_under_a_long_domain(connect, server):
    domain = ".".join(["district"] * 10) + ".example"
    connect(in_clear(server.port), f"no-reply@{domain}").deliver(letter())

    assert f"Message-ID: <{letter().message_id}@{domain}>".encode() in server.mails[0].content.replace(
        b"\r\n ", b" "
    )


def test_a_domain_of_another_script_is_written_for_every_server(notifier, server):
    notifier.deliver(letter(to="a@straßenamt.例子.example"))

    assert server.mails[0].rcpt_tos == ["a@strassenamt.xn--fsqu00a.example"]


def test_a_name_of_another_script_needs_a_server_that_knows_it(connect, server, serve):
    old = serve(enable_SMTPUTF8=False)

    connect(in_clear(server.port)).deliver(letter(to="用户@example.org"))
    with pytest.raises(AddressRefused, match="smtputf8-missing"):
        connect(in_clear(old.port)).deliver(letter(to="用户@example.org"))

    assert [mail.rcpt_tos for mail in server.mails] == [["用户@example.org"]]
    assert old.mails == []


@pytest.mark.parametrize(
    ("step", "reply", "kind", "code"),
    [
        ("a@example.org", "550 5.1.1 no such user", AddressRefused, "smtp-550"),
        ("a@example.org", "552 5.2.2 mailbox full", AddressRefused, "smtp-552"),
        ("a@example.org", "450 4.2.0 greylisted", DeliveryFailed, "smtp-450"),
        ("a@example.org", "451 4.7.1 try again later", DeliveryFailed, "smtp-451"),
        ("a@example.org", "530 5.7.0 log in first", DeliveryFailed, "smtp-530"),
        ("DATA", "554 5.7.1 looks like spam", AddressRefused, "smtp-554"),
        ("DATA", "452 4.3.1 disk full", DeliveryFailed, "smtp-452"),
        ("a@example.org", "421 4.3.2 going down", DeliveryFailed, "smtp-421"),
    ],
)
def test_what_a_server_says_decides_if_it_is_tried_again(notifier, server, step, reply, kind, code):
    server.replies[step] = reply

    with pytest.raises(kind) as failure:
        notifier.deliver(letter())

    assert failure.value.code == code
    assert server.mails == []


def test_what_was_taken_on_stays_taken_on_however_the_server_says_goodbye(notifier, server):
    server.replies["QUIT"] = "500 5.5.1 what?"

    notifier.deliver(letter())

    assert len(server.mails) == 1


def test_the_server_is_logged_into_over_starttls(connect, serve, tmp_path, monkeypatch):
    authority, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    secure = serve(
        tls_context=context, require_starttls=True, auth_required=True, authenticator=knows_password
    )

    connect(f"smtp://{LOGIN}@{HOST}:{secure.port}").deliver(letter())
    with pytest.raises(DeliveryFailed, match="login-refused"):
        connect(f"smtp://city%40example:guess@{HOST}:{secure.port}").deliver(letter())

    assert len(secure.mails) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(connect, serve, tmp_path):
    _, context = certificate(tmp_path)
    stranger = serve(tls_context=context)

    with pytest.raises(DeliveryFailed, match="tls-failed"):
        connect(f"smtp://{HOST}:{stranger.port}").deliver(letter())

    assert stranger.mails == []


def test_nothing_is_sent_in_clear_to_a_server_that_hides_its_starttls(connect, server):
    with pytest.raises(DeliveryFailed, match="extension-missing"):
        connect(f"smtp://{HOST}:{server.port}").deliver(letter())

    assert server.mails == []


def test_tls_may_come_from_the_first_byte(connect, serve, tmp_path, monkeypatch):
    authority, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    secure = serve(implicit_tls=context)

    connect(f"smtps://{HOST}:{secure.port}").deliver(letter())

    assert len(secure.mails) == 1


def test_the_sender_may_have_a_name_of_another_script(connect, server):
    connect(in_clear(server.port), "埃尔布鲁克市 <no-reply@city.example>").deliver(letter())

    (mail,) = server.received()
    assert mail["From"].addresses[0].display_name == "埃尔布鲁克市"
    assert SENDER not in str(mail)

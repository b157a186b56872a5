"""Connectors are what the settings ask for; a setting that cannot be used is named, a secret never shown."""

import pytest

from civic.ports import ConnectorHasFaults
from civic.settings import read_settings
from connectors import Connectors, load

SENDER = "City of Example <no-reply@city.example>"


def settings(url, sender=SENDER):
    return read_settings({"CIVIC_SMTP_URL": url, "CIVIC_MAIL_FROM": sender})


def test_without_a_mail_server_there_is_no_notifier():
    assert load(read_settings({})) == Connectors(notifier=None)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example",
        "smtps://mail.example:465/",
        "smtp://user:pass@mail.example:587",
        "smtp://[::1]:25?tls=no",
    ],
)
def test_a_mail_server_makes_a_notifier(url):
    assert load(settings(url)).notifier is not None


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://u:s3cret@mail.example",
        "smtp://u:s3cret@",
        "smtp://u:s3cret@mail.example:port",
        "smtp://u:s3cret@mail.example/path",
        "smtp://u:s3cret@mail.example?tls=no",
        "smtps://u:s3cret@mail.example?tls=no",
        "smtp://u:s3cret@mail.example?tls=maybe",
        "smtp://[u:s3cret",
    ],
)
def test_a_mail_server_that_cannot_be_used_is_named_without_its_password(url):
    with pytest.raises(ConnectorHasFaults, match=r"^CIVIC_SMTP_URL: ") as faults:
        load(settings(url))

    assert "s3cret" not in str(faults.value)
    assert faults.value.__cause__ is None
    assert faults.value.__suppress_context__


@pytest.mark.parametrize(
    "sender",
    ["", "City of Example", "no-reply", "no-reply@", "a@b.example\r\nBcc: c@d.example", "ä@city.example"],
)
def test_a_sender_that_is_no_address_is_named(sender):
    with pytest.raises(ConnectorHasFaults, match=r"^CIVIC_MAIL_FROM: write an address"):
        load(settings("smtp://mail.example", sender))


def test_printed_settings_and_connectors_hold_no_secret():
    found = settings("smtp://user:s3cret@mail.example")

    assert "s3cret" not in repr(found)
    assert "s3cret" not in repr(load(found))

"""Mail servers of a test's own."""

import socket

import pytest

from civic.settings import read_settings
from connectors import load
from tests.connectors.mail_server import HOST, MailServer

pytest.register_assert_rewrite("tests.connectors.notifier_contract")

SENDER = "City of Example <no-reply@city.example>"


@pytest.fixture
def serve(socket_enabled):
    """Return what starts a mail server with the given options."""
    running = []

    def start(**options):
        running.append(MailServer(**options).start())
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(serve):
    return serve()


@pytest.fixture
def closed_port(socket_enabled):
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture
def connect():
    """Return what makes the notifier that the settings ask for."""

    def connected(url, sender=SENDER):
        return load(read_settings({"CIVIC_SMTP_URL": url, "CIVIC_MAIL_FROM": sender})).notifier

    return connected

"""One command runs a site with three witnesses, and what it publishes has their quorum."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.builders.processes import ROOT

pytestmark = pytest.mark.network


@pytest.fixture
def port(socket_enabled):
    """A port that is free, as are the three after it: below those that the system gives to anyone."""
    while True:
        first = 20_000 + secrets.randbelow(10_000)
        if all(_is_free(first + n) for n in range(4)):
            return first


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def start(tmp_path, port, **settings):
    environment = {
        **os.environ,
        "CIVIC_VAR": str(tmp_path / "var"),
        "PORT": str(port),
        "CIVIC_WEB_PROCESSES": "1",
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "wsgi", "up", "--demo", "--empty", "--with-witnesses"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def read(port, path, process):
    """Return the file once it is there; fail if the site ends before that."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
                return answer.read()
        except (urllib.error.HTTPError, ConnectionError, urllib.error.URLError):
            continue
    raise AssertionError(process.communicate())


def run_once(tmp_path, port):
    """Start, read the checkpoint, verify the log, stop; return what the verifier said."""
    process = start(tmp_path, port)
    try:
        assert process.stdout.readline() == f"http://127.0.0.1:{port} (stop with Ctrl-C)\n"
        read(port, "/log/checkpoint", process)
        policy = tmp_path / "policy"
        policy.write_bytes(read(port, "/log/policy", process))
        verified = subprocess.run(
            [sys.executable, "-m", "ledger", "verify", f"http://127.0.0.1:{port}/log/", "--policy", policy],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        os.killpg(process.pid, signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert "Traceback" not in err
    return verified.stdout


def test_a_site_with_three_witnesses_starts_with_one_command_and_again(tmp_path, port):
    for _ in range(2):
        said = run_once(tmp_path, port)

        assert said.startswith("OK 2 entries")
        assert "cosigned by 2 witnesses" in said or "cosigned by 3 witnesses" in said
    policy = (tmp_path / "policy").read_text()
    assert policy.count("\nwitness local-witness-") == 3
    assert policy.endswith("quorum local\n")


def test_who_has_named_witnesses_is_not_given_others(tmp_path, port):
    (tmp_path / "own").write_text("quorum none\n")
    process = start(tmp_path, port, CIVIC_LOG_POLICY=str(tmp_path / "own"))
    _, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "CIVIC_LOG_POLICY names the witnesses already" in err


def test_a_port_of_a_witness_that_is_taken_is_said_in_one_line(tmp_path, port):
    with socket.create_server(("127.0.0.1", port + 2)):
        process = start(tmp_path, port)
        _, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert f"127.0.0.1:{port + 2}: Address already in use" in err

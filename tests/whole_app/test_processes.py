"""Starting and stopping: the processes of one installation, and one readable line where they cannot start."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.builders.processes import ROOT

pytestmark = pytest.mark.network


@pytest.fixture
def taken(socket_enabled):
    """A port where somebody listens already."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def port(socket_enabled):
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def civic(tmp_path, *arguments, **settings):
    """Start `civic` as the first of a group of processes, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "wsgi", *arguments],
        cwd=ROOT,
        env={**os.environ, "CIVIC_VAR": str(tmp_path / "var"), **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("command", ["up", "web"])
def test_a_port_that_is_taken_is_said_in_one_line(tmp_path, taken, command):
    process = civic(tmp_path, command, PORT=str(taken))
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    mend = "Stop what listens there, or set PORT or CIVIC_HOST."
    assert err == f"Error: 127.0.0.1:{taken}: Address already in use. {mend}\n"


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PORT", "99999", "PORT='99999': write a number from 1 to 65535"),
        ("CIVIC_CITY", "atlantis", "There is no city 'atlantis'; known are: demo"),
        ("CIVIC_DATABASE_URL", "mysql://x/y", "write postgresql://… or sqlite:///…"),
        (
            "CIVIC_DATABASE_URL",
            "postgresql://x@127.0.0.1:1/y",
            "the database does not answer or cannot write",
        ),
    ],
    ids=["port", "city", "database", "no answer"],
)
def test_a_setting_that_cannot_work_is_said_in_one_line(tmp_path, port, setting, value, said):
    process = civic(tmp_path, "up", **{"PORT": str(port), setting: value})
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    assert err.startswith("Error: ")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_every_process_and_says_nothing(tmp_path, port, number):
    process = civic(tmp_path, "up", PORT=str(port))
    begun = process.stdout.readline()

    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=60)  # to the end of output: until the last process has closed it

    assert begun == f"http://127.0.0.1:{port} (stop with Ctrl-C)\n"
    assert (process.returncode, out, err) == (0, "", "")


def test_no_process_lives_on_when_the_first_is_killed(tmp_path, port):
    process = civic(tmp_path, "up", PORT=str(port))
    try:
        begun = process.stdout.readline()

        process.kill()
        out, err = process.communicate(timeout=60)  # to the end of output, as above
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    assert begun == f"http://127.0.0.1:{port} (stop with Ctrl-C)\n"
    assert (process.returncode, out, err) == (-signal.SIGKILL, "", "")
    with socket.create_server(("127.0.0.1", port)):
        pass  # nobody listens there any more


def test_a_web_server_may_be_told_to_end_with_its_input(tmp_path, port):
    process = civic(tmp_path, "web", "--until-input-ends", PORT=str(port))
    begun = process.stdout.readline()

    out, err = process.communicate(timeout=60)  # closes its input first

    assert begun == f"http://127.0.0.1:{port} (stop with Ctrl-C)\n"
    assert (process.returncode, out, err) == (0, "", "")


def test_the_demo_city_begins_at_work_once_or_empty_where_that_is_asked_for(tmp_path, port):
    first, again = (begin_and_end(tmp_path, port, "--demo") for _ in range(2))
    empty = begin_and_end(tmp_path / "other", port, "--demo", "--empty")

    made_up = "the demo city begins with 28 made-up cases (civic up --demo --empty begins without)\n"
    served = f"http://127.0.0.1:{port} (stop with Ctrl-C)\n"
    assert first == [made_up, served]
    assert again == empty == [served]


def begin_and_end(directory, port, *options):
    """Return what is said until pages are served."""
    process = civic(directory, "up", *options, PORT=str(port))
    said = [process.stdout.readline()]
    while said[-1] and not said[-1].startswith("http"):
        said.append(process.stdout.readline())
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=60)
    return said

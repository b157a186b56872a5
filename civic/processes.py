"""The processes of an installation: web server and worker, together in one tree or apart."""

import gc
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from civic.settings import Settings

LAST_WORDS = 20.0  # seconds that a process has to end by itself


class CannotListen(Exception):
    """Nothing can be served at the address that the settings name."""


def ensure_can_listen(host: str, port: int) -> None:
    """Raise CannotListen where the web server would try again and again, and then give up at length."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotListen(
                f"{host}:{port}: {error.strerror}. Stop what listens there, or set PORT or CIVIC_HOST."
            ) from error


class WebServer(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings; every process makes its own application, and so its own connections."""

    def __init__(self, settings: Settings, make_app: Any) -> None:
        self._settings = settings
        self._make_app = make_app
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        for name, value in {
            "bind": f"{settings.host}:{settings.port}",
            "workers": settings.web_processes,
            "threads": settings.web_threads,
            "worker_class": "gthread",
            "keepalive": 5,
            "graceful_timeout": 10,
            "loglevel": "warning",
            # Addresses of requests are personal data; the web server keeps no list of them.
            "accesslog": None,
            "pre_fork": _choose_processor,
            "post_fork": _keep_to_processor,
            "when_ready": lambda _server: click.echo(f"{settings.site} (stop with Ctrl-C)"),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = self._make_app()
        # What stands after the start stays: the collector need not walk through it again and again.
        gc.freeze()
        return application


def _choose_processor(server: Any, worker: Any) -> None:
    """Choose for a new process of the web server a processor that no other of them keeps to, if there is one.

    Python runs one thread of a process at a time. On two processors its threads would wake each other across
    them, which takes longer than what most of them do in their turn.
    """
    taken = {each.processor for each in server.WORKERS.values()}
    worker.processor = next((each for each in _processors() if each not in taken), None)


def _keep_to_processor(_server: Any, worker: Any) -> None:
    """Keep this process to what was chosen for it, and let a thread that is woken wait for its turn there.

    It could do nothing yet: whoever woke it has the interpreter still.
    """
    if worker.processor is not None:
        with suppress(OSError):  # a system that does not let us choose serves all the same
            os.sched_setaffinity(0, {worker.processor})
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _processors() -> list[int]:
    """Return those that we may use; several servers on one machine do not begin with the same."""
    if not hasattr(os, "sched_getaffinity"):  # only Linux lets a process choose
        return []
    ours = sorted(os.sched_getaffinity(0))
    first = os.getpid() % len(ours)
    return ours[first:] + ours[:first]


def stop_on_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set; wait for it with a timeout, again and again.

    A handler runs between any two steps of the main thread, even inside the event's own lock; so it only
    leaves word in a queue made for that, and another thread sets the event. A signal that comes just before
    the main thread goes to sleep is noticed when it wakes up: hence the timeout.
    """
    heard: queue.SimpleQueue[int] = queue.SimpleQueue()
    stop = threading.Event()

    def listen() -> None:
        heard.get()
        stop.set()

    threading.Thread(target=listen, name="signals", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: heard.put(number))
    return stop


def stop_when_input_ends() -> None:
    """Send ourselves SIGTERM at the end of standard input, which comes when its other end dies, however."""

    def listen() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=listen, name="input", daemon=True).start()


def run_together(commands: Mapping[str, Sequence[str]]) -> int:
    """Run Python modules with arguments as child processes, all until one ends or a signal comes.

    Each is told to end when its input does; the keys are their names for people. Return the status.
    """
    # Children start with Ctrl-C ignored, so that it does not break into their imports.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nobody else holds the other end of what they read, and nothing is written to it: it ends when we do.
    their_input, _ours = os.pipe()
    children = {name: _start(command, their_input) for name, command in commands.items()}
    os.close(their_input)
    stop = stop_on_signals()
    while not stop.wait(0.5) and all(child.poll() is None for child in children.values()):
        pass
    # A signal to the whole group may end a child before we have noticed it ourselves, on a busy machine
    # long before.
    told_to = stop.wait(2)
    ended = {name: child.returncode for name, child in children.items() if child.poll() is not None}
    for name, status in ended.items():
        if not told_to:
            click.echo(f"{name} ended with status {status}; stopping the others", err=True)
    _end(list(children.values()))
    return 0 if told_to else max(1, *(abs(status) for status in ended.values()))


def _start(command: Sequence[str], standard_input: int) -> "subprocess.Popen[bytes]":
    own = [sys.executable, "-m", *command, "--until-input-ends"]
    return subprocess.Popen(own, stdin=standard_input)  # noqa: S603 - our own commands


def _end(children: "Sequence[subprocess.Popen[bytes]]") -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def replace_environment(**settings: str) -> None:
    """Set defaults for the child processes, where the operator has set nothing."""
    for name, value in settings.items():
        os.environ.setdefault(name, value)

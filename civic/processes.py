"""The processes of an installation: web server and worker, together in one tree or apart."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from gunicorn.app.base import BaseApplication

from civic.settings import Settings


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
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = self._make_app()
        # What stands after the start stays: the collector need not walk through it again and again.
        gc.freeze()
        return application


def run_together(commands: Sequence[str]) -> int:
    """Run our own commands as child processes, all until one ends or a signal comes; return the status."""
    children = [subprocess.Popen([sys.executable, "-m", "wsgi", name]) for name in commands]  # noqa: S603
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set() and all(child.poll() is None for child in children):
        stop.wait(0.5)
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    return max(abs(child.wait()) for child in children) if not stop.is_set() else 0


def replace_environment(**settings: str) -> None:
    """Set defaults for the child processes, where the operator has set nothing."""
    for name, value in settings.items():
        os.environ.setdefault(name, value)

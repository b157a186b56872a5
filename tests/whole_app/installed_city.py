"""An installation of a city whose commands and processes each begin anew, as on a real machine."""

import shlex

from click.testing import CliRunner

from civic.app import create_app
from civic.bootstrap import build
from civic.cli import Context, civic
from civic.settings import read_settings
from ledger.__main__ import main as ledger

ORIGIN = "city.example/log"


class City:
    """Where processes run, and what operators type."""

    def __init__(self, directory, monkeypatch):
        self.directory = directory
        self.environment = {"CIVIC_VAR": str(directory / "var"), "CIVIC_ORIGIN": ORIGIN}
        self._monkeypatch = monkeypatch
        self._running = []
        self.said = ""

    def start(self, **settings):
        """A process that runs from now on."""
        platform = build(read_settings({**self.environment, **settings}))
        self._running.append(platform)
        return platform

    def type(self, line, status=0, **settings):
        words = shlex.split(line)
        if words[:3] == ["python", "-m", "ledger"]:
            assert ledger([*words[3:], "--jobs", "1"]) == status
            return ""
        for name, value in {**self.environment, **settings}.items():
            self._monkeypatch.setenv(name, value)
        context = Context(create_app)
        result = CliRunner().invoke(civic, words[1:], obj=context)
        if "platform" in vars(context):
            context.platform.close()
        assert (result.exit_code, result.exception if status == 0 else None) == (status, None), result.output
        return result.output

    def close(self):
        for platform in self._running:
            platform.close()

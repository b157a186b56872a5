"""A site that speaks more languages than ours: made-up ones, and those of a directory that a city adds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from civic.app import create_app
from civic.bootstrap import build
from civic.settings import read_settings
from tests.builders.clock import SteppingClock
from tests.builders.postbox import Postbox
from tests.builders.straight_back import StraightBack
from tests.builders.town import Town
from tests.builders.visitors import Visitors


@contextmanager
def site_speaking(var: Path, **more_settings: str) -> Iterator[tuple[Flask, Town, Visitors]]:
    """Yield the application of the demo city after some weeks, and whoever visits it."""
    settings = {"CIVIC_VAR": str(var), "CIVIC_DEMO_LOGIN": "yes", "CIVIC_POSTS_PER_MINUTE": "0"}
    platform = build(
        read_settings({**settings, **more_settings}),
        clock=SteppingClock(),
        notifier=Postbox(),
        identity_providers={"demo": StraightBack()},
    )
    app = create_app(platform)
    app.testing = True
    town = Town(platform)
    yield app, town, Visitors(app, town)
    platform.close()

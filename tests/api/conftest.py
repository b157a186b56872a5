"""Fixtures of the API's tests: an application that answers what breaks, and a case that was filed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.app import create_app
from civic.bootstrap import Platform
from tests.api.api_bodies import pothole


@pytest.fixture
def app(platform: Platform) -> Flask:
    application = create_app(platform)
    application.testing = True
    application.config["PROPAGATE_EXCEPTIONS"] = False
    return application


@pytest.fixture
def filed(client: FlaskClient) -> Callable[..., dict[str, Any]]:
    """Return a function that files a pothole, with whatever members it is given, and returns the answer."""

    def file(**members: Any) -> dict[str, Any]:
        answer = client.post("/api/v1/cases", json=pothole(**members))
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    return file

"""Fixtures of tests that run the whole application as operators do."""

import pytest

from tests.whole_app.installed_city import City


@pytest.fixture
def city(tmp_path, monkeypatch):
    city = City(tmp_path, monkeypatch)
    yield city
    city.close()

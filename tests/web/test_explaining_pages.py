"""The pages that explain: what they show of the site that shows them."""

from dataclasses import replace

import pytest

from civic.app import create_app
from civic.i18n.languages import language, languages
from civic.pages.library import page
from tests.web.browser import Browser


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_the_commands_that_verify_the_log_name_the_site_that_is_read(resident, spoken):
    shown = resident.open(f"/{spoken.slug}/about/verify", base_url="http://localhost:8123")

    commands = " ".join(block.get_text() for block in shown.soup.select("pre"))
    assert "http://localhost:8123/log/policy" in commands.split()
    assert "http://localhost:8123/log" in commands.split()
    assert "{" not in shown.text


def test_the_address_that_is_set_is_shown_whatever_was_asked_for(platform):
    settings = replace(platform.settings, public_url="https://city.example/")
    app = create_app(replace(platform, settings=settings))

    shown = Browser(app.test_client()).open("/en/about/verify", base_url="https://203.0.113.7")

    assert "https://city.example/log/policy" in shown.text
    assert "203.0.113.7" not in shown.text


def test_an_address_is_shown_as_text_whatever_it_holds():
    shown = page("verify", language("en")).shown_at("http://x/<b>", 730, 365)

    assert "http://x/&lt;b&gt;/log/policy" in shown.body

"""The HTML of every page in every language is sound, says the checker of the W3C's Nu project."""

import json
import shutil
import subprocess

import pytest

from civic.i18n.languages import read_languages
from tests.a11y import programs

pytestmark = [pytest.mark.usefixtures("checkers"), pytest.mark.timeout(1800)]

PATIENCE = 900  # seconds: a busy machine is slow, not wrong
SPOKEN = [each.slug for each in read_languages().offered]  # what is made up for tests is nobody's language


def faults_in(directory):
    """Return every error and warning, once each, with the first page it stands on."""
    command = ["java", "-jar", str(programs.program("vnu-jar")), "--format", "json", "--skip-non-html", "."]
    done = subprocess.run(
        command, cwd=directory, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    found = {}
    for message in json.loads(done.stderr)["messages"]:
        if message["type"] == "error" or message.get("subType") in {"warning", "fatal"}:
            page = "/".join(message.get("url", "").split("/")[-2:])
            found.setdefault(message["message"], f"{page}: {message.get('extract', '').strip()[:200]}")
    return found


@pytest.fixture
def java():
    if shutil.which("java") is None:
        pytest.skip("java is not installed; Debian: apt-get install default-jre-headless")


def test_every_page_in_every_language_is_sound(java, visitors, states, tmp_path):
    for slug in SPOKEN:
        (tmp_path / slug).mkdir()
        for name, state in states.items():
            html = visitors.shown(state, slug).html
            (tmp_path / slug / f"{name}.html").write_text(html, encoding="utf-8")

    assert faults_in(tmp_path) == {}


def test_the_checker_finds_faults(java, tmp_path):
    (tmp_path / "wrong.html").write_text("<!doctype html><title>T</title><p><center>x</p>", encoding="utf-8")

    assert len(faults_in(tmp_path)) >= 2

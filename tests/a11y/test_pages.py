"""Every page in every language, width and mode: two programs with every rule on, a ruler, keys, an ear."""

import os

import pytest

from tests.a11y.findings import examine
from tests.a11y.matrix import MODES, WIDE, Look, looks
from tests.a11y.outlines import COMMAND, OUTLINES, file_of, outline
from tests.builders.pages import names_of_states

pytestmark = [
    pytest.mark.browser,
    pytest.mark.network,
    pytest.mark.usefixtures("socket_enabled"),
    pytest.mark.timeout(1800),  # some seconds where nothing else runs
]

STATES = names_of_states()
FIRST = {name.partition("-")[0]: name for name in reversed(STATES)}  # of each page
RENEW = os.environ.get("RENEW_OUTLINES") == "yes"


@pytest.mark.usefixtures("checkers")
@pytest.mark.parametrize("name", STATES)
def test_nothing_is_found(onlooker, spoken, states, name, record_property):
    state = states[name]
    array = looks(STATES.index(name), spoken, further=FIRST[state.endpoint] != name)
    found = [examine(onlooker, state, look) for look in array]

    record_property("looks", [each.as_record() for each in found])
    faults = [fault for each in found for fault in each.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", STATES)
def test_the_outline_of_a_page_is_the_one_that_was_kept(onlooker, spoken, states, name):
    state = states[name]
    onlooker.open(state, Look(spoken[0], WIDE, MODES[0]))
    heard = outline(onlooker)
    if RENEW:
        file_of(state).write_text(heard, encoding="utf-8")

    kept = file_of(state).read_text(encoding="utf-8") if file_of(state).is_file() else ""
    assert heard == kept, f"{state}: if this is meant, run {COMMAND} and look at the difference"


def test_no_outline_is_left_of_a_page_that_is_gone():
    assert {path.stem for path in OUTLINES.glob("*.yml")} <= set(STATES)


def test_the_walk_notices_what_is_wrong(onlooker):
    onlooker.page.goto("about:blank")
    onlooker.page.set_content(
        "<body><a href='#late'>not the skip link</a><a href='#a' style='outline: none'>no ring</a>"
        "<a href='#b' tabindex='-1'>skipped</a><div style='position: fixed; inset: 0'></div></body>"
    )

    found = " ".join(onlooker.walk())

    for expected in ("the skip link is not first", "no ring", "covered", "not reached"):
        assert expected in found

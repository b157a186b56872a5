"""What a screen reader is told of each page stays as it was, unless somebody meant to change it."""

import os

import pytest

from tests.a11y.matrix import MODES, WIDE, Look
from tests.a11y.outlines import COMMAND, OUTLINES, file_of, outline
from tests.builders.pages import ENDPOINTS

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.usefixtures("socket_enabled")]

RENEW = os.environ.get("RENEW_OUTLINES") == "yes"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_outline_of_a_page_is_the_one_that_was_kept(onlooker, spoken, states, endpoint):
    look = Look(spoken[0], WIDE, MODES[0])
    for state in states:
        if state.endpoint == endpoint:
            onlooker.open(state, look)
            heard = outline(onlooker)
            if RENEW:
                file_of(state).write_text(heard, encoding="utf-8")
            kept = file_of(state).read_text(encoding="utf-8") if file_of(state).is_file() else ""
            assert heard == kept, f"{state}: if this is meant, run {COMMAND} and look at the difference"


def test_no_outline_is_left_of_a_page_that_is_gone(states):
    assert {path.name for path in OUTLINES.glob("*.yml")} <= {file_of(state).name for state in states}

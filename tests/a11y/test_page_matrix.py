"""Two programs and a ruler look at every page, in every language, width and mode, with every rule on."""

import pytest

from tests.a11y.findings import examine
from tests.a11y.matrix import MODES, looks
from tests.builders.pages import ENDPOINTS

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.usefixtures("socket_enabled", "checkers")]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nothing_is_found(onlooker, spoken, states, endpoint, mode, record_property):
    found = [
        examine(onlooker, state, look)
        for number, state in enumerate(states)
        for look in looks(number, spoken)
        if state.endpoint == endpoint and look.mode is mode
    ]

    record_property("looks", [each.as_record() for each in found])
    assert [fault for each in found for fault in each.faults] == []

"""Every journey in a real browser: with a mouse and without scripts, and with the keyboard alone.

Each is so walked on both databases, for what people do does not depend on where it is kept.
"""

import pytest

from tests.journeys.all_journeys import JOURNEYS, what_is_known
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.steps import walk

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.timeout(1800)]  # a busy machine is slow

WAYS = {
    "without scripts": (Mouse, {"scripts": False}),
    "with the keyboard alone": (Keyboard, {}),
}
DATABASES = {"without scripts": "sqlite", "with the keyboard alone": "postgresql"}
REFUSED = (404, 422)  # what a form lacks is said on a page with such a status


@pytest.mark.parametrize(("way", "database_url"), DATABASES.items(), indirect=["database_url"])
@pytest.mark.parametrize("journey", JOURNEYS, ids=str)
def test_a_journey_leads_to_its_end(visit, platform, journey, way):
    hands, options = WAYS[way]
    known = what_is_known(platform, journey.name)
    people = {who: hands(visit(**options, expected=REFUSED)) for who in ("resident", "official")}

    walk(journey, people, known)

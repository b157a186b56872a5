"""With Tab alone one gets everywhere, in the order of the page, and always sees where one is."""

import pytest

from tests.a11y.matrix import MODES, NARROW, WIDE, Look
from tests.builders.pages import ENDPOINTS

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.usefixtures("socket_enabled")]

PLAIN, SIMPLE = MODES[0], MODES[1]


@pytest.mark.parametrize(("slug", "width", "mode"), [("en", WIDE, PLAIN), ("ar", NARROW, SIMPLE)])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_tab_leads_through_the_whole_page(onlooker, spoken, states, endpoint, slug, width, mode):
    language = next(each for each in spoken if each.slug == slug)
    for state in states:
        if state.endpoint == endpoint:
            onlooker.open(state, Look(language, width, mode))
            onlooker.open_folded()
            assert onlooker.walk() == [], state


def test_the_walk_notices_what_is_wrong(onlooker):
    onlooker.page.goto("about:blank")
    onlooker.page.set_content(
        "<body><a href='#late'>not the skip link</a><a href='#a' style='outline: none'>no ring</a>"
        "<a href='#b' tabindex='-1'>skipped</a><div style='position: fixed; inset: 0'></div></body>"
    )

    found = " ".join(onlooker.walk())

    for expected in ("the skip link is not first", "no ring", "covered", "not reached"):
        assert expected in found

"""Every form of every page lies on a journey: one that is added without a journey fails here."""

import pytest

from tests.builders.pages import page_states
from tests.builders.town import Town
from tests.builders.visitors import Visitors
from tests.journeys.all_journeys import JOURNEYS, what_is_known
from tests.journeys.steps import walk
from tests.journeys.without_browser import WithoutBrowser, name_of_form
from tests.web.browser import form_of

# It shows components beside their code; what its forms send is looked at by nobody.
FOR_BUILDERS = {"styleguide.page"}
# Other buttons are for scripts on the page, stand for one that is seen, or only put words into their form.
SENDING = ":is(form button, button[form]):not([hidden], [type=button], [name=reply])"


def forms_of_pages(app, platform):
    """Return every form that somebody can be shown, in the usual and in the simple view, with its buttons."""
    town = Town(platform)
    visitors = Visitors(app, town)
    found = {}
    for state in page_states(town):
        if state.endpoint not in FOR_BUILDERS:
            for chosen in ({}, {"simple": "on"}):
                for button in visitors.shown(state, "en", chosen).soup.select(SENDING):
                    found.setdefault(name_of_form(app, form_of(button), button), state)
    return found


@pytest.mark.timeout(900)  # it opens every page there is
def test_every_form_lies_on_a_journey(app, platform):
    sent = set()
    for journey in JOURNEYS:
        people = {"resident": WithoutBrowser(app), "official": WithoutBrowser(app)}
        walk(journey, people, what_is_known(platform, journey.name))
        sent |= people["resident"].sent | people["official"].sent

    shown = forms_of_pages(app, platform)
    missing = {form: str(state) for form, state in shown.items() if form not in sent}
    assert missing == {}, "write a journey (tests/journeys/of_….py) that sends these forms"

"""Every route of offices lets in exactly whom the table of roles lets in: a hundred roles, every route."""

from itertools import product

import pytest

from civic.people.roles import ALL, ROLES, Grant, Matter, may
from tests.builders.cases import file_case

DEPARTMENTS = ("streets", "parks", ALL)
SERVICES = ((), ("pothole",), ("playground", "pothole"), ("playground",))
DISTRICTS = ((), ("old-town",), ("harbour",))
# The case is about a pothole in the old town; the other official works for the roads.
CASE, COLLEAGUES = Matter("streets", "pothole", "old-town"), Matter("streets")
# What a route asks of roles beside the right that it declares: that they cover what it is about.
ABOUT = {
    "office.act": CASE,
    "office.note": CASE,
    "office.contact": CASE,
    "moderation.act": CASE,
    "splitting.form": CASE,
    "splitting.splitting": CASE,
    "inspections.form": CASE,
    "inspections.inspection": CASE,
    "officials.official_page": COLLEAGUES,
    "officials.role": COLLEAGUES,
    "officials.withdrawal": COLLEAGUES,
    "officials.invitation": COLLEAGUES,
    "officials.departure": COLLEAGUES,
}
REFUSED = "Your roles do not allow this here."


def requests_of_offices(app, case, colleague):
    """Return method, address and endpoint of every route for which somebody has to have a right."""
    known = {
        "lang": "en",
        "number": case,
        "official": colleague,
        "name": "photo-1",
        "act": "note",
        "version": 1,
        "code": "pothole",
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "may", ""):
            act = {"office.act": {"act": "claim"}, "moderation.act": {"act": "withholding"}}
            values = {name: known[name] for name in rule.arguments} | act.get(rule.endpoint, {})
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, adapter.build(rule.endpoint, values, method), rule.endpoint


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_row_says_where_it_covers_the_matter(app, platform, role):
    case = platform.cases.file(file_case(neighbourhood="harbour-market"), command_id="a pothole").case
    page = platform.cases.page(case)
    assert Matter(page.case.department, page.filed.service, page.filed.place.district) == CASE
    colleague = platform.officials.admit("Pat", "demo", Grant("reader", "streets"), department="streets").id
    routes = list(requests_of_offices(app, case, colleague))
    assert {endpoint for *_, endpoint in routes} >= set(ABOUT)

    wrong = []
    for department, services, districts in product(DEPARTMENTS, SERVICES, DISTRICTS):
        grant = Grant(role, department, services, districts)
        client = browser_of_an_official(app, platform, grant)
        for method, address, endpoint in routes:
            action = app.view_functions[endpoint].may
            allowed = may([grant], action) and may([grant], action, ABOUT.get(endpoint))
            answer = client.open(address, method=method, data={"csrf_token": "t", "department": "streets"})
            if (REFUSED not in answer.get_data(as_text=True)) != allowed:
                wrong.append((grant, method, endpoint))

    assert wrong == []


def browser_of_an_official(app, platform, grant):
    official = platform.officials.admit("Kim", "demo", grant, department="streets").id
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(csrf="t", sign_in=platform.officials.sign_ins.begin(official, "app"))
    return client


def test_there_are_more_than_a_hundred_roles_to_try():
    assert len(list(product(ROLES, DEPARTMENTS, SERVICES, DISTRICTS))) > 100


def test_nobody_without_a_sign_in_gets_anything_of_an_office(app, platform):
    case = platform.cases.file(file_case(), command_id="a pothole").case
    colleague = platform.officials.admit("Pat", "demo", Grant("reader", "streets"), department="streets").id
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf"] = "t"

    answers = {
        endpoint: client.open(address, method=method, data={"csrf_token": "t"}).headers.get("Location", "")
        for method, address, endpoint in requests_of_offices(app, case, colleague)
    }

    assert {endpoint for endpoint, to in answers.items() if "/office/session" not in to} == set()

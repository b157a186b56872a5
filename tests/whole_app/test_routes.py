"""What holds for every route: who may call it is declared, and every form is protected."""

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from civic.cases.forms import MODERATIONS, OFFICIAL_ACTS
from civic.people.roles import ACTIONS
from tests.builders.accounts import account_of
from tests.builders.visitors import signed_in

WHO = {"anyone", "reporter", "resident", "official"}


def own_rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_route_declares_who_may_call_it(app):
    undeclared = [
        rule.endpoint
        for rule in own_rules(app)
        if getattr(app.view_functions[rule.endpoint], "access", "") not in WHO
    ]

    assert undeclared == [], "put @access(...) on each of these views"


def test_every_route_of_offices_declares_which_right_it_takes(app):
    """One's own sign-in is open to whoever has signed in, whatever they may do."""
    taken = {
        rule.endpoint: app.view_functions[rule.endpoint].may
        for rule in own_rules(app)
        if app.view_functions[rule.endpoint].access == "official"
        and not rule.endpoint.startswith("own_sign_in.")
        and rule.endpoint != "people.end"
    }

    assert {endpoint for endpoint, right in taken.items() if right not in ACTIONS} == set()


def test_a_route_that_declares_nothing_is_refused(app):
    careless = Blueprint("careless", __name__)
    careless.get("/careless")(lambda: "secret")
    app.register_blueprint(careless)

    answer = app.test_client().get("/careless")

    assert answer.status_code == 403
    assert b"secret" not in answer.data


def test_what_takes_no_cookies_is_not_for_officials_or_reporters(app):
    cookieless = [view for view in app.view_functions.values() if not getattr(view, "cookies", True)]

    assert {view.access for view in cookieless} == {"anyone"}


def posts(app: Flask) -> list[Rule]:
    return [rule for rule in own_rules(app) if "POST" in rule.methods]


def address_of(app: Flask, rule: Rule) -> str:
    known = {
        "lang": "en",
        "code": "pothole",
        "number": "2222222222",
        "name": "2222222222",
        "act": next(iter(MODERATIONS if rule.endpoint == "moderation.act" else OFFICIAL_ACTS)),
        "official": "2222222222",
    }
    with app.test_request_context():
        from flask import url_for

        return url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})


def test_every_post_from_a_browser_is_refused_without_its_token(app):
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(csrf="the right one", reporter_of=["2222222222"])
        platform = app.extensions["civic"]
        session.update(signed_in(platform, "streets", "head"))
        account = account_of(platform, "ines@example.org")
        session["resident_sign_in"] = platform.residents.sign_ins.begin(account, "code")
    for rule in posts(app):
        if not getattr(app.view_functions[rule.endpoint], "cookies", True):
            continue
        for token in ("", "another one", "ü"):
            answer = client.post(address_of(app, rule), data={"csrf_token": token})
            assert answer.status_code == 403, rule


def test_a_view_without_cookies_sees_no_session(app):
    from flask import session

    from civic.web.access import access

    machine = Blueprint("machine", __name__)

    @machine.post("/machine")
    @access("anyone", cookies=False)
    def post():
        return str(dict(session))

    app.register_blueprint(machine)
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["sign_in"] = "a token"

    assert client.post("/machine").get_data(as_text=True) == "{}"


def test_routes_are_nouns(app):
    verbs = {
        "create",
        "update",
        "delete",
        "close",
        "edit",
        "submit",
        "new",
        "get",
        "post",
        "send",
        "login",
        "logout",
    }

    assert [rule.rule for rule in own_rules(app) if verbs & set(rule.rule.strip("/").split("/"))] == []


def test_the_default_language_of_an_address_is_found(client):
    assert client.get("/", headers={"Accept-Language": "zh-CN"}).headers["Location"] == "/zh-hans/"
    assert client.get("/").headers["Location"] == "/en/"
    assert client.get("/").headers["Vary"] == "Accept-Language, Cookie"


@pytest.mark.parametrize(
    "address", ["/fr/", "/EN/", "/de", "/en/cases/ABCDE-FGHJ2", "/log/", "/static/x.css", "/%00"]
)
def test_an_address_that_leads_nowhere_is_answered_politely(client, address):
    answer = client.get(address, follow_redirects=True)

    assert answer.status_code in {200, 404}

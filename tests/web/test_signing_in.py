"""Officials sign in as themselves, see and end their sign-ins, and may do what their roles say."""

import base64
from datetime import timedelta
from html import unescape

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from civic.people.roles import Grant
from tests.builders.authenticator import Authenticator
from tests.builders.cases import file_case
from tests.web.browser import Browser
from tests.web.journeys import sign_in

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def admitted(platform, *grants, department="streets"):
    first, *others = grants or [Grant("caseworker", "streets")]
    official = platform.officials.admit("Kim Kollegin", "demo", first, department=department)
    for grant in others:
        platform.officials.grant(official.id, grant)
    return official.id


@pytest.fixture
def kim(platform):
    """Somebody with an app for codes."""
    official = admitted(platform)
    platform.officials.add_credential(official, "app", KEY)
    return official


def code_of(platform, key=KEY):
    """What the app shows now."""
    moment = int((platform.clock.now() + timedelta(seconds=1)).timestamp())
    return TOTP(base64.b32decode(key), 6, SHA1(), 30).generate(moment).decode()


def come_in(browser, platform, official):
    page = browser.open("/en/office/session")
    return browser.send(page, "/session/app", number=official, code=code_of(platform))


def test_an_invitation_leads_to_an_app_and_the_app_into_the_queue(stranger, app, platform):
    official = admitted(platform)
    code = platform.officials.invite(official)
    page = stranger.send(stranger.open("/en/office/invitation"), "/invitation", number=official, code=code)
    assert page.heading == "Your sign-in"
    key = page.value("secret")

    page = stranger.send(page, "/sign-in/app", code=code_of(platform, key))

    assert "App for codes" in page.soup.select_one("section[aria-labelledby=ways]").text
    other = Browser(app.test_client())
    other_page = other.open("/en/office/session")
    page = other.send(other_page, "/session/app", number=official, code=code_of(platform, key))
    assert (page.heading, "Roads and footpaths" in page.text) == ("Queue", True)


def test_the_code_of_an_app_serves_once(app, platform, kim):
    code = code_of(platform)
    pages = []
    for _ in range(2):
        browser = Browser(app.test_client())
        form = browser.open("/en/office/session")
        pages.append(browser.send(form, "/session/app", number=kim, code=code))

    assert [page.status for page in pages] == [200, 422]
    assert pages[1].value("number") == kim
    assert "Number and code do not belong together" in pages[1].text


def test_who_goes_on_trying_codes_has_to_wait(stranger, platform, kim):
    platform.clock.stop()
    for _ in range(6):
        page = stranger.open("/en/office/session")
        page = stranger.send(page, "/session/app", number=kim, code="000000")

    assert page.status == 429


def test_a_wrong_code_is_not_added_and_the_key_stays(stranger, platform, kim):
    come_in(stranger, platform, kim)
    page = stranger.open("/en/office/sign-in")
    key = page.value("secret")

    page = stranger.send(page, "/sign-in/app", code="000000")

    assert (page.status, page.faults(), page.value("secret")) == (422, ["#f-code"], key)
    assert len(platform.officials.get(kim).credentials) == 1


def test_a_passkey_is_added_and_signs_in(app, platform, kim):
    device, browser = Authenticator(), Browser(app.test_client())
    come_in(browser, platform, kim)
    page = browser.open("/en/office/sign-in")

    page = browser.send(page, "/sign-in/passkey", answer=device.register(asked(page, "/sign-in/passkey")))

    assert "Passkey" in page.soup.select_one("section[aria-labelledby=ways]").text
    other = Browser(app.test_client())
    form = other.open("/en/office/session")
    answer = device.sign_in(asked(form, "/session/passkey"))
    assert other.send(form, "/session/passkey", answer=answer).heading == "Queue"
    again = Browser(app.test_client())
    page = again.send(again.open("/en/office/session"), "/session/passkey", answer=answer)
    assert (page.status, page.heading) == (403, "Sign in for an office")


def asked(page, ending):
    import json

    return json.loads(unescape(page.form(ending)["data-passkey"]))


def test_signing_out_ends_the_sign_in_and_another_device_can_end_it_too(app, platform, kim):
    here, there = Browser(app.test_client()), Browser(app.test_client())
    come_in(here, platform, kim)
    platform.clock.set(platform.clock.now() + timedelta(minutes=1))
    come_in(there, platform, kim)
    page = here.open("/en/office/sign-in")
    ends = [form for form in page.soup.find_all("form") if form["action"].endswith("/ending")]
    assert len(ends) == 2
    assert page.text.count("End this device") == 1

    newest = ends[0].find("input", attrs={"name": "sign_in"})["value"]
    here.send(page, "/sign-in/ending", sign_in=newest)

    assert there.open("/en/office/queue").heading == "Sign in for an office"
    assert here.open("/en/office/queue").heading == "Queue"
    here.send(here.open("/en/office/queue"), "/office/session/end")
    assert platform.officials.sign_ins.all_of(kim) == ()


def test_a_role_that_is_withdrawn_holds_at_once_for_who_is_signed_in(stranger, platform, kim, case):
    come_in(stranger, platform, kim)
    page = stranger.open(f"/en/office/cases/{case}")

    platform.officials.withdraw(kim, "caseworker", "streets")
    answer = stranger.send(page, "/acknowledgement")

    assert answer.status == 403
    assert "Your roles do not allow this here." in answer.text
    assert platform.cases.page(case).case.state == "received"
    assert stranger.open("/en/office/queue").status == 403


@pytest.mark.parametrize(
    ("grants", "works", "sees_contact"),
    [
        ([Grant("caseworker", "streets")], True, True),
        ([Grant("caseworker", "all")], True, True),
        ([Grant("caseworker", "streets", ("pothole",), ("old-town",))], True, True),
        ([Grant("caseworker", "parks")], False, False),
        ([Grant("caseworker", "streets", ("illegal-dumping",))], False, False),
        ([Grant("caseworker", "streets", (), ("harbour",))], False, False),
        ([Grant("reader", "all")], False, False),
        ([Grant("reader", "all"), Grant("caseworker", "streets", ("pothole",))], True, True),
    ],
    ids=lambda value: (
        "+".join(f"{g.role}-{g.department}" for g in value) if isinstance(value, list) else None
    ),
)
def test_a_case_shows_what_the_roles_allow_for_it(stranger, platform, grants, works, sees_contact):
    filed = platform.cases.file(file_case(neighbourhood="harbour-market"), command_id="filed-elsewhere").case
    assert platform.cases.page(filed).filed.place.district == "old-town"
    official = admitted(platform, *grants)
    platform.officials.add_credential(official, "app", KEY)
    come_in(stranger, platform, official)

    page = stranger.open(f"/en/office/cases/{filed}")

    assert (page.status, "Take the case on" in page.text) == (200, works)
    assert "a@example.org" not in page.html
    assert any(form["action"].endswith("/contact") for form in page.soup.find_all("form")) == sees_contact
    token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    answer = stranger.client.post(
        f"/en/office/cases/{filed}/contact", data={"csrf_token": token, "command_id": "a-look-at-the-contact"}
    )
    assert answer.status_code == (303 if sees_contact else 403)
    assert ("a@example.org" in stranger.open(f"/en/office/cases/{filed}").html) == sees_contact
    assert len(platform.cases.notes(filed)) == sees_contact


def test_heads_look_after_the_officials_of_their_own_department(stranger, platform):
    sign_in(stranger, "streets", "head")
    other = platform.officials.admit("Pat", "demo", Grant("head", "parks"), department="parks").id
    page = stranger.open("/en/office/officials")
    assert other[:5] not in page.text
    assert "Pat" not in page.text

    page = stranger.send(page, "/officials", name="Kim Kollegin", department="streets", role="caseworker")
    assert (page.heading, "It works once" in page.text) == ("Kim Kollegin", True)

    everywhere = stranger.send(page, "/roles", department="all", role="caseworker")
    beside = stranger.send(page, "/roles", department="parks", role="reader")
    assert (everywhere.status, beside.status) == (403, 403)
    assert stranger.open(f"/en/office/officials/{other}").status == 403


def test_a_head_withdraws_roles_and_ends_everything(stranger, platform, kim):
    sign_in(stranger, "streets", "head")
    page = stranger.open(f"/en/office/officials/{kim}")
    page = stranger.send(page, "/roles", role="reader", department="streets", service="pothole")
    assert len(platform.officials.get(kim).grants) == 2

    page = stranger.send(page, "/withdrawal")
    assert len(platform.officials.get(kim).grants) == 1
    stranger.send(page, "/departure")

    assert platform.officials.get(kim).has_left
    assert "Kim Kollegin" not in stranger.open("/en/office/officials").text


def test_the_second_head_makes_the_code_that_the_first_has_asked_for(app, stranger, platform, kim):
    first = platform.officials.admit("Ada", "demo", Grant("head", "streets"), department="streets").id
    assert platform.officials.invite(kim, by=first) is None
    sign_in(stranger, "streets", "head")
    page = stranger.open(f"/en/office/officials/{kim}")
    assert "Another one has to agree within a day." in page.text

    page = stranger.send(page, "/invitation")

    code = page.soup.select_one(".notice .number").get_text(strip=True)
    kims = Browser(app.test_client())
    arrived = kims.send(kims.open("/en/office/invitation"), "/invitation", number=kim, code=code)
    assert arrived.heading == "Your sign-in"


def test_who_has_asked_does_not_agree_with_themselves(stranger, platform, kim):
    sign_in(stranger, "streets", "head")
    page = stranger.send(stranger.open(f"/en/office/officials/{kim}"), "/invitation")
    assert "Another one has to agree within a day." in page.text

    page = stranger.send(page, "/invitation")

    assert (page.status, page.soup.select_one(".notice[role=status]")) == (422, None)
    assert "Now somebody else has to agree." in page.text
    assert platform.officials.get(kim).invitation is None


@pytest.mark.parametrize("role", ["reader", "caseworker"])
def test_only_heads_and_administrators_look_after_officials(stranger, role):
    sign_in(stranger, "streets", role)

    assert stranger.open("/en/office/officials").status == 403


def test_an_administrator_sees_no_cases(stranger, case):
    sign_in(stranger, "streets", "administrator")

    assert stranger.open("/en/office/queue").status == 403
    assert stranger.open(f"/en/office/cases/{case}").status == 403
    assert stranger.open("/en/office/officials").status == 200


def test_a_form_that_is_sent_twice_admits_one(stranger, platform):
    sign_in(stranger, "streets", "head")
    page = stranger.open("/en/office/officials")
    before = len(platform.officials.all("demo"))

    for _ in range(2):
        stranger.send(page, "/officials", name="Mina Muster", department="streets", role="caseworker")

    assert len(platform.officials.all("demo")) == before + 1

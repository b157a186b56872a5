"""What SECURITY.md says that a thief of each key and store can do, and what not, is shown by tests."""

import base64
import json
import re
from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from civic.bootstrap import Secrets, build
from civic.cases.events import CaseAcknowledged
from civic.kernel.ids import parse_public_id
from civic.kernel.language import Text
from civic.people.one_time_codes import OneTimeCodeIsWrong
from civic.people.roles import Grant
from civic.settings import Settings, read_settings
from civic.store.keyring import FileKeyring
from civic.store.tables import look_ups, one_time_codes, parts
from civic.store.vault import PartIsDamaged, Vault
from tests.builders.accounts import account_of, asked_for
from tests.builders.cases import file_case
from tests.web.browser import Browser
from tests.web.journeys import code_on, confirmation_page, file_a_case, number_on

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## What you need to trust\n")[2]
HEAD, _, *ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in SECTION.splitlines()
    if line.startswith("|")
]
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_the_table_says_of_each_what_it_is_good_for():
    assert [cell for row in ROWS for cell in row if not cell] == []
    assert {len(row) for row in ROWS} == {len(HEAD)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_is_shown_by_tests_that_there_are(row):
    shown_by = re.findall(r"`(\w+)`", row[-1])

    assert shown_by
    assert set(shown_by) <= TESTS


def test_every_key_file_and_every_secret_setting_has_a_row(city):
    platform = city.start(CIVIC_LOG_ML_DSA="yes")
    files = {path.name for path in platform.settings.keys_directory.iterdir()}
    secret = {f.metadata["variable"] for f in vars(Settings)["__dataclass_fields__"].values() if not f.repr}

    places = {place for row in ROWS for place in re.findall(r"`([^`]+)`", row[1])}
    assert files | secret <= places
    assert {place for place in places if place.endswith((".key", ".json"))} == files


def forged_session(app, key, **values):
    """A browser with a cookie that was signed with the key, and with nothing that the site ever said."""
    app.secret_key, kept = key, app.secret_key
    signed = SecureCookieSessionInterface().get_signing_serializer(app).dumps(values)
    app.secret_key = kept
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], signed)
    return Browser(client)


def test_whoever_has_the_session_key_is_a_reporter_and_no_official(app, platform):
    number = parse_public_id(file_a_case(Browser(app.test_client())))
    official = platform.officials.admit("Kim", "demo", Grant("head", "all"), department="streets").id
    token = platform.officials.sign_ins.begin(official, "app")
    kept = platform.officials.sign_ins.of(token).id

    guessing = forged_session(app, bytes(32), reporter_of=[number])
    assert guessing.open(f"/en/cases/{number}/erasure").soup.find(attrs={"name": "case_code"})
    account = account_of(platform, "ines@example.org")
    token = platform.residents.sign_ins.begin(account, "code")
    resident = platform.residents.sign_ins.of(token).id
    known = {"reporter_of": [number], "sign_in": kept, "resident_sign_in": resident}
    thief = forged_session(app, platform.secrets.session_key, **known)

    assert thief.open(f"/en/cases/{number}/erasure").soup.find(attrs={"name": "case_code"}) is None
    assert thief.open("/en/office/queue").address == "/en/office/session"
    assert thief.open("/en/account").address == "/en/account/session"


def test_whoever_has_the_cookie_of_an_official_is_that_official_until_the_sign_in_ends(app, platform):
    number = file_a_case(Browser(app.test_client()))
    official = platform.officials.admit(
        "Kim", "demo", Grant("caseworker", "streets"), department="streets"
    ).id
    token = platform.officials.sign_ins.begin(official, "app")
    before = [platform.journal.leaf(position) for position in range(platform.journal.size())]
    thief = forged_session(app, platform.secrets.session_key, sign_in=token)

    page = thief.open(f"/en/office/cases/{number}")
    thief.send(page, "/acknowledgement")
    assert thief.open("/en/office/officials").status == 403
    platform.officials.sign_ins.end(official)

    acts = platform.journal.read(len(before), 10)
    assert [(type(act.event), act.event.office) for act in acts] == [(CaseAcknowledged, "streets")]
    assert [platform.journal.leaf(position) for position in range(len(before))] == before
    assert thief.open("/en/office/queue").address == "/en/office/session"


def test_whoever_has_the_cookie_of_a_resident_is_that_resident_until_the_sign_in_ends(app, platform):
    account = account_of(platform, "ines@example.org")
    token = platform.residents.sign_ins.begin(account, "code")
    thief = forged_session(app, platform.secrets.session_key, resident_sign_in=token)

    assert "ines@example.org" in thief.open("/en/account/data").text
    assert thief.open("/en/office/queue").address == "/en/office/session"
    platform.residents.sign_ins.end(account)

    assert thief.open("/en/account/data").address == "/en/account/session"


def test_the_case_code_key_lets_nobody_into_an_account_without_the_database(platform):
    asked = platform.residents.ask(asked_for("ines@example.org"))
    code_with = platform.secrets.codes("one-time")
    with pytest.raises(OneTimeCodeIsWrong):
        platform.residents.come_in(asked, code_with("enter", ""))
    with platform.database.reading() as connection:
        name = connection.scalar(select(one_time_codes.c.name))

    assert platform.residents.come_in(asked, code_with("enter", name)).emails == ("ines@example.org",)


def test_what_an_account_is_found_by_says_nothing_without_its_key(platform, tmp_path):
    other = build(read_settings({"CIVIC_VAR": str(tmp_path / "other")}))
    found_by = set()
    for each in (platform, other):
        account_of(each, "ines@example.org")
        with each.database.reading() as connection:
            found_by.add(connection.scalar(select(look_ups.c.digest)))

    other.close()
    assert len(found_by) == 2
    assert not any("ines" in each for each in found_by)


def test_whoever_has_the_case_code_key_is_a_reporter_and_no_official(app, platform):
    resident, thief = Browser(app.test_client()), Browser(app.test_client())
    confirmation = confirmation_page(resident)
    number = parse_public_id(number_on(confirmation))
    size = platform.journal.size()

    forged = Secrets(b"", b"", platform.secrets.code_key).case_code(number)
    opened = thief.send(thief.open(f"/en/cases/{number}"), "/opening", case_code=forged)

    assert forged == code_on(confirmation).replace("-", "")
    assert "mira@example.org" in opened.html
    assert thief.open("/en/office/queue").address == "/en/office/session"
    assert platform.journal.size() == size


def test_a_fingerprint_says_nothing_without_its_key(platform, tmp_path):
    """The same words have another fingerprint elsewhere, so that nobody can try words out."""
    other = build(read_settings({"CIVIC_VAR": str(tmp_path / "other")}))
    command = file_case(description=Text("A word that somebody could guess.", "en"))

    fingerprints = {each.cases._fingerprint(command) for each in (platform, platform, other)}

    other.close()
    assert len(fingerprints) == 2


def stored_parts(platform):
    platform.cases.file(file_case(), command_id="one")
    platform.cases.file(file_case(), command_id="another")
    with platform.database.reading() as connection:
        return connection.execute(select(parts).order_by(parts.c.position)).all()


def test_without_the_key_of_keys_the_database_opens_nothing(platform, tmp_path):
    rows = stored_parts(platform)
    with platform.database.reading() as connection:
        persons = {row.person for row in rows}
        assert platform.journal.vault.keys_of(connection, persons).keys() == persons
        (wrapping,) = {
            row.wrapping for row in connection.exec_driver_sql("SELECT DISTINCT wrapping FROM data_keys")
        }

        guessed = tmp_path / "guessed.json"
        guessed.write_text(json.dumps({wrapping: base64.b64encode(bytes(32)).decode()}))

        for person in persons:
            with pytest.raises(PartIsDamaged):
                Vault(FileKeyring(guessed)).keys_of(connection, [person])


def test_a_part_moved_to_another_event_does_not_open(platform):
    first, *_, last = stored_parts(platform)
    vault = platform.journal.vault
    with platform.database.reading() as connection:
        keys = vault.keys_of(connection, {first.person, last.person})
    events = {row.position: platform.journal.read(row.position, 1)[0].id for row in (first, last)}

    assert vault.open(first, events[first.position], keys[first.person])
    with pytest.raises(PartIsDamaged):
        vault.open(first, events[last.position], keys[first.person])
    with pytest.raises(PartIsDamaged):
        vault.open(first, events[first.position], keys[last.person])

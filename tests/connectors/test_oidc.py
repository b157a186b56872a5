"""An identity provider is believed in what it says to us, about now, and in nothing else."""

import secrets
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from civic.ports import AnswerRefused, ConnectorHasFaults, IdentityRequest, ProviderFailed
from civic.settings import read_settings
from connectors import load
from connectors.oidc.adapter import OpenIdProvider
from connectors.oidc.client import ASKING, LARGEST_ANSWER
from connectors.oidc.registration import Registration
from tests.builders.identity_provider import LOGIN, NAME, PATIENCE
from tests.builders.scripted_provider import WELL_KNOWN, scripted

pytestmark = pytest.mark.network
BACK = "http://127.0.0.1:9/back"
ASKED = IdentityRequest("s" * 20, "n" * 20, "v" * 43, BACK)


def fresh(*, anew=False):
    """A request as no other: the provider refuses a nonce that it knows."""
    return IdentityRequest("s" * 20, secrets.token_hex(), "v" * 43, BACK, anew)


def now():
    return datetime.now(UTC)


def connected(setting):
    return load(read_settings({"CIVIC_OIDC_PROVIDERS": setting})).identity_providers["demo"]


@pytest.fixture
def real(city_login, socket_enabled):
    city_login.lead_back_to(BACK)
    return city_login.connected()["demo"]


def answer_of(city_login, provider, asked):
    """What the browser brings back of somebody who has signed in."""
    back = city_login.sign_in(provider.address(asked, now()))
    assert back.startswith(BACK)
    return dict(parse_qsl(urlsplit(back).query))


@pytest.mark.parametrize(("anew", "name"), [(False, ""), (True, NAME)])
def test_who_signs_in_at_a_real_provider_is_told_and_the_name_only_where_it_is_shown(
    city_login, real, anew, name
):
    asked = fresh(anew=anew)

    identity = real.identity(asked, answer_of(city_login, real, asked), now())

    assert (identity.issuer, identity.subject, identity.name) == (city_login.issuer, LOGIN, name)
    assert LOGIN not in repr(identity)


def test_a_code_that_was_used_is_refused_by_the_provider(city_login, real):
    asked = fresh()
    answer = answer_of(city_login, real, asked)
    real.identity(asked, answer, now())

    with pytest.raises(AnswerRefused, match="code-refused"):
        real.identity(asked, answer, now())


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"verifier": "w" * 43}, "code-refused"),
        ({"back": f"{BACK}/elsewhere"}, "code-refused"),
        ({"nonce": "m" * 20}, "token-refused"),
    ],
    ids=str,
)
def test_a_code_is_worth_nothing_to_who_did_not_ask_for_it(city_login, real, other, code):
    asked = fresh()
    answer = answer_of(city_login, real, asked)

    with pytest.raises(AnswerRefused, match=code):
        real.identity(replace(asked, **other), answer, now())


def test_a_real_token_is_refused_when_it_is_too_old(city_login, real):
    asked = fresh()

    with pytest.raises(AnswerRefused, match="token-refused"):
        real.identity(asked, answer_of(city_login, real, asked), now() + timedelta(days=30))


def test_a_wrong_secret_gets_no_token(city_login, real):
    stranger, asked = city_login.connected(secret="guessed")["demo"], fresh()

    with pytest.raises(AnswerRefused, match="code-refused"):
        stranger.identity(asked, answer_of(city_login, real, asked), now())


def test_a_provider_that_does_not_like_the_question_lets_nobody_in(city_login, real):
    asked = fresh()
    answer_of(city_login, real, asked)

    with pytest.raises(AnswerRefused, match="sign-in-refused"):
        real.identity(asked, answer_of(city_login, real, asked), now())


def test_new_keys_are_asked_for_when_a_token_is_signed_with_one(city_login, real):
    first, second = fresh(), fresh()
    real.identity(first, answer_of(city_login, real, first), now())
    city_login.rotate()
    answer = answer_of(city_login, real, second)

    assert real.identity(second, answer, now() + timedelta(seconds=11)).subject == LOGIN


@pytest.fixture
def provider(socket_enabled):
    with scripted() as provider:
        yield provider


@pytest.fixture
def asking(provider):
    return OpenIdProvider(Registration(provider.issuer, "civic", "s3cret"), within=PATIENCE)


CODE = {"code": "a code"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"alg": "ES256"},
        {"aud": ["civic", "another"], "azp": "civic"},
        {"exp": 1.5e10},
        {"name": "x" * 300},
        {"name": ["no text"], "preferred_username": 7},
    ],
    ids=str,
)
def test_what_the_issuer_signed_for_us_now_is_believed(provider, asking, said):
    provider.tell(**said)

    identity = asking.identity(ASKED, CODE, now())

    assert (identity.subject, len(identity.name) <= 200) == ("kim", True)


@pytest.mark.parametrize(
    "said",
    [
        {"iss": "http://127.0.0.1:1"},
        {"iss": None},
        {"aud": "another"},
        {"aud": []},
        {"aud": None},
        {"aud": ["civic", "another"]},
        {"aud": ["civic", "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": 9_999_999_999},
        {"iat": None},
        {"nbf": 9_999_999_999},
        {"nonce": "m" * 20},
        {"nonce": None},
        {"nonce": ""},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "k" * 256},
        {"sub": "kïm"},
        {"at_hash": "bm90IGl0", "beside": {"access_token": "a token"}},
        {"alg": "none", "by": "nobody", "kid": "rsa"},
        {"alg": "HS256", "by": "who knows our secret", "kid": "rsa"},
        {"alg": "HS256", "by": "who takes a public key for a secret", "kid": "rsa"},
        {"by": "a stranger"},
        {"kid": "unknown"},
        {"kid": None},
        {"kid": "ec"},
    ],
    ids=str,
)
def test_any_other_token_is_refused(provider, asking, said):
    provider.tell(**said)

    with pytest.raises(AnswerRefused, match="token-refused"):
        asking.identity(ASKED, CODE, now())


@pytest.mark.parametrize("token", [None, 7, "", "no token", "a.b.c", "e30.e30.e30", "ü.ü.ü", "." * 100_000])
def test_what_is_no_token_is_refused(provider, asking, token):
    provider.answers["/token"] = (200, {"id_token": token})

    with pytest.raises(AnswerRefused, match=r"token-(refused|missing)"):
        asking.identity(ASKED, CODE, now())


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": "access_denied"}, "sign-in-refused"),
        ({}, "code-missing"),
        ({"code": ""}, "code-missing"),
        ({**CODE, "iss": "https://other.example"}, "issuer-wrong"),
    ],
)
def test_what_brings_no_code_of_this_issuer_is_refused_without_asking(provider, asking, answer, code):
    with pytest.raises(AnswerRefused, match=code):
        asking.identity(ASKED, answer, now())

    assert provider.times_asked("/token") == 0


def test_an_issuer_that_names_itself_has_to_in_every_answer(provider, asking):
    provider.describe(authorization_response_iss_parameter_supported=True)
    provider.tell()

    with pytest.raises(AnswerRefused, match="issuer-wrong"):
        asking.identity(ASKED, CODE, now())
    assert asking.identity(ASKED, {**CODE, "iss": provider.issuer}, now()).subject == "kim"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, b"<html>"), "answer-unreadable"),
        ((200, b"[" * 100_000), "answer-unreadable"),
        ((200, ["no object"]), "answer-unreadable"),
        ((200, b"{}" + b" " * LARGEST_ANSWER), "answer-unreadable"),
        ((404, {}), "answer-unreadable"),
        ((503, b"busy"), "provider-failed"),
        ((200, {}), "metadata-unusable"),
        ((200, b"{}", {"Content-Length": "100"}), "provider-unreachable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_provider_that_answers_rubbish_is_a_failure_and_not_a_sign_in(provider, asking, answer, code):
    provider.answers[WELL_KNOWN] = answer

    with pytest.raises(ProviderFailed, match=code):
        asking.address(ASKED, now())


@pytest.mark.parametrize("path", [WELL_KNOWN, "/token"])
def test_nobody_is_followed_to_another_address(provider, asking, path):
    provider.tell()
    provider.answers["/elsewhere"] = provider.answers[path]
    provider.answers[path] = (302, b"", {"Location": f"{provider.issuer}/elsewhere"})

    with pytest.raises(ProviderFailed, match="answer-unreadable"):
        asking.identity(ASKED, CODE, now())

    assert provider.times_asked("/elsewhere") == 0


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": None},
        {"jwks_uri": "https://user:pass@other.example/keys"},
        {"jwks_uri": "https://[bad"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_discovery_document_that_leads_into_the_open_is_not_used(provider, asking, described):
    provider.describe(**described)

    with pytest.raises(ProviderFailed, match="metadata-unusable"):
        asking.address(ASKED, now())


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [7, {"kty": "new"}]}, {"keys": {"kty": "RSA"}}])
def test_a_provider_without_a_key_that_we_know_is_a_failure(provider, asking, keys):
    provider.tell()
    provider.answers["/keys"] = (200, keys)

    with pytest.raises(ProviderFailed, match="keys-unusable"):
        asking.identity(ASKED, CODE, now())


def test_keys_of_kinds_yet_to_come_are_passed_over(provider, asking):
    provider.tell()
    _, known = provider.answers["/keys"]
    provider.answers["/keys"] = (200, {"keys": [{"kty": "new", "kid": "rsa"}, *known["keys"]]})

    assert asking.identity(ASKED, CODE, now()).subject == "kim"


def test_metadata_and_keys_are_asked_for_once_an_hour(provider, asking):
    provider.tell()
    for _ in range(3):
        asking.identity(ASKED, CODE, now())
    assert (provider.times_asked(WELL_KNOWN), provider.times_asked("/keys")) == (1, 1)

    provider.tell(exp=9_999_999_999)
    asking.identity(ASKED, CODE, now() + timedelta(hours=2))

    assert (provider.times_asked(WELL_KNOWN), provider.times_asked("/keys")) == (2, 2)


def test_a_provider_that_fails_is_left_alone_for_a_moment_and_then_asked_again(provider, asking):
    described, begun = provider.answers[WELL_KNOWN], now()
    provider.answers[WELL_KNOWN] = (503, b"")
    for _ in range(3):
        with pytest.raises(ProviderFailed, match="provider-failed"):
            asking.address(ASKED, begun)
    assert provider.times_asked(WELL_KNOWN) == 1

    provider.answers[WELL_KNOWN] = described

    assert asking.address(ASKED, begun + timedelta(seconds=11)).startswith(provider.issuer)


@pytest.mark.parametrize(
    ("methods", "secret", "in_form"),
    [
        (["client_secret_basic", "client_secret_post"], "s3cret", None),
        (["client_secret_post"], "s3cret", ["s3cret"]),
        (["none"], "", None),
    ],
)
def test_the_secret_is_shown_as_the_provider_wants_it(provider, methods, secret, in_form):
    provider.describe(token_endpoint_auth_methods_supported=methods)
    provider.tell()

    known = OpenIdProvider(Registration(provider.issuer, "civic", secret), within=PATIENCE)
    known.identity(ASKED, CODE, now())

    form = next(form for path, form in provider.asked if path == "/token")
    assert form.get("client_secret") == in_form
    assert (form["code"], form["code_verifier"], form["redirect_uri"]) == (["a code"], ["v" * 43], [BACK])


def test_nothing_at_the_other_end_is_a_failure(closed_port):
    with pytest.raises(ProviderFailed, match="provider-unreachable"):
        connected(f"demo=http://civic@127.0.0.1:{closed_port}").address(ASKED, now())


def test_an_answer_a_byte_at_a_time_is_waited_for_so_long_and_no_longer(socket_enabled):
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            line, _ = server.accept()
            with line:
                while not over.wait(0.02):
                    line.sendall(b"H")

        thread = threading.Thread(target=drip)
        thread.start()
        registration = Registration(f"http://127.0.0.1:{server.getsockname()[1]}", "civic", "")
        with pytest.raises(ProviderFailed, match="provider-slow"):
            OpenIdProvider(registration, within=0.2).address(ASKED, now())
        over.set()
        thread.join()
    for waiting in threading.enumerate():
        if waiting.name == ASKING:
            waiting.join()


@pytest.mark.parametrize(
    "setting",
    [
        "https://civic:s3cret@login.example",
        "demo=https://login.example",
        "demo=http://civic:s3cret@login.example",
        "demo=ftp://civic:s3cret@login.example",
        "demo=https://civic:s3cret@login.example:port",
        "demo=https://civic:s3cret@login.example?x=y",
        "demo=https://civic:s3cret@login.example#x",
        "demo=https://civic:s3cret@",
        "demo=https://[civic:s3cret@login.example",
        "=https://civic:s3cret@login.example",
        "demo=https://civic:s3cret@login.example demo=https://civic:s3cret@login.example",
        "/nowhere/s",
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_secret(setting):
    with pytest.raises(ConnectorHasFaults, match=r"^CIVIC_OIDC_PROVIDERS: ") as faults:
        load(read_settings({"CIVIC_OIDC_PROVIDERS": setting}))

    assert "s3cret" not in str(faults.value)
    assert faults.value.__suppress_context__


def test_providers_of_several_cities_may_stand_in_a_file(tmp_path):
    file = tmp_path / "providers"
    file.write_text(
        "demo=https://civic:a%2Fb@login.example/realm/\nla=https://la%40city@id.la.example:8443\n", "utf-8"
    )

    found = load(read_settings({"CIVIC_OIDC_PROVIDERS": str(file)}))

    assert {city: each.host for city, each in found.identity_providers.items()} == {
        "demo": "login.example",
        "la": "id.la.example:8443",
    }
    assert found.identity_providers["demo"]._ours == Registration(
        "https://login.example/realm/", "civic", "a/b"
    )
    assert "a/b" not in repr(found)


def test_without_a_provider_its_library_is_not_even_read():
    assert load(read_settings({})).identity_providers == {}

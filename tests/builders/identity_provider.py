"""A real identity provider in a process of its own: Canaille, which knows one person and us.

`python -m tests.builders.identity_provider` serves at a port of its choice, says it in a line, and then does
what it is told in lines: `back ADDRESS` (begin anew, send people back there), `rotate` (take another key).
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup

from civic.ports import IdentityProvider
from tests.builders.processes import start

CLIENT, SECRET = "civic", "s3cret"
PATIENCE = 120  # seconds
LOGIN, PASSWORD, NAME = "kim", "correct horse battery staple", "Kim Kollegin"


class CityLogin:
    """The provider as its operator and its people see it."""

    def __init__(self, process) -> None:
        self._process = process
        self.issuer = f"http://127.0.0.1:{self._said()}"

    def setting(self, *, secret: str = SECRET) -> str:
        return f"demo={self.issuer.replace('//', f'//{CLIENT}:{secret}@')}"

    def connected(self, *, secret: str = SECRET) -> dict[str, IdentityProvider]:
        """Return how the platform speaks with it: with patience, for other work may keep the machine busy."""
        # Its library takes its time, and tests of everything else do without.
        from connectors.oidc.adapter import OpenIdProvider
        from connectors.oidc.registration import read_registrations

        registrations = read_registrations(self.setting(secret=secret))
        return {city: OpenIdProvider(each, within=PATIENCE) for city, each in registrations.items()}

    def lead_back_to(self, address: str) -> None:
        self._tell(f"back {address}")

    def rotate(self) -> None:
        self._tell("rotate")

    def sign_in(self, address: str) -> str:
        """Sign in as the one person it knows, in a browser without scripts; return where that leads."""
        with requests.Session() as person:
            answer = person.get(address, timeout=PATIENCE)
            answer = _send(person, answer, login=LOGIN)
            answer = _send(person, answer, password=PASSWORD)
            while answer.headers["Location"].startswith(("/", self.issuer)):
                there = urljoin(answer.url, answer.headers["Location"])
                answer = person.get(there, allow_redirects=False, timeout=PATIENCE)
            return answer.headers["Location"]

    def _tell(self, line: str) -> None:
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        assert self._said() == line

    def _said(self) -> str:
        line = self._process.stdout.readline().strip()
        assert line, self._process.stderr.read()
        return line


def _send(person, page, **typed):
    form = BeautifulSoup(page.text, "html.parser").find("form")
    values = {each["name"]: each.get("value", "") for each in form.find_all("input", attrs={"name": True})}
    there = urljoin(page.url, form.get("action") or page.url)
    answer = person.post(there, data=values | typed, allow_redirects=False, timeout=PATIENCE)
    return (
        person.get(urljoin(there, answer.headers["Location"]), timeout=PATIENCE)
        if "login" in typed
        else answer
    )


@contextmanager
def running() -> Iterator[CityLogin]:
    with start("tests.builders.identity_provider") as process:
        try:
            yield CityLogin(process)
        finally:
            process.kill()


def main() -> None:
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from joserfc.jwk import RSAKey
    from werkzeug.serving import make_server

    from tests.builders.site import Quiet

    def key() -> dict[str, str]:
        return RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)

    server = make_server("127.0.0.1", 0, app=None, threaded=True, request_handler=Quiet)
    here = f"127.0.0.1:{server.server_port}"
    app = server.app = create_app(
        {
            "SECRET_KEY": "a secret of this process alone",
            "SERVER_NAME": here,
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "LOGGING": {"version": 1}},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key()]},
        }
    )
    person = {"user_name": LOGIN, "family_name": "Kollegin", "formatted_name": NAME, "password": PASSWORD}
    client = models.Client(
        client_id=CLIENT,
        client_secret=SECRET,
        client_name="The city's platform",
        client_uri=f"http://{here}",
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile"],
        token_endpoint_auth_method="client_secret_basic",
    )
    with app.app_context(), Backend.instance.session():
        Backend.instance.save(models.User(emails=["kim@city.example"], **person))
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    for line in sys.stdin:
        what, _, address = line.strip().partition(" ")
        with app.app_context(), Backend.instance.session():
            if what == "back":
                # Its memory finds a code by its client as well: what nobody redeemed must not be there.
                for code in Backend.instance.query(models.AuthorizationCode):
                    Backend.instance.delete(code)
                client.redirect_uris = [address]
                Backend.instance.save(client)
            else:
                app.config["CANAILLE_OIDC"]["ACTIVE_JWKS"] = [key()]
        print(line.strip(), flush=True)


if __name__ == "__main__":
    main()

"""An identity provider that knows one person, and leads them straight back without asking anything."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from civic.ports import Identity, IdentityRequest

ISSUER = "https://login.demo.example"


class StraightBack:
    host = "login.demo.example"

    def __init__(self, subject: str = "sam", name: str = "Sam Stetig", issuer: str = ISSUER) -> None:
        self.known = Identity(issuer, subject, name)

    def address(self, asked: IdentityRequest, _now: datetime) -> str:
        # By whichever name the browser knows the site.
        return f"{urlsplit(asked.back).path}?{urlencode({'code': 'a-code', 'state': asked.state})}"

    def identity(self, _asked: IdentityRequest, answer: Mapping[str, str], _now: datetime) -> Identity:
        assert answer["code"] == "a-code"
        return self.known

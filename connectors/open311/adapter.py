"""A jurisdiction behind an Open311 server."""

from collections.abc import Callable, Sequence
from time import sleep
from urllib.parse import quote

from civic.ports import Followed, Forwarding, ForwardingFailed
from connectors.open311.client import Client, Server
from connectors.open311.mapping import followed, form_of

MOST_LOOKS = 5
BETWEEN_LOOKS = 2.0  # seconds, as other clients wait
AT_ONCE = 50  # numbers in one address, which must not become too long


class Open311Jurisdiction:
    """Implements `civic.ports.Jurisdiction`."""

    def __init__(self, server: Server, *, wait: Callable[[float], None] = sleep) -> None:
        self._client = Client(server)
        self._wait = wait

    def forward(self, matter: Forwarding) -> str:
        """See Jurisdiction.forward."""
        rows = self._client.post("requests", form_of(matter), matter.key)
        row = rows[0] if rows else {}
        # SPEC: a request is answered with its id or, where ids are given later, with a token.
        if row.get("service_request_id"):
            return str(row["service_request_id"])
        if row.get("token"):
            return self._number_of(str(row["token"]))
        raise ForwardingFailed("answer-unreadable")

    def follow(self, numbers: Sequence[str]) -> Sequence[Followed]:
        """See Jurisdiction.follow."""
        found: list[Followed] = []
        for start in range(0, len(numbers), AT_ONCE):
            rows = self._client.get("requests", service_request_id=",".join(numbers[start : start + AT_ONCE]))
            found += [stands for row in rows if (stands := followed(row)) is not None]
        return found

    def _number_of(self, token: str) -> str:
        for look in range(MOST_LOOKS):
            if look:
                self._wait(BETWEEN_LOOKS)
            rows = self._client.get(f"tokens/{quote(token, safe='')}")
            if rows and rows[0].get("service_request_id"):
                return str(rows[0]["service_request_id"])
        raise ForwardingFailed("token-pending")

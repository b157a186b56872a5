"""A jurisdiction behind an Open311 server."""

from collections.abc import Callable, Mapping, Sequence
from time import sleep
from urllib.parse import quote

from civic.ports import (
    Followed,
    Forwarding,
    ForwardingFailed,
    ForwardingRefused,
    NumberIsPending,
    Server,
)
from connectors.open311.client import Client
from connectors.open311.mapping import asked_in, files_of, followed, form_of, marked

MOST_LOOKS = 5
BETWEEN_LOOKS = 2.0  # seconds, as other clients wait
WITHIN = 60.0  # seconds for one question and its whole answer
AT_ONCE = 50  # numbers in one address, which must not become too long


class Open311Jurisdiction:
    """Implements `civic.ports.Jurisdiction`."""

    def __init__(
        self, server: Server, *, wait: Callable[[float], None] = sleep, within: float = WITHIN
    ) -> None:
        self._client = Client(server, within)
        self._wait = wait

    def asks(self, service: str) -> Mapping[str, frozenset[str]]:
        """See Jurisdiction.asks; a service without attributes may have no definition."""
        try:
            return asked_in(self._client.get_one(f"services/{quote(service, safe='')}"))
        except ForwardingRefused:
            return {}

    def find(self, matter: Forwarding) -> str | None:
        """See Jurisdiction.find; what was filed for the service since then is what everyone can ask for."""
        if matter.since is None:
            return None
        try:
            rows = self._client.get(
                "requests", service_code=matter.service, start_date=f"{matter.since:%Y-%m-%dT%H:%M:%SZ}"
            )
        except ForwardingRefused:
            return None  # a server that shows no requests, or has none of this service
        return next((number for row in rows if (number := marked(row, matter.mark))), None)

    def forward(self, matter: Forwarding) -> str:
        """See Jurisdiction.forward."""
        rows = self._client.post("requests", form_of(matter), matter.key, files_of(matter))
        row = rows[0] if rows else {}
        # SPEC: a request is answered with its id or, where ids are given later, with a token.
        if row.get("service_request_id"):
            return str(row["service_request_id"])
        if row.get("token"):
            return self.number_of(str(row["token"]))
        raise ForwardingFailed("answer-unreadable")

    def number_of(self, token: str) -> str:
        """See Jurisdiction.number_of."""
        for look in range(MOST_LOOKS):
            if look:
                self._wait(BETWEEN_LOOKS)
            try:
                rows = self._client.get(f"tokens/{quote(token, safe='')}")
            except ForwardingFailed as failed:
                raise NumberIsPending(token) from failed
            if rows and rows[0].get("service_request_id"):
                return str(rows[0]["service_request_id"])
        raise NumberIsPending(token)

    def follow(self, numbers: Sequence[str]) -> Sequence[Followed]:
        """See Jurisdiction.follow."""
        found: list[Followed] = []
        for start in range(0, len(numbers), AT_ONCE):
            rows = self._client.get("requests", service_request_id=",".join(numbers[start : start + AT_ONCE]))
            found += [stands for row in rows if (stands := followed(row)) is not None]
        return found

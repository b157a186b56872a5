"""One request to an Open311 server, judged by its status and by whether its answer is JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from civic.ports import ForwardingFailed, ForwardingRefused

TIMEOUT = 30  # seconds without a byte
LARGEST_ANSWER = 8 * 1024 * 1024
_REFUSED = {401: "key-refused", 403: "key-refused", 404: "not-found"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where another jurisdiction's endpoint is, and by what right we file there."""

    address: str
    api_key: str = field(repr=False)
    jurisdiction: str | None = None


class Client:
    """Speaks with one server; raises ForwardingFailed and ForwardingRefused."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, resource: str, **query: str) -> list[Mapping[str, Any]]:
        return self._ask("GET", resource, params=self._named(query))

    def post(self, resource: str, form: Mapping[str, str], key: str) -> list[Mapping[str, Any]]:
        sent = self._named({**form, "api_key": self._server.api_key})
        return self._ask("POST", resource, data=sent, headers={"Idempotency-Key": key})

    def _named(self, sent: Mapping[str, str]) -> dict[str, str]:
        named = {"jurisdiction_id": self._server.jurisdiction} if self._server.jurisdiction else {}
        return {**sent, **named}

    def _ask(self, method: str, resource: str, **options: Any) -> list[Mapping[str, Any]]:
        address = f"{self._server.address.rstrip('/')}/{resource}.json"
        try:
            with self._session.request(
                method, address, timeout=TIMEOUT, allow_redirects=False, stream=True, **options
            ) as answer:
                status, body = answer.status_code, answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        except requests.exceptions.SSLError:
            raise ForwardingFailed("tls-failed") from None
        except (requests.RequestException, OSError):
            raise ForwardingFailed("server-unreachable") from None
        rows = _rows(body)
        if 200 <= status < 300 and rows is not None:
            return rows
        _refuse(status, rows)
        raise ForwardingFailed("answer-unreadable")


def _rows(body: bytes) -> list[Mapping[str, Any]] | None:
    """Return the objects of an array, None if the answer is none."""
    try:
        rows = json.loads(body) if len(body) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        return None
    return rows if isinstance(rows, list) and all(isinstance(each, dict) for each in rows) else None


def _refuse(status: int, rows: Sequence[Mapping[str, Any]] | None) -> None:
    words = tuple(str(row.get("description", ""))[:500] for row in rows or ())
    if status == 429:
        raise ForwardingFailed("server-busy", words)
    if 400 <= status < 500:
        raise ForwardingRefused(_REFUSED.get(status, "request-refused"), words)
    if status >= 500:
        raise ForwardingFailed("server-failed", words)

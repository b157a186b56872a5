"""One request to an Open311 server, judged by its status and by whether its answer is JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from civic.ports import ForwardingFailed, ForwardingRefused, Server

ASKING = "open311-client"
TIMEOUT = 30  # seconds without a byte
LARGEST_ANSWER = 8 * 1024 * 1024
_REFUSED = {401: "key-refused", 403: "key-refused", 404: "not-found"}


Row = Mapping[str, Any]
Rows = list[Row]
Form = Sequence[tuple[str, str]]
Files = Sequence[tuple[str, tuple[str, bytes, str]]]
"""The name of each field, with the name of its file, its bytes and its type."""


class Client:
    """Speaks with one server; raises ForwardingFailed and ForwardingRefused."""

    def __init__(self, server: Server, within: float) -> None:
        self._server = server
        self._within = within
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, resource: str, **query: str) -> Rows:
        return self._ask("GET", resource, params=self._named(query))

    def get_one(self, resource: str) -> Row:
        """Return an object that stands alone, or as the only one in an array, as some servers write it."""
        rows = self._ask("GET", resource, alone=True, params=self._named({}))
        if len(rows) != 1:
            raise ForwardingFailed("answer-unreadable")
        return rows[0]

    def post(self, resource: str, form: Form, key: str, files: Files = ()) -> Rows:
        sent = [*form, *self._named({"api_key": self._server.api_key}).items()]
        return self._ask("POST", resource, data=sent, files=files, headers={"Idempotency-Key": key})

    def _named(self, sent: Mapping[str, str]) -> dict[str, str]:
        named = {"jurisdiction_id": self._server.jurisdiction} if self._server.jurisdiction else {}
        return {**sent, **named}

    def _ask(self, method: str, resource: str, *, alone: bool = False, **options: Any) -> Rows:
        """Wait no longer than we said for an answer, even for one that comes a byte at a time."""
        done: SimpleQueue[Rows | Exception] = SimpleQueue()
        ask = partial(self._answer, method, resource, alone, **options)
        Thread(target=_put, args=(done, ask), name=ASKING, daemon=True).start()
        try:
            answered = done.get(timeout=self._within)
        except Empty:
            raise ForwardingFailed("server-slow") from None
        if isinstance(answered, Exception):
            raise answered
        return answered

    def _answer(self, method: str, resource: str, alone: bool, **options: Any) -> Rows:  # noqa: FBT001
        address = f"{self._server.address.rstrip('/')}/{resource}.json"
        try:
            with self._session.request(
                method, address, timeout=TIMEOUT, allow_redirects=False, stream=True, **options
            ) as answer:
                status, body = answer.status_code, answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        except requests.exceptions.SSLError:
            raise ForwardingFailed("tls-failed") from None
        except (requests.RequestException, HTTPError, OSError):
            raise ForwardingFailed("server-unreachable") from None
        rows = _rows(body, alone=alone)
        if 200 <= status < 300 and rows is not None:
            return rows
        _refuse(status, rows)
        raise ForwardingFailed("answer-unreadable")


def _put(done: "SimpleQueue[Rows | Exception]", ask: Callable[[], Rows]) -> None:
    try:
        done.put(ask())
    except Exception as error:  # noqa: BLE001 (raised where it is waited for)
        done.put(error)


def _rows(body: bytes, *, alone: bool) -> Rows | None:
    """Return the objects of an array, or one that may stand alone; None if the answer is neither."""
    try:
        rows = json.loads(body) if len(body) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        return None
    rows = [rows] if alone and isinstance(rows, dict) else rows
    return rows if isinstance(rows, list) and all(isinstance(each, dict) for each in rows) else None


def _refuse(status: int, rows: Sequence[Mapping[str, Any]] | None) -> None:
    words = tuple(str(row.get("description", ""))[:500] for row in rows or ())
    if status == 429:
        raise ForwardingFailed("server-busy", words)
    if 400 <= status < 500:
        raise ForwardingRefused(_REFUSED.get(status, "request-refused"), words)
    if status >= 500:
        raise ForwardingFailed("server-failed", words)

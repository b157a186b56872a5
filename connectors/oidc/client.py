"""One request to a provider: so long, so large, and never to another host than it names itself."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from civic.ports import AnswerRefused, ProviderFailed

ASKING = "oidc-client"
WITHIN = 10.0  # seconds for the whole answer: somebody waits for it
LARGEST_ANSWER = 256 * 1024

Answer = Mapping[str, Any]


class Client:
    """Reads JSON objects; raises ProviderFailed."""

    def __init__(self, within: float) -> None:
        self._within = within

    def get(self, address: str) -> Answer:
        status, body = self._ask("GET", address)
        answer = _object(body)
        if status == 200 and answer is not None:
            return answer
        raise ProviderFailed("provider-failed" if status >= 500 else "answer-unreadable")

    def post(self, address: str, form: str, headers: Mapping[str, str]) -> Answer:
        """Return the answer; raise AnswerRefused if what was sent is refused."""
        sent = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        status, body = self._ask("POST", address, data=form.encode(), headers=sent)
        answer = _object(body)
        if status == 200 and answer is not None:
            return answer
        # SPEC: RFC 6749, 5.2: what was used before, or is for somebody else, is status 400 with `error`.
        if 400 <= status < 500 and answer is not None and "error" in answer:
            raise AnswerRefused("code-refused")
        raise ProviderFailed("provider-failed" if status >= 500 else "answer-unreadable")

    def _ask(self, method: str, address: str, **options: Any) -> tuple[int, bytes]:
        """Wait no longer than we said for an answer, even for one that comes a byte at a time."""
        done: SimpleQueue[tuple[int, bytes] | Exception] = SimpleQueue()
        ask = partial(self._answer, method, address, **options)
        Thread(target=_put, args=(done, ask), name=ASKING, daemon=True).start()
        try:
            answered = done.get(timeout=self._within)
        except Empty:
            raise ProviderFailed("provider-slow") from None
        if isinstance(answered, Exception):
            raise answered
        return answered

    def _answer(self, method: str, address: str, **options: Any) -> tuple[int, bytes]:
        session = requests.Session()
        session.trust_env = False
        try:
            with (
                session,
                session.request(
                    method, address, timeout=self._within, allow_redirects=False, stream=True, **options
                ) as answer,
            ):
                return answer.status_code, answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        except requests.exceptions.SSLError:
            raise ProviderFailed("tls-failed") from None
        except (requests.RequestException, HTTPError, OSError):
            raise ProviderFailed("provider-unreachable") from None


def _put(done: "SimpleQueue[tuple[int, bytes] | Exception]", ask: Callable[[], tuple[int, bytes]]) -> None:
    try:
        done.put(ask())
    except Exception as error:  # noqa: BLE001 (raised where it is waited for)
        done.put(error)


def _object(body: bytes) -> Answer | None:
    try:
        read = json.loads(body) if len(body) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None

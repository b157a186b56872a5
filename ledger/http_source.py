"""A published log read over HTTP, trusting neither the server nor what it says about lengths."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
import zlib
from http.client import HTTPException
from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.tiles import MAX_BUNDLE_SIZE

if TYPE_CHECKING:
    from http.client import HTTPResponse

_ATTEMPTS = 3
_GONE = (404, 410)


class LogIsUnreachable(LedgerError):
    """The server did not answer, or not with the file."""


class AnswerIsTooLarge(LedgerError):
    """The server sends more than any file of a log can hold."""


class LocationIsNotHttp(LedgerError):
    """Only http:// and https:// addresses are read."""


class HttpSource:
    """Reads `<prefix>/<path>`; `timeout` is in seconds for each attempt, `pause` in seconds between them."""

    def __init__(
        self, prefix: str, *, timeout: float = 20.0, limit: int = MAX_BUNDLE_SIZE, pause: float = 0.5
    ) -> None:
        _check_scheme(prefix)
        self._prefix = prefix.rstrip("/")
        self._timeout = timeout
        self._limit = limit
        self._pause = pause

    def read(self, path: str) -> bytes | None:
        """Raises LogIsUnreachable or AnswerIsTooLarge."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._get(f"{self._prefix}/{path}")
            except (OSError, HTTPException, zlib.error) as error:
                if attempt == _ATTEMPTS or _is_final(error):
                    raise LogIsUnreachable(f"{self._prefix}/{path}: {error}") from error
                time.sleep(self._pause * attempt)
        raise AssertionError  # the last attempt returns or raises

    def _get(self, url: str) -> bytes | None:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 (scheme is checked)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:  # noqa: S310
                _check_scheme(response.url)
                return self._body(response)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in _GONE:
                    return None
                raise

    def _body(self, response: HTTPResponse) -> bytes:
        body = response.read(self._limit + 1)
        # SPEC: gzip may be sent without having been asked for.
        if response.headers.get("Content-Encoding") == "gzip":
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, self._limit + 1)
        if len(body) > self._limit:
            raise AnswerIsTooLarge(f"{response.url} has more than {self._limit} bytes")
        return body


def _check_scheme(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise LocationIsNotHttp(f"not an http address: {url:.200}")


def _is_final(error: Exception) -> bool:
    return isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429

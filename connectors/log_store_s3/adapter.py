"""An object store that speaks S3: one request for each file, signed, and judged by its status."""

from datetime import UTC, datetime

import requests

from civic.ports import ObjectStoreFailed, PublicFile
from connectors.log_store_s3.location import Location
from connectors.log_store_s3.signing import Credentials, Request, encoded_path, signed_headers

TIMEOUT = 30  # seconds without a byte
DIGEST = "x-amz-meta-sha256"
_CODES = {301: "region-wrong", 400: "request-refused", 401: "credentials-refused", 403: "credentials-refused"}


class S3Store:
    """Implements `civic.ports.ObjectStore`."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._credentials = Credentials(location.access_key, location.secret, location.region)
        self._session = requests.Session()
        # Neither proxies' passwords nor a .netrc take the place of our signature.
        self._session.trust_env = False

    def read(self, name: str) -> bytes | None:
        """See ObjectStore.read."""
        answer = self._ask("GET", name)
        return None if answer is None else answer.content

    def digest(self, name: str) -> str | None:
        """See ObjectStore.digest."""
        answer = self._ask("HEAD", name)
        return None if answer is None else answer.headers.get(DIGEST, "")

    def write(self, name: str, file: PublicFile) -> None:
        """See ObjectStore.write."""
        headers = {
            "Content-Type": file.content_type,
            "Cache-Control": file.cache_control,
            DIGEST: file.digest,
        }
        if file.encoding:
            headers["Content-Encoding"] = file.encoding
        if self._ask("PUT", name, headers, file.body) is None:
            raise ObjectStoreFailed("no-such-bucket")

    def _ask(
        self, method: str, name: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> requests.Response | None:
        """Return the answer, None for 404; raise ObjectStoreFailed without a trace of what was said."""
        path = f"{self._location.folder}/{name}"
        request = Request(method, self._location.host, path, headers=headers or {}, body=body)
        signed = signed_headers(request, self._credentials, datetime.now(UTC))
        try:
            answer = self._session.request(
                method,
                self._location.address + encoded_path(f"/{name}"),
                headers=signed,
                data=body or None,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError:
            raise ObjectStoreFailed("tls-failed") from None
        except requests.RequestException:
            raise ObjectStoreFailed("store-unreachable") from None
        if answer.status_code == 404:
            return None
        if answer.status_code not in (200, 201, 204):
            raise ObjectStoreFailed(_CODES.get(answer.status_code, f"s3-{answer.status_code}"))
        return answer

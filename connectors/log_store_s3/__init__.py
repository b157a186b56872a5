"""The published log in a bucket of an S3-compatible object store, from which anyone can read it.

Contract
    settings    CIVIC_LOG_STORE  https://ACCESS-KEY:SECRET@s3.example/bucket/folder?region=eu-central-1
                                 http:// for a store on the same machine or network: the secret is never
                                 sent, every request is signed with it (AWS Signature Version 4)
    addressing  by path: https://s3.example/bucket/folder/tile/0/000; the bucket must be readable by everyone
    files       Content-Type, Cache-Control and Content-Encoding as they are to be served;
                x-amz-meta-sha256 is the digest of the file before it was compressed
    failures    ObjectStoreFailed with a code: store-unreachable, tls-failed, credentials-refused,
                no-such-bucket, region-wrong, request-refused, s3-<status>; never what the store said,
                which may repeat the access key

Certificates are checked against the authorities that `requests` knows (REQUESTS_CA_BUNDLE names others).
"""

from typing import Protocol

from civic.ports import ConnectorHasFaults, ObjectStore
from connectors.log_store_s3.adapter import S3Store
from connectors.log_store_s3.location import read_location


class Settings(Protocol):
    """What this connector reads of the settings."""

    @property
    def log_store(self) -> str: ...


def connect(settings: Settings) -> ObjectStore | None:
    """Return the store, None if none is named; raise ConnectorHasFaults."""
    if not settings.log_store:
        return None
    try:
        return S3Store(read_location(settings.log_store))
    except ValueError as error:
        raise ConnectorHasFaults(f"CIVIC_LOG_STORE: {error}") from None

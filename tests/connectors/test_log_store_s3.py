"""The bucket of the published log: how it is named, and what each refusal of a store becomes."""

import pytest
from pytest_socket import enable_socket

from civic.ports import ConnectorHasFaults, ObjectStoreFailed, PublicFile
from civic.settings import read_settings
from connectors import load
from tests.builders.s3_server import s3_server

FILE = PublicFile(b"hashes", "application/octet-stream", "public, max-age=31536000, immutable", "5a" * 32)


def store(url):
    return load(read_settings({"CIVIC_LOG_STORE": url})).log_store


@pytest.fixture(scope="module")
def server():
    enable_socket()
    with s3_server() as running:
        yield running


@pytest.mark.parametrize(
    "url",
    [
        "https://key:s3cret@s3.example/bucket?region=eu-central-1",
        "https://key:s3cret@s3.example:9000/bucket/folder/?region=eu-central-1",
        "http://key:s3cret@[::1]:9000/bucket?region=x",
    ],
)
def test_a_bucket_makes_a_store_that_shows_no_secret(url):
    settings = read_settings({"CIVIC_LOG_STORE": url})

    assert load(settings).log_store is not None
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in repr(load(settings).log_store)


@pytest.mark.parametrize(
    "url",
    [
        "s3://key:s3cret@s3.example/bucket?region=x",
        "https://key:s3cret@s3.example/?region=x",
        "https://key:s3cret@/bucket?region=x",
        "https://s3.example/bucket?region=x&s3cret",
        "https://key:s3cret@s3.example/bucket",
        "https://key:s3cret@s3.example/bucket?region=",
        "https://key:s3cret@s3.example/bucket?region=x&other=y",
        "https://key:s3cret@s3.example:port/bucket?region=x",
        "https://[s3cret/bucket",
    ],
)
def test_a_bucket_that_cannot_be_used_is_named_without_its_secret(url):
    with pytest.raises(ConnectorHasFaults, match=r"^CIVIC_LOG_STORE: ") as faults:
        store(url)

    assert "s3cret" not in str(faults.value)
    assert faults.value.__cause__ is None


@pytest.mark.network
def test_what_is_written_is_read_and_its_digest_is_told(socket_enabled, server):
    bucket = store(server.setting())

    assert (bucket.read("tile/0/000"), bucket.digest("tile/0/000")) == (None, None)
    bucket.write("tile/0/000", FILE)
    assert (bucket.read("tile/0/000"), bucket.digest("tile/0/000")) == (FILE.body, FILE.digest)


@pytest.mark.network
def test_a_name_with_characters_of_every_kind_is_signed_as_it_is_sent(socket_enabled, server):
    bucket = store(server.setting())
    bucket.write("a b+c/ü$~.p/1", FILE)

    assert bucket.read("a b+c/ü$~.p/1") == FILE.body


@pytest.mark.network
def test_a_wrong_secret_is_refused_and_not_repeated(socket_enabled, server):
    with pytest.raises(ObjectStoreFailed, match="credentials-refused") as failed:
        store(server.setting(secret="wrong")).write("tile/0/000", FILE)

    assert server.access_key not in str(failed.value)


@pytest.mark.network
def test_a_bucket_that_is_not_there_is_told(socket_enabled, server):
    with pytest.raises(ObjectStoreFailed, match="no-such-bucket"):
        store(server.setting(bucket="no-such-bucket")).write("checkpoint", FILE)


@pytest.mark.network
def test_a_store_that_does_not_answer_is_told(socket_enabled, closed_port):
    with pytest.raises(ObjectStoreFailed, match="store-unreachable") as failed:
        store(f"http://key:s3cret@127.0.0.1:{closed_port}/bucket?region=x").read("checkpoint")

    assert failed.value.__cause__ is None

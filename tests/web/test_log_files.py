"""The published log over HTTP, as programs that verify it read it."""

import gzip

import pytest

from tests.web.journeys import file_a_case


@pytest.fixture
def published(resident, platform):
    file_a_case(resident)
    platform.publisher.publish()
    return platform.log


def test_before_anything_is_published_the_checkpoint_is_not_found(client):
    answer = client.get("/log/checkpoint")

    assert answer.status_code == 404
    assert answer.content_type == "text/plain; charset=utf-8"


def test_the_checkpoint_is_text_that_nobody_keeps_for_long(client, published):
    answer = client.get("/log/checkpoint")

    assert answer.data == published.checkpoint()
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=1"


def test_a_tile_is_kept_for_ever(client, published):
    path = f"tile/0/000.p/{published.size()}"
    answer = client.get(f"/log/{path}")

    assert answer.data == published.file(path)
    assert answer.content_type == "application/octet-stream"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"/log/{path}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_bundle_travels_compressed(client, published):
    path = f"tile/entries/000.p/{published.size()}"
    answer = client.get(f"/log/{path}")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == published.file(path)


@pytest.mark.parametrize(
    "path", ["tile/0/999", "tile/9/x", "tile/entries/../../keys", "tile/0/000.p/9999", "policy/x"]
)
def test_what_is_no_file_of_the_log_is_not_found(client, published, path):
    answer = client.get(f"/log/{path}")

    assert answer.status_code == 404
    assert answer.content_type == "text/plain; charset=utf-8"


def test_log_files_set_no_cookie(client, published):
    for path in ("checkpoint", "policy", f"tile/0/000.p/{published.size()}"):
        assert "Set-Cookie" not in client.get(f"/log/{path}").headers


def test_a_damaged_log_says_so_and_is_not_kept(client, app, published, monkeypatch):
    from civic.audit.published import LogIsDamaged, PublishedLog

    def damaged(self, path):
        raise LogIsDamaged(f"{path} differs from the database")

    monkeypatch.setattr(PublishedLog, "file", damaged)
    answer = client.get("/log/tile/0/000")

    assert answer.status_code == 500
    assert b"damaged" in answer.data
    assert "immutable" not in answer.headers["Cache-Control"]


def test_the_page_about_the_log_shows_its_size(stranger, published):
    page = stranger.open("/en/audit")

    assert str(published.size()) in page.text


def test_a_receipt_of_what_is_not_published_yet_asks_to_try_again(client):
    answer = client.get("/en/audit/receipts/12345")

    assert answer.status_code == 202
    assert answer.headers["Retry-After"] == "1"

"""Where a setting says that a signing key is: in itself or in a file; what is in a device is tested there."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.store.key_files import KeyCannotBeRead
from civic.store.key_settings import log_keys_of, writer_key_of
from ledger.keys import ED25519, format_skey

ORIGIN = "city.example/log"
KEYS = [Ed25519PrivateKey.generate() for _ in range(2)]
LOG_KEYS = [format_skey(ORIGIN, ED25519, key) for key in KEYS]


def raw(key):
    return key.public_key().public_bytes_raw()


def test_a_writer_key_stands_in_the_setting_or_in_a_file(tmp_path):
    digits = KEYS[0].private_bytes_raw().hex()
    (tmp_path / "writer").write_text(digits + "\n")

    found = [writer_key_of(setting, None) for setting in (digits, str(tmp_path / "writer"))]
    assert [raw(key) for key in found] == [raw(KEYS[0])] * 2


def test_log_keys_stand_in_the_setting_and_in_files_the_newest_first(tmp_path):
    (tmp_path / "older").write_text(LOG_KEYS[1] + "\n")

    for setting in (" ".join(LOG_KEYS), f"{LOG_KEYS[0]} {tmp_path / 'older'}"):
        found = log_keys_of(setting, ORIGIN, None)
        assert [signer.verifier.public_key for signer in found] == [key.public_key() for key in KEYS]


@pytest.mark.parametrize("setting", ["abc", "/nowhere/writer", "pkcs11:object=writer", ""])
def test_what_is_no_key_is_refused(setting):
    with pytest.raises(KeyCannotBeRead):
        writer_key_of(setting, None)


def test_a_key_is_never_quoted(tmp_path):
    (tmp_path / "bad").write_text("s3cret")

    for read in (lambda: writer_key_of(str(tmp_path / "bad"), None), lambda: writer_key_of("s3cret", None)):
        with pytest.raises(KeyCannotBeRead) as refused:
            read()
        assert "s3cret" not in str(refused.value)


def test_log_keys_of_two_origins_are_refused():
    other = format_skey("another.example/log", ED25519, KEYS[1])

    with pytest.raises(KeyCannotBeRead, match="one origin"):
        log_keys_of(f"{LOG_KEYS[0]} {other}", ORIGIN, None)

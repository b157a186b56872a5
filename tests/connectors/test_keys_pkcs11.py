"""Keys that never leave a device: a log whose events and checkpoints SoftHSM signs, and what is refused."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from civic.bootstrap import build
from civic.ports import ConnectorHasFaults
from civic.settings import SettingsHaveFaults, read_settings
from connectors import load
from connectors.keys_pkcs11 import key_in_device
from connectors.keys_pkcs11.uri import read_uri
from ledger.keys import ED25519, format_skey
from ledger.policy_parser import parse_policy
from ledger.verify import verify_log
from tests.builders.cases import filing
from tests.builders.processes import start

MODULES = (Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib64/pkcs11/libsofthsm2.so"))
PIN, ED25519_CURVE = "123456", "1.3.101.112"


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    """The library of a device with the key pairs `writer` and `log`; one for each process that tests."""
    found = next(filter(Path.exists, MODULES), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.skip("softhsm2 is not installed. Debian: apt-get install softhsm2")
    directory = tmp_path_factory.mktemp("softhsm")
    (directory / "tokens").mkdir()
    (directory / "softhsm2.conf").write_text(f"directories.tokendir = {directory / 'tokens'}\n")
    os.environ["SOFTHSM2_CONF"] = str(directory / "softhsm2.conf")
    token = ("--label", "civic", "--pin", PIN, "--so-pin", "654321")
    subprocess.run(["softhsm2-util", "--init-token", "--free", *token], check=True, capture_output=True)
    _make_pairs(str(found))
    yield found
    del os.environ["SOFTHSM2_CONF"]


def _make_pairs(module):
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    token = pkcs11.lib(module).get_token(token_label="civic")
    with token.open(rw=True, user_pin=PIN) as session:
        curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(ED25519_CURVE)}
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, curve, local=True)
        for number, label in enumerate(("writer", "log")):
            parameters.generate_keypair(
                mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
                store=True,
                label=label,
                id=bytes([number]),
            )


def uri(module, which="object=writer", pin=f"pin-value={PIN}"):
    return f"pkcs11:token=civic;{which}?module-path={module}&{pin}"


def test_a_log_whose_keys_are_in_a_device_verifies(module, tmp_path):
    settings = read_settings(
        {
            "CIVIC_VAR": str(tmp_path / "var"),
            "CIVIC_WRITER_KEY": uri(module),
            "CIVIC_LOG_KEY": uri(module, "object=log"),
        }
    )
    platform = build(settings, key_in_device=load(settings).key_in_device)
    platform.journal.append_batch([([filing()], f"event-{number}") for number in range(5)])
    size = platform.publisher.publish()
    outcome = verify_log(platform.log.source, parse_policy(platform.log.policy()))
    files = {path.name for path in platform.settings.keys_directory.iterdir()}
    platform.close()

    assert (outcome.faults, outcome.entries) == ([], size)
    assert files & {"writer.key", "log.key"} == set()


def test_a_key_in_a_device_signs_what_verifies_and_shows_itself_to_nobody(module):
    key = key_in_device(uri(module))

    key.public_key().verify(key.sign(b"message"), b"message")
    for show in (key.private_bytes_raw, lambda: format_skey("city.example", ED25519, key)):
        with pytest.raises(UnsupportedAlgorithm):
            show()


def test_a_key_is_found_by_name_or_by_id(module, tmp_path):
    (tmp_path / "pin").write_text(f"{PIN}\n")
    from_file = f"pin-source={tmp_path / 'pin'}"
    keys = [
        key_in_device(each).public_key().public_bytes_raw()
        for each in (uri(module), uri(module, "id=%00"), uri(module, "id=%01"), uri(module, pin=from_file))
    ]

    assert keys[0] == keys[1] == keys[3] != keys[2]


@pytest.mark.parametrize(
    ("which", "said"),
    [("object=nobody", "no Ed25519 key pair of that name"), ("token=other;object=writer", "stands twice")],
)
def test_a_key_that_is_not_there_is_told(module, which, said):
    with pytest.raises(ConnectorHasFaults, match=said):
        key_in_device(uri(module, which))


def test_a_library_or_a_token_that_is_not_there_is_told(module, tmp_path):
    with pytest.raises(ConnectorHasFaults, match="cannot be used"):
        key_in_device(uri(tmp_path / "none.so"))
    with pytest.raises(ConnectorHasFaults, match="0 tokens fit"):
        key_in_device(uri(module).replace("token=civic", "token=other"))


def test_the_pin_is_in_no_message(module, tmp_path):
    # In a process of its own: all sessions of this one share the login with the right PIN.
    environment = {
        "CIVIC_VAR": str(tmp_path / "var"),
        "CIVIC_WRITER_KEY": uri(module, pin="pin-value=999999"),
    }
    process = start("wsgi", "worker", env_add=environment)
    said = "".join(process.communicate(timeout=120))

    assert process.returncode == 1
    assert "the pkcs11: key cannot be used: PinIncorrect" in said
    assert "999999" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pkcs11:object=writer", "module-path"),
        ("pkcs11:token=civic?module-path=/x.so", "object="),
        ("pkcs11:object=a;object=b?module-path=/x.so", "stands twice"),
        ("pkcs11:object=a;slot-id=1?module-path=/x.so", "is none of"),
        ("pkcs11:object=a;type=public?module-path=/x.so", "type=private"),
        ("pkcs11:object=a?module-path=/x.so&pin-value=s3cret&pin-source=/p", "not both"),
        ("pkcs11:object=a?module-path=/x.so&pin-source=/nowhere", "pin-source cannot be read"),
        ("pkcs11:?", "module-path"),
    ],
)
def test_a_uri_that_names_no_key_is_refused_without_its_pin(text, said):
    with pytest.raises(ValueError, match=said) as refused:
        read_uri(text)

    assert "s3cret" not in str(refused.value)


def test_a_uri_is_read_as_rfc_7512_writes_it():
    found = read_uri(
        "pkcs11:token=The%20city;serial=42;object=writer;id=%69%95%3E;type=private"
        "?module-path=/usr/lib/x.so&pin-value=1%3B2"
    )

    assert (found.token, found.serial, found.label, found.key_id) == ("The city", "42", "writer", b"i\x95>")
    assert (found.module, found.pin) == ("/usr/lib/x.so", "1;2")
    assert "1;2" not in repr(found)


def test_without_its_connector_a_key_in_a_device_is_refused(tmp_path):
    settings = read_settings({"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_WRITER_KEY": "pkcs11:object=writer"})

    with pytest.raises(SettingsHaveFaults, match="no connector"):
        build(settings)

"""Key-encryption keys: replaced without losing anybody's, and the old ones destroyed."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.store.keyring import FileKeyring, FixedKeyring, KeyringCannotRotate


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys" / "key-encryption.json"


def rotate(keyring):
    keyring.begin_rotation()
    keyring.end_rotation()


def test_a_new_keyring_has_one_key_in_a_file_for_its_owner_only(path):
    key_id, key = FileKeyring(path).current()

    assert len(key) == 32
    assert list(json.loads(path.read_text())) == [key_id]
    assert path.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_one_key(path):
    barrier = threading.Barrier(8)

    def begin(_):
        barrier.wait()
        return FileKeyring(path).current()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(begin, range(8)))) == 1


def test_both_keys_can_be_used_while_data_keys_are_wrapped_anew(path):
    keyring, other = FileKeyring(path), FileKeyring(path)
    old = keyring.current()

    keyring.begin_rotation()

    assert other.current() == keyring.current() != old
    assert (other.key(old[0]), keyring.key(old[0])) == (old[1], old[1])


def test_the_old_key_is_in_no_file_after_a_rotation(path):
    keyring = FileKeyring(path)
    (old,) = json.loads(path.read_text()).values()

    rotate(keyring)

    assert [p.name for p in path.parent.iterdir()] == ["key-encryption.json"]
    assert old not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_whoever_opens_the_keyring_later_does_not_know_a_destroyed_key(path):
    keyring = FileKeyring(path)
    old_id, _ = keyring.current()

    rotate(keyring)

    with pytest.raises(KeyError):
        FileKeyring(path).key(old_id)


def test_whoever_had_read_a_row_when_the_rotation_ended_can_still_unwrap_it_but_not_for_long(path):
    keyring, reader = FileKeyring(path), FileKeyring(path)
    old_id, old = reader.current()
    keyring.begin_rotation()
    reader.current()
    keyring.end_rotation()
    reader.current()

    assert reader.key(old_id) == old

    keyring.begin_rotation()
    reader.current()
    with pytest.raises(KeyError):
        reader.key(old_id)


def test_a_key_from_the_environment_stays_until_somebody_replaces_it_there():
    keyring = FixedKeyring(bytes(32))

    assert keyring.current() == ("environment", bytes(32))
    assert keyring.key("environment") == bytes(32)
    with pytest.raises(KeyringCannotRotate):
        keyring.begin_rotation()
    with pytest.raises(KeyError):
        keyring.key("another")

"""Key-encryption keys: replaced without losing anybody's, and the old ones destroyed."""

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.store.keyring import FileKeyring, KeyFileStaysClosed


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


COVER, FORMER = bytes(range(32)), bytes(range(32, 64))


def test_an_encrypted_key_file_opens_nothing_without_its_cover(path):
    _, key = FileKeyring(path, [COVER]).current()

    assert base64.b64encode(key).decode() not in path.read_text()
    for covers in [(), (FORMER,)]:
        with pytest.raises(KeyFileStaysClosed):
            FileKeyring(path, covers)
    assert FileKeyring(path, [COVER]).current()[1] == key


def test_the_keys_in_an_encrypted_file_are_replaced_as_in_another(path):
    keyring, reader = FileKeyring(path, [COVER]), FileKeyring(path, [COVER])
    old_id, old = keyring.current()

    keyring.begin_rotation()

    assert reader.current() == keyring.current() != (old_id, old)
    assert reader.key(old_id) == old
    keyring.end_rotation()
    with pytest.raises(KeyError):
        FileKeyring(path, [COVER]).key(old_id)


@pytest.mark.parametrize("before", [(), (FORMER,)], ids=["readable", "encrypted by another"])
def test_a_file_from_before_its_cover_is_encrypted_by_it_at_the_next_start(installation, before):
    path = installation.directory / "keys" / "key-encryption.json"
    old = FileKeyring(path, before).current()
    started = installation.node(keyring=FileKeyring(path, [COVER, *before]))
    assert started.keyring.is_rotating()

    started.eraser.finish()

    assert not started.keyring.is_rotating()
    assert FileKeyring(path, [COVER]).current() == old


def test_a_key_of_an_encrypted_file_under_another_name_opens_nothing(path):
    key_id, _ = FileKeyring(path, [COVER]).current()
    path.write_text(path.read_text().replace(key_id, "00000000"))

    with pytest.raises(KeyFileStaysClosed):
        FileKeyring(path, [COVER])

"""Files beside events: stored with them, read with the person's key, gone with the part that names them."""

import hashlib

import pytest

from civic.cases.events import CaseFiled
from civic.kernel.journal import Change, File, StreamHasMoved
from civic.kernel.photo import Jpeg, Photo, PhotoFile, Picture, photos_of
from civic.people.events import ErasureCarriedOut
from civic.store.integrity import faults_in_rows
from civic.store.vault import PartIsDamaged
from tests.builders.cases import case_filed, filing_with_photos

AT_REQUEST = ErasureCarriedOut(ground="request")
WHOLE, SMALL = b"every pixel of the photo", b"some pixels"
PICTURE = Picture(Jpeg(WHOLE, 40, 30), Jpeg(SMALL, 4, 3))
OTHER = Picture(Jpeg(b"another photo", 40, 30), Jpeg(b"small", 4, 3))


def filed_with(store, *pictures, sealed=False, **fields):
    photos = {"sealed_photos" if sealed else "photos": photos_of(pictures)}
    event = case_filed(**photos, **fields)
    store.append([filing_with_photos(event, pictures)], command_id=event.case)
    return store.load(f"case/{event.case}")[0]


@pytest.fixture
def filed(node):
    """A case with two photos, and one of somebody else."""
    first = filed_with(node.store, PICTURE, OTHER)
    filed_with(node.store, OTHER)
    return first


def faults(node):
    leaves = [node.store.leaf(position) for position in range(node.store.size())]
    with node.database.reading() as connection:
        return faults_in_rows(connection, node.store.reader, 0, leaves)


def test_a_file_is_read_as_it_was_stored(node, filed):
    assert node.store.file(filed.position, "photo-1") == WHOLE
    assert node.store.file(filed.position, "photo-1-small") == SMALL
    assert node.store.file(filed.position, "photo-2") == OTHER.whole.body
    assert node.store.file(filed.position, "photo-3") is None
    assert node.store.file(99, "photo-1") is None
    assert faults(node) == []


def test_the_event_names_every_byte_of_it(filed):
    assert isinstance(filed.event, CaseFiled)
    digest = hashlib.sha256(WHOLE).hexdigest()

    assert filed.event.photos[0] == Photo(
        PhotoFile("photo-1", digest, 40, 30),
        PhotoFile("photo-1-small", hashlib.sha256(SMALL).hexdigest(), 4, 3),
    )


def test_neither_the_row_nor_the_leaf_says_anything_of_it(node, filed):
    stored = repr(node.rows("files")).encode()

    for said in (WHOLE, hashlib.sha256(WHOLE).hexdigest().encode()):
        assert said not in stored
        assert said not in node.store.leaf(filed.position)


def test_erasing_a_person_erases_their_files_and_no_others(node, filed):
    node.eraser.erase(filed.event.reporter, AT_REQUEST, command_id="erase")

    assert node.store.load(filed.stream)[0].event.photos is None
    assert node.store.file(filed.position, "photo-1") is None
    assert node.store.file(1, "photo-1") == OTHER.whole.body
    assert [row[0] for row in node.rows("files")] == [1, 1]
    assert faults(node) == []


@pytest.mark.parametrize(("sealed", "left"), [(False, WHOLE), (True, None)], ids=["public", "sealed"])
def test_when_sealed_parts_go_first_a_file_goes_or_stays_with_its_part(node, sealed, left):
    filed = filed_with(node.store, PICTURE, sealed=sealed)
    before = node.rows("files")

    node.eraser.erase_rows([filed.event.reporter], AT_REQUEST, command_id="erase", kind="sealed")
    node.eraser.finish()

    assert node.store.file(filed.position, "photo-1") == left
    assert {row[4] for row in node.rows("files")}.isdisjoint(row[4] for row in before)
    assert filed.event.reporter not in repr(node.rows("files"))
    assert faults(node) == []


def test_nothing_is_stored_of_a_command_that_is_refused(node, filed):
    stored = node.rows("files")
    late = filing_with_photos(case_filed(case=filed.event.case, photos=photos_of([OTHER])), [OTHER])

    with pytest.raises(StreamHasMoved):
        node.store.append([late], command_id="late")

    assert node.rows("files") == stored


def test_a_file_belongs_to_one_event_of_a_change(node, filed):
    two = [case_filed(photos=photos_of([PICTURE])) for _ in range(2)]
    people = frozenset(event.reporter for event in two)
    kept = [File(1, "content.reporter", name, body) for name, body in named(PICTURE)]

    node.store.append([Change("case/both", 0, two, introduces=people, files=kept)], command_id="both")

    first, second = node.store.load("case/both")
    assert node.store.file(first.position, "photo-1") is None
    assert node.store.file(second.position, "photo-1") == WHOLE


def named(picture):
    return [("photo-1", picture.whole.body), ("photo-1-small", picture.small.body)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE files SET body = zeroblob(40) WHERE position = 0 AND name = 'photo-1'",
            "damaged",
        ),
        ("UPDATE files SET part = 'sealed.reporter' WHERE position = 0 AND name = 'photo-1'", "damaged"),
        ("UPDATE files SET person = 'somebody' WHERE position = 0 AND name = 'photo-1'", "not there"),
        ("DELETE FROM files WHERE position = 0 AND name = 'photo-1'", "not there"),
        ("UPDATE files SET position = 9 WHERE position = 0 AND name = 'photo-1'", "does not exist"),
        ("UPDATE files SET name = 'photo-7' WHERE position = 0 AND name = 'photo-1'", "no part names it"),
    ],
    ids=["byte", "part", "person", "gone", "moved", "renamed"],
)
def test_whoever_changes_a_file_is_found(node, filed, change, said):
    if not node.database.is_sqlite:
        change = change.replace("zeroblob(40)", "decode(repeat('00', 40), 'hex')")

    node.change(change)

    assert any(said in fault for fault in faults(node)), faults(node)


def test_a_damaged_file_is_not_handed_out(node, filed):
    node.change("UPDATE files SET name = 'photo-7' WHERE position = 0 AND name = 'photo-1'")

    with pytest.raises(PartIsDamaged):
        node.store.file(filed.position, "photo-7")

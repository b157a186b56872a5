"""Programs that nobody here wrote accept the published log, with its witnesses; and we accept theirs."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from log_builders import LOG_SIGNER, ORIGIN, WRITER, WRITER_KEY, MemoryLock, private_key, statements
from running_witnesses import cosigner
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from ledger.checkpoint import open_checkpoint
from ledger.keys import ED25519, NoteSigner, format_skey
from ledger.log import Log, Witnessing
from ledger.note import Note, parse_note
from ledger.policy import Policy, PolicyLog
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage
from ledger.tile_reader import read_entries
from ledger.tiles import bundle_for
from ledger.verify import verify_log

SUMDB = Path(__file__).parent / "sumdb"
GOPATH = Path("/usr/share/gocode")
needs_go = pytest.mark.skipif(
    shutil.which("go") is None or not (GOPATH / "src/golang.org/x/mod/sumdb").is_dir(),
    reason="Go and its module x/mod are not installed. Debian: golang-go golang-golang-x-mod-dev",
)

SIZES = [1, 2, 255, 256, 257, 600]
WITNESSES = [cosigner(number) for number in range(2)]
KEYS = [LOG_SIGNER.verifier.vkey(), *(witness.verifier.vkey() for witness in WITNESSES)]
BOTH = parse_policy(
    b"log %b\nwitness w0 %b\nwitness w1 %b\ngroup both all w0 w1\nquorum both\n"
    % tuple(vkey.encode() for vkey in KEYS)
)


class Witnessed:
    """Cosigns whatever it is shown, as two witnesses that saw everything would."""

    def cosign(self, signed, *_, **__):
        note = parse_note(signed)
        lines = [witness.sign_at(note.text.encode(), 1_800_000_000) for witness in WITNESSES]
        return Note(note.text, (*note.signatures, *lines)).encode()


@pytest.fixture
def published(tmp_path):
    """A log of statements that grew step by step and that witnesses cosigned."""
    directory, entries = tmp_path / "published", statements(SIZES[-1])
    witnessing = Witnessing(Witnessed(), MemoryLock())
    log = Log(DirectoryStorage(directory), MemoryLock(), LOG_SIGNER, ORIGIN, witnessing=witnessing)
    for size in SIZES:
        log.publish(entries[log.size() : size])
    return directory


@pytest.fixture(scope="module")
def sumdb(tmp_path_factory):
    """Go's own packages for its checksum database, as a program."""
    directory = tmp_path_factory.mktemp("go")
    program = directory / "sumdb"
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": str(directory / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run(["go", "build", "-o", program, "."], cwd=SUMDB, env=environment, check=True)

    def run(*arguments):
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    return run


@needs_go
def test_go_accepts_every_signature_entry_tile_and_proof(published, sumdb):
    checkpoint = open_checkpoint((published / "checkpoint").read_bytes(), [LOG_SIGNER.verifier])
    _, size, root, *_ = checkpoint.text().split("\n")

    assert sumdb("check", published, *KEYS) == (0, f"{size} {root}\n")
    assert verify_log(DirectoryStorage(published), BOTH).faults == []


@needs_go
@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", "tile/1/000.p/2", "tile/entries/001"])
def test_go_refuses_what_we_would_refuse(published, sumdb, path):
    data = bytearray((published / path).read_bytes())
    data[len(data) // 2] ^= 1
    (published / path).write_bytes(data)

    status, out = sumdb("check", published, *KEYS)

    assert status == 1, out
    assert verify_log(DirectoryStorage(published), BOTH).faults


@needs_go
def test_go_refuses_a_witness_that_has_not_cosigned(published, sumdb):
    status, out = sumdb("check", published, *KEYS, cosigner(7).verifier.vkey())

    assert (status, out) == (1, "3 of 4 keys have signed\n")


@needs_go
def test_we_accept_what_go_writes(tmp_path, sumdb):
    origin, key = "go.example/log", private_key(9)
    skey = format_skey(origin, ED25519, key)

    assert sumdb("grow", tmp_path, origin, skey, *map(str, SIZES)) == (0, "")

    policy = Policy((PolicyLog(NoteSigner(origin, key).verifier),))
    outcome = verify_log(DirectoryStorage(tmp_path), policy, structure_only=True)
    assert (outcome.faults, outcome.entries) == ([], SIZES[-1])
    ours = Log(DirectoryStorage(tmp_path / "ours"), MemoryLock(), NoteSigner(origin, key), origin)
    ours.publish(f"entry {number}".encode() for number in range(SIZES[-1]))
    assert (tmp_path / "ours" / "checkpoint").read_bytes() == (tmp_path / "checkpoint").read_bytes()


def test_securesystemslib_accepts_every_published_statement(published):
    key = SSlibKey.from_crypto(WRITER_KEY.public_key(), keyid=WRITER.keyid)
    source = DirectoryStorage(published)
    bundles = (read_entries(source, bundle_for(first, SIZES[-1])) for first in range(0, SIZES[-1], 256))
    entries = [entry for bundle in bundles for entry in bundle]

    assert len(entries) == SIZES[-1]
    for entry in entries:
        assert Envelope.from_dict(json.loads(entry)).verify([key], 1).keys() == {WRITER.keyid}


def test_aics_tlog_accepts_the_checkpoint_its_witnesses_and_every_tile(published):
    theirs = pytest.importorskip("aics_tlog", reason="aics-tlog is not installed; it needs Python 3.12")
    note = theirs.parse_note((published / "checkpoint").read_bytes())
    log, *witnesses = map(theirs.parse_vkey, KEYS)

    seen = theirs.verify_checkpoint(note, log, witnesses, quorum=2, expected_origin=ORIGIN)

    assert seen.ok, seen
    checkpoint = theirs.parse_checkpoint(note.text)
    assert checkpoint.size == SIZES[-1]
    tiles = theirs.FileSystemTileReader(published)
    theirs.audit_tiles(tiles, checkpoint.size, checkpoint.root)
    stranger = theirs.parse_vkey(cosigner(7).verifier.vkey())
    assert not theirs.verify_checkpoint(note, log, [stranger], quorum=1).ok

"""A fuzzer that watches which lines are reached finds no error but those that parsers are meant to give."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from ledger_vectors import GOLDEN_RECEIPT, WITNESS_VKEY
from log_builders import POLICY, statements
from witness_builders import checkpoint_of, growth

from ledger.note import parse_note
from ledger.policy import format_policy
from ledger.tiles import encode_bundle

ROOT = Path(__file__).parents[2]
RUNS = 20_000
SIGNED = checkpoint_of(9)
SAMPLES = {
    "bundle": b"\x02" + encode_bundle(statements(3)),
    "checkpoint": parse_note(SIGNED).text.encode(),
    "note": SIGNED,
    "policy": format_policy(POLICY) + f"witness w {WITNESS_VKEY}\ngroup g any w\n".encode(),
    "proof": GOLDEN_RECEIPT,
    "statement": statements(2)[1],
    "witness-body": growth(5, 9),
}

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this Python and machine"
)


def fuzz(*command, samples):
    options = [f"-runs={RUNS}", "-seed=1", "-max_len=4096", f"-artifact_prefix={samples}/"]
    return subprocess.run(
        [sys.executable, *command, *options, samples],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.parametrize("parser", SAMPLES)
def test_no_parser_gives_any_other_error_than_the_ledgers_own(parser, tmp_path):
    (tmp_path / "good").write_bytes(SAMPLES[parser])

    done = fuzz("-m", "tests.ledger.fuzzing", parser, samples=tmp_path)

    assert done.returncode == 0, done.stderr
    assert f"Done {RUNS} runs" in done.stderr


def test_another_error_is_found(tmp_path):
    (tmp_path / "good").write_bytes(SAMPLES["note"])
    program = (
        "import sys; from tests.ledger import fuzzing\n"
        "fuzzing.PARSERS['careless'] = lambda data: data.decode('utf-8')\n"
        "fuzzing.main('careless', *sys.argv[1:])"
    )

    done = fuzz("-c", program, samples=tmp_path)

    assert done.returncode != 0
    assert "UnicodeDecodeError" in done.stdout + done.stderr


def test_every_parser_that_is_fuzzed_has_a_sample():
    program = "from tests.ledger.fuzzing import PARSERS; print(*PARSERS)"
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert said.split() == list(SAMPLES)

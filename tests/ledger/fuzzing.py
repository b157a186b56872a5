"""Parsers under a fuzzer that sees which lines are reached: `python -m tests.ledger.fuzzing NAME OPTIONS`.

OPTIONS are those of libFuzzer, and folders of samples to begin with; `-runs=0` goes through these only. An
error of the ledger's own family is an answer; any other exception ends the process and shows the input.
"""

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["ledger"]):
    from ledger import dsse
    from ledger.add_checkpoint import parse_add_checkpoint
    from ledger.checkpoint import parse_checkpoint
    from ledger.errors import LedgerError
    from ledger.note import parse_note
    from ledger.policy_parser import parse_policy
    from ledger.tiles import WIDTH, parse_bundle
    from ledger.tlog_proof import parse_receipt


def bundle(data: bytes) -> None:
    """The first byte says how many entries there should be."""
    parse_bundle(data[1:], 1 + data[0] % WIDTH if data else 1)


def checkpoint(data: bytes) -> None:
    parse_checkpoint(data.decode("utf-8", "replace"))


PARSERS: dict[str, Callable[[bytes], object]] = {
    "bundle": bundle,
    "checkpoint": checkpoint,
    "note": parse_note,
    "policy": parse_policy,
    "proof": parse_receipt,
    "statement": dsse.parse,
    "witness-body": parse_add_checkpoint,
}


def fed_to(parse: Callable[[bytes], object]) -> Callable[[bytes], None]:
    def one_input(data: bytes) -> None:
        try:
            parse(data)
        except LedgerError:
            return

    return one_input


def main(name: str, *options: str) -> None:
    atheris.Setup([sys.argv[0], *options], fed_to(PARSERS[name]))
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The command line: `python -m ledger verify|receipt|proof|keygen`.

Exit status 0: what was asked is proven or done; 1: it is not, with one line for each fault on standard
output; 2: the question could not be understood.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.canonical import encode_base64
from ledger.errors import LedgerError
from ledger.explanation import explain
from ledger.faults import Fault
from ledger.http_source import HttpSource
from ledger.keys import ED25519, format_skey, parse_skey
from ledger.note import check_key_name
from ledger.policy_parser import parse_policy
from ledger.progress import ProgressBar
from ledger.storage import DirectoryStorage
from ledger.tlog_proof import make_receipt_with_entry, parse_receipt, verify_receipt
from ledger.verify import Listener, verify_log

if TYPE_CHECKING:
    from ledger.policy import Policy
    from ledger.storage import Source
    from ledger.verify import Outcome

_PROVEN, _FAULTY, _USAGE, _INTERRUPTED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except KeyboardInterrupt:
        print("python -m ledger: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the lines has seen enough (`| head`); what is left to print goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FAULTY
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ledger", description="Verify a log without trusting it.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    verify = commands.add_parser("verify", help="verify a whole log")
    verify.add_argument("location", metavar="DIR_OR_URL")
    verify.add_argument("--policy", type=Path, required=True, help="keys of the log and its witnesses")
    verify.add_argument("--since", type=Path, help="an older checkpoint that the log must continue")
    verify.add_argument(
        "--jobs", type=_positive, default=_cores(), help="worker processes (default: all cores)"
    )
    verify.add_argument(
        "--structure-only", action="store_true", help="entries may be anything: the tree only"
    )
    verify.set_defaults(run=_verify)

    receipt = commands.add_parser("receipt", help="verify a receipt")
    receipt.add_argument("receipt", type=Path, metavar="FILE")
    receipt.add_argument("--policy", type=Path, required=True, help="keys of the log and its witnesses")
    receipt.add_argument("--statement", type=Path, help="the statement, if the receipt does not carry it")
    receipt.set_defaults(run=_receipt)

    proof = commands.add_parser("proof", help="make a receipt from a published log")
    proof.add_argument("location", metavar="DIR_OR_URL")
    proof.add_argument("index", type=int)
    proof.add_argument("--out", type=Path, help="the file to write (default: standard output)")
    proof.set_defaults(run=_proof)

    keygen = commands.add_parser("keygen", help="make a key for signing a log's checkpoints")
    keygen.add_argument("--origin", required=True, help="the name of the log")
    keygen.add_argument("--out", type=Path, required=True, help="the file for the private key")
    keygen.set_defaults(run=_keygen)
    return parser


def _verify(options: argparse.Namespace) -> int:
    source, policy = _open_location(options.location), _read_policy(options.policy)
    since = None if options.since is None else _read(options.since)
    bar = ProgressBar(sys.stderr)

    def tell(fault: Fault) -> None:
        bar.clear()
        print(fault.line(), flush=True)

    listener = Listener(tell, bar.update)
    outcome = verify_log(
        source,
        policy,
        since=since,
        jobs=options.jobs,
        structure_only=options.structure_only,
        listener=listener,
    )
    bar.clear()
    if outcome.faults:
        return _FAULTY
    print(_summary(outcome))
    return _PROVEN


def _summary(outcome: Outcome) -> str:
    assert outcome.accepted is not None
    checkpoint, witnesses = outcome.accepted.checkpoint, len(outcome.accepted.cosignatures)
    rate = outcome.entries / max(outcome.seconds, 0.001)
    return (
        f"OK {outcome.entries} entries, root {encode_base64(checkpoint.root)}, "
        f"checkpoint of {checkpoint.origin} cosigned by {witnesses} witnesses, "
        f"{outcome.seconds:.1f} s ({rate:.0f} entries/s)"
    )


def _receipt(options: argparse.Namespace) -> int:
    policy, data = _read_policy(options.policy), _read(options.receipt)
    statement = None if options.statement is None else _read(options.statement)
    try:
        receipt = parse_receipt(data)
        entry = receipt.extra if statement is None else statement
        if entry is None:
            return _refuse("the receipt does not carry its statement: give it with --statement")
        accepted = verify_receipt(receipt, policy, entry)
        print(explain(receipt.index, entry, accepted))
    except LedgerError as error:
        print(Fault(str(options.receipt), str(error)).line())
        return _FAULTY
    return _PROVEN


def _proof(options: argparse.Namespace) -> int:
    source = _open_location(options.location)
    try:
        receipt = make_receipt_with_entry(source, options.index)
    except LedgerError as error:
        print(Fault(options.location, str(error)).line())
        return _FAULTY
    if options.out is None:
        sys.stdout.buffer.write(receipt)
    else:
        options.out.write_bytes(receipt)
    return _PROVEN


def _keygen(options: argparse.Namespace) -> int:
    try:
        check_key_name(options.origin)
    except LedgerError as error:
        return _refuse(str(error))
    skey = format_skey(options.origin, ED25519, Ed25519PrivateKey.generate())
    try:
        descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        return _refuse(f"cannot create {options.out}: {error.strerror}")
    with os.fdopen(descriptor, "w") as file:
        file.write(skey + "\n")
    print(parse_skey(skey).verifier.vkey())
    return _PROVEN


def _open_location(location: str) -> Source:
    if location.startswith(("http://", "https://")):
        return HttpSource(location)
    directory = Path(location)
    if not directory.is_dir():
        _exit(f"{location} is neither a directory nor an http address")
    return DirectoryStorage(directory)


def _read_policy(path: Path) -> Policy:
    try:
        return parse_policy(_read(path))
    except LedgerError as error:
        _exit(f"{path}: {error}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _exit(f"cannot read {path}: {error.strerror}")


def _exit(message: str) -> NoReturn:
    sys.exit(_refuse(message))


def _refuse(message: str) -> int:
    print(f"python -m ledger: {message}", file=sys.stderr)
    return _USAGE


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main())

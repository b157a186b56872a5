"""The command line: `python -m ledger verify|fsck|receipt|proof|monitor|witness|keygen`.

Exit status 0: what was asked is proven or done; 1: it is not, with one line for each fault on standard
output; 2: the question could not be understood; 3, of `monitor` only: the log could not be read.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.arguments import argument_parser
from ledger.errors import LedgerError
from ledger.explanation import explain
from ledger.faults import Fault, printable
from ledger.http_source import HttpSource, LogIsUnreachable
from ledger.keys import COSIGNATURE_V1, ED25519, format_skey, format_vkey
from ledger.log import CHECKPOINT_PATH
from ledger.ml_dsa import MlDsaIsNotSupported, new_ml_dsa_skey, parse_ml_dsa_skey
from ledger.monitor import AgeLimit, LastCheckpointIsUnusable
from ledger.note import check_key_name
from ledger.policy_parser import parse_policy
from ledger.progress import ProgressBar
from ledger.storage import DirectoryStorage
from ledger.tlog_proof import make_receipt_with_entry, parse_receipt, verify_receipt
from ledger.verify import Listener, verify_log

if TYPE_CHECKING:
    import argparse
    from socketserver import BaseServer

    from ledger.monitor import Sighting
    from ledger.policy import Policy
    from ledger.storage import Source
    from ledger.verify import Outcome

_PROVEN, _FAULTY, _USAGE, _UNREACHABLE, _INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: list[str] | None = None) -> int:
    options = argument_parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except KeyboardInterrupt:
        print("python -m ledger: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the lines has seen enough (`| head`); what is left to print goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FAULTY


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
        f"OK {outcome.entries} entries, root {checkpoint.root.hex()} (SHA-256), "
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


def _monitor(options: argparse.Namespace) -> int:
    # The lock of the state file exists on POSIX only, while receipts are verified anywhere.
    from ledger.monitor_state import MonitorStateIsUnusable, evidence_path, watch  # noqa: PLC0415

    source, policy = _open_location(options.location), _read_policy(options.policy)
    try:
        sighting = watch(source, policy, options.state, _age_limit(options))
    except (MonitorStateIsUnusable, LastCheckpointIsUnusable) as error:
        return _refuse(f"{options.state}: {error}")
    except (LogIsUnreachable, OSError) as error:
        print(f"python -m ledger: the log could not be read: {printable(str(error))}", file=sys.stderr)
        return _UNREACHABLE
    for fault in sighting.faults:
        print(fault.line())
    if sighting.contradicts and sighting.signed is not None:
        print(f"python -m ledger: kept {evidence_path(options.state, sighting.signed)}", file=sys.stderr)
    if sighting.faults:
        return _FAULTY
    if not options.quiet:
        print(_sighting(sighting))
    return _PROVEN


def _age_limit(options: argparse.Namespace) -> AgeLimit | None:
    if options.stale_after is None:
        return None
    file = Path(options.location) / CHECKPOINT_PATH
    written = int(file.stat().st_mtime) if file.is_file() else None
    return AgeLimit(options.stale_after, int(time.time()), written)


def _sighting(sighting: Sighting) -> str:
    assert sighting.accepted is not None
    now = sighting.accepted.checkpoint
    if sighting.before is None:
        return f"OK {now.origin} has {now.size} entries, seen for the first time"
    return f"OK {now.origin} has {now.size} entries and continues the {sighting.before.size} seen before"


def _witness(options: argparse.Namespace) -> int:
    # As for `monitor`: POSIX only.
    from ledger.witness_command import WitnessCannotStart, start_witness  # noqa: PLC0415

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    try:
        server = start_witness(options.config, tell)
    except WitnessCannotStart as error:
        return _refuse(str(error))
    with server:
        if options.until_input_ends:
            threading.Thread(target=_stop_when_input_ends, args=(server,), daemon=True).start()
        server.serve_forever()
    return _PROVEN


def _stop_when_input_ends(server: BaseServer) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    server.shutdown()


def _keygen(options: argparse.Namespace) -> int:
    name = options.origin if options.witness is None else options.witness
    try:
        check_key_name(name)
    except LedgerError as error:
        return _refuse(str(error))
    try:
        private, public = _new_key(name, options)
        descriptor = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        return _refuse(f"cannot create {options.out}: {error.strerror}")
    except MlDsaIsNotSupported as error:
        return _refuse(str(error))
    with os.fdopen(descriptor, "w") as file:
        file.write(private + "\n")
    print(public)
    return _PROVEN


def _new_key(name: str, options: argparse.Namespace) -> tuple[str, str]:
    """The private form and the verifier key."""
    if options.ml_dsa:
        private = new_ml_dsa_skey(name)
        return private, parse_ml_dsa_skey(private).verifier.vkey()
    kind = ED25519 if options.witness is None else COSIGNATURE_V1
    key = Ed25519PrivateKey.generate()
    return format_skey(name, kind, key), format_vkey(name, kind, key.public_key().public_bytes_raw())


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


_COMMANDS = {
    "verify": _verify,
    "fsck": _verify,
    "receipt": _receipt,
    "proof": _proof,
    "monitor": _monitor,
    "witness": _witness,
    "keygen": _keygen,
}

if __name__ == "__main__":
    sys.exit(main())

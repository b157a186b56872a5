"""What can be asked on the command line, and how: one function for each command."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

    Commands = argparse._SubParsersAction[ArgumentParser]  # noqa: SLF001 (argparse gives it no other name)


def argument_parser() -> ArgumentParser:
    """Its answers have `command`, the name of the command, and the options of that."""
    parser = argparse.ArgumentParser(prog="python -m ledger", description="Verify a log without trusting it.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_verify(commands)
    _add_fsck(commands)
    _add_receipt(commands)
    _add_proof(commands)
    _add_monitor(commands)
    _add_witness(commands)
    _add_keygen(commands)
    return parser


def _add_verify(commands: Commands) -> None:
    verify = commands.add_parser("verify", help="verify a whole log")
    _add_log(verify)
    verify.add_argument(
        "--structure-only", action="store_true", help="entries may be anything: the tree only"
    )


def _add_fsck(commands: Commands) -> None:
    fsck = commands.add_parser(
        "fsck", help="check tiles against entries and the signed checkpoint: verify --structure-only"
    )
    _add_log(fsck)
    fsck.set_defaults(structure_only=True)


def _add_log(command: ArgumentParser) -> None:
    command.add_argument("location", metavar="DIR_OR_URL")
    command.add_argument("--policy", type=Path, required=True, help="keys of the log and its witnesses")
    command.add_argument("--since", type=Path, help="an older checkpoint that the log must continue")
    command.add_argument(
        "--jobs", type=_positive, default=_cores(), help="worker processes (default: all cores)"
    )


def _add_receipt(commands: Commands) -> None:
    receipt = commands.add_parser("receipt", help="verify a receipt")
    receipt.add_argument("receipt", type=Path, metavar="FILE")
    receipt.add_argument("--policy", type=Path, required=True, help="keys of the log and its witnesses")
    receipt.add_argument("--statement", type=Path, help="the statement, if the receipt does not carry it")


def _add_proof(commands: Commands) -> None:
    proof = commands.add_parser("proof", help="make a receipt from a published log")
    proof.add_argument("location", metavar="DIR_OR_URL")
    proof.add_argument("index", type=int)
    proof.add_argument("--out", type=Path, help="the file to write (default: standard output)")


def _add_monitor(commands: Commands) -> None:
    monitor = commands.add_parser(
        "monitor",
        help="verify that a log continues what it showed before",
        description="Exit status 0: the log continues; 1: a fault, one line for each; 2: the question could "
        "not be understood; 3: the log could not be read, which says nothing about it.",
    )
    monitor.add_argument("location", metavar="DIR_OR_URL")
    monitor.add_argument("--policy", type=Path, required=True, help="keys of the log and its witnesses")
    monitor.add_argument(
        "--state", type=Path, required=True, help="the file that keeps the last good checkpoint"
    )
    monitor.add_argument(
        "--stale-after",
        type=_positive,
        metavar="SECONDS",
        help="a fault if the checkpoint is older, by the time at which a witness of the policy cosigned it; "
        "without one, by the time of the file in a directory, which whoever keeps the log can set; "
        "over HTTP without a witness the age cannot be told, which is a fault too",
    )
    monitor.add_argument("--quiet", action="store_true", help="say nothing if all is well")


def _add_witness(commands: Commands) -> None:
    witness = commands.add_parser(
        "witness",
        help="cosign checkpoints over HTTP (c2sp.org/tlog-witness); its file: ledger/witness_config.py",
    )
    witness.add_argument("--config", type=Path, required=True, help="addresses, names and keys")
    witness.add_argument(
        "--until-input-ends",
        action="store_true",
        help="stop when standard input ends, as it does when whoever started this has died",
    )


def _add_keygen(commands: Commands) -> None:
    keygen = commands.add_parser("keygen", help="make a key for signing checkpoints")
    names = keygen.add_mutually_exclusive_group(required=True)
    names.add_argument("--origin", metavar="NAME", help="the key of a log of this name")
    names.add_argument("--witness", metavar="NAME", help="the key of a witness of this name")
    keygen.add_argument("--ml-dsa", action="store_true", help="an ML-DSA-44 key, beside one of Ed25519")
    keygen.add_argument("--out", type=Path, required=True, help="the file for the private key")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

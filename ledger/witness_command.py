"""Makes the parts of a witness from its configuration file, and begins to listen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ledger.errors import LedgerError
from ledger.ml_dsa import parse_cosigner_skey
from ledger.witness import CheckpointWitness
from ledger.witness_config import parse_witness_config
from ledger.witness_server import WitnessServer
from ledger.witness_state import StateFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ledger.cosignature import CosignatureSigner
    from ledger.ml_dsa import MlDsaSigner


class WitnessCannotStart(LedgerError):
    """Configuration, key, state or address of the witness cannot be used; the message says which."""


def start_witness(path: Path, tell: Callable[[str], None]) -> WitnessServer:
    """A server that listens and waits for `serve_forever`; raises WitnessCannotStart.

    `tell` hears the verifier key and where the witness listens, then whatever an operator should know.
    """
    try:
        config = parse_witness_config(path.read_bytes())
        signer = _signer(path.parent / config.key, config.name)
        register = StateFile(path.parent / config.state)
        seen = register.load_all()
        witness = CheckpointWitness(signer, config.logs, register, lambda: int(time.time()))
        server = WitnessServer((config.host, config.port), witness, tell)
    except (LedgerError, OSError) as error:
        raise WitnessCannotStart(f"{path}: {error}") from error
    if not seen:
        tell(f"{path.parent / config.state}: there is no log that this witness has cosigned before")
    tell(f"{signer.verifier.vkey()} listens on {server.server_name} port {server.server_port}")
    return server


def _signer(path: Path, name: str) -> CosignatureSigner | MlDsaSigner:
    signer = parse_cosigner_skey(path.read_bytes().decode("utf-8", "replace").rstrip("\n"))
    if signer.name != name:
        raise WitnessCannotStart(f"{path} is the key of {signer.name}, not of {name}")
    return signer

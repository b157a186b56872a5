"""Three witnesses beside the site, to see how a log with witnesses works.

They vouch for nothing: whoever has the site has them too. Real witnesses are other people on other machines.
"""

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.store.key_files import create_once
from ledger.cosignature import parse_witness_skey
from ledger.keys import COSIGNATURE_V1, NoteVerifier, format_skey
from ledger.policy import Group, Policy, Witness, format_policy

LOOPBACK = "127.0.0.1"
LOCAL_WITNESSES = 3
QUORUM = 2


def make_local_witnesses(
    directory: Path, log: NoteVerifier, ports: Sequence[int]
) -> tuple[Path, tuple[Path, ...]]:
    """Write keys where there are none, a configuration for each port, and the policy; return where these are.

    Two of them are enough. What they remember stays between two runs.
    """
    witnesses, configs = [], []
    for number, port in enumerate(ports, 1):
        name = f"local-witness-{number}"
        key = directory / f"{name}.key"
        if not key.exists():
            create_once(key, format_skey(name, COSIGNATURE_V1, Ed25519PrivateKey.generate()))
        verifier = parse_witness_skey(key.read_text().strip()).verifier
        config = directory / f"{name}.conf"
        lines = [
            f"listen {LOOPBACK}:{port}",
            f"name {name}",
            f"key {key.name}",
            f"state {name}.state",
            f"log {log.vkey()}",
        ]
        config.write_text("".join(f"{line}\n" for line in lines))
        configs.append(config)
        witnesses.append(Witness(name, verifier, f"http://{LOOPBACK}:{port}"))
    group = Group("local", QUORUM, tuple(witness.name for witness in witnesses))
    policy = directory / "policy"
    policy.write_bytes(format_policy(Policy((), tuple(witnesses), (group,), group.name)))
    return policy, tuple(configs)

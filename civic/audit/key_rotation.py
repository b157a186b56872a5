"""One key takes the place of another: announced first, then used, and only then is the older one retired."""

from pathlib import Path

from civic.audit.keys import LOG, WRITER, KeyCannotBeUsed, announce, id_of, known_keys, retire
from civic.kernel.journal import Journal
from civic.store.key_files import KeyFiles
from ledger.errors import LedgerError
from ledger.keys import NoteSigner
from ledger.note import open_note


def rotate_writer(journal: Journal, files: KeyFiles) -> str:
    """Announce a new writer key and put it in place; return its id.

    Processes that run sign with the older key until they are started again, and may until it is retired.
    """
    keyid = announce(journal, files.next_writer().public_key().public_bytes_raw(), WRITER)
    files.take_next_writer()
    return keyid


def rotate_log_key(journal: Journal, files: KeyFiles, origin: str) -> NoteSigner:
    """Announce a new log key and let it sign beside the older ones; return it."""
    fresh = files.next_log_signer(origin)
    announce(journal, fresh.verifier.raw_key, LOG)
    files.take_next_log_key()
    return fresh


def retire_writer(journal: Journal, keyid: str, current: str) -> None:
    """Raise KeyCannotBeUsed for the key that this installation signs with."""
    if keyid == current:
        raise KeyCannotBeUsed("this installation signs with that key: rotate it first")
    retire(journal, keyid)


def retire_log_key(
    journal: Journal, files: KeyFiles | None, origin_signers: tuple[NoteSigner, ...], keyid: str, log: Path
) -> None:
    """Forget a log key once another one has signed what is published; raise KeyCannotBeUsed.

    `files` is None where the keys come from the environment.
    """
    rest = [signer for signer in origin_signers if id_of(signer.verifier.raw_key) != keyid]
    if not rest:
        raise KeyCannotBeUsed("no other key signs checkpoints: rotate it first")
    if len(rest) < len(origin_signers) and files is None:
        raise KeyCannotBeUsed("that key is still in CIVIC_LOG_KEY: take it out first")
    try:
        open_note((log / "checkpoint").read_bytes(), [rest[0].verifier])
    except (LedgerError, OSError) as error:
        raise KeyCannotBeUsed(
            "the published checkpoint is not signed by the newest log key yet: start the workers again, wait "
            "until they have published, and try again"
        ) from error
    # Nobody starts with a key that was retired, so it goes first: after an interruption the command goes on.
    if files is not None:
        files.keep_log_keys(lambda signer: id_of(signer.verifier.raw_key) != keyid)
    retire(journal, keyid)


def retire_ml_dsa_key(journal: Journal, files: KeyFiles, keyid: str) -> None:
    """Forget the key that signs beside the others; the next start makes a new one, and announces it."""
    files.forget_ml_dsa_key(lambda signer: id_of(signer.verifier.raw_key) == keyid)
    retire(journal, keyid)


def purpose_of(journal: Journal, keyid: str) -> str:
    """Raise KeyCannotBeUsed for a key that was never announced."""
    known = known_keys(journal).get(keyid)
    if known is None:
        raise KeyCannotBeUsed(f"no key {keyid} was ever announced")
    return known.purpose

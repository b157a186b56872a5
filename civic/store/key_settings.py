"""Where a setting says that a signing key is: in the setting itself, in a file, or in a device."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civic.ports import KeyInDevice
from civic.store.key_files import KeyCannotBeRead, read_log_keys, read_writer_key
from ledger.keys import NoteSigner

IN_DEVICE = "pkcs11:"


def writer_key_of(setting: str, in_device: KeyInDevice | None) -> Ed25519PrivateKey:
    """Return the key that signs events; raise KeyCannotBeRead, or what the device's connector raises."""
    if setting.startswith(IN_DEVICE):
        return _in_device(setting, in_device)
    return read_writer_key(_content(setting))


def log_keys_of(setting: str, origin: str, in_device: KeyInDevice | None) -> tuple[NoteSigner, ...]:
    """Return the keys that sign checkpoints, the newest first; raise as `writer_key_of` does.

    Between blanks stand keys, files of keys and keys in devices; those in devices sign for `origin`.
    """
    signers: list[NoteSigner] = []
    for each in setting.split():
        if each.startswith(IN_DEVICE):
            signers.append(NoteSigner(origin, _in_device(each, in_device)))
        else:
            signers += read_log_keys(_content(each))
    if len({signer.name for signer in signers}) != 1:
        raise KeyCannotBeRead("the log keys are not of one origin")
    return tuple(signers)


def _in_device(uri: str, in_device: KeyInDevice | None) -> Ed25519PrivateKey:
    if in_device is None:
        raise KeyCannotBeRead("no connector for keys in devices is there")
    return in_device(uri)


def _content(setting: str) -> str:
    """Return the key itself, or what stands in the file that is named by a path with a slash."""
    if not setting.startswith(("/", "./", "../")):
        return setting
    try:
        return Path(setting).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyCannotBeRead(f"the key file {setting} cannot be read: {type(error).__name__}") from error

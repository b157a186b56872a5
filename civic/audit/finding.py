"""What somebody types to find an entry: a receipt code, a case number, or the number of the entry."""

from dataclasses import dataclass

from civic.audit.entry import CASE_STREAM
from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id
from civic.kernel.receipt_code import CodeHasATypo, parse_receipt_code, receipt_code
from civic.store.event_store import EventStore

MOST_DIGITS = 11  # one less than a receipt code has characters


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, or all those of a case; `code` where a receipt code fits the entry's fingerprint."""

    position: int | None = None
    case: CaseNumber | None = None
    code: str = ""


def find(store: EventStore, typed: str) -> Found:
    """Raise InputHasFaults with what is wrong and how to mend it."""
    if not typed:
        raise InputHasFaults([Fault("entry", "input.missing")])
    return _by_code(store, typed) or _by_case(store, typed) or _by_position(store, typed)


def _by_code(store: EventStore, typed: str) -> Found | None:
    try:
        code = parse_receipt_code(typed)
    except CodeHasATypo:
        return None
    try:
        leaf_hash = store.leaf_hash(code.position)
    except KeyError:
        raise InputHasFaults([Fault("entry", "input.code-of-no-entry")]) from None
    if not code.fits(leaf_hash):
        raise InputHasFaults([Fault("entry", "input.code-does-not-fit")])
    return Found(position=code.position, code=receipt_code(code.position, leaf_hash))


def _by_case(store: EventStore, typed: str) -> Found | None:
    try:
        number = CaseNumber(parse_public_id(typed))
        store.position_of(CASE_STREAM + number, 1)
    except (NumberHasATypo, KeyError):
        return None
    return Found(case=number)


def _by_position(store: EventStore, typed: str) -> Found:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS):
        raise InputHasFaults([Fault("entry", "input.not-an-entry")])
    if int(typed) >= store.size():
        raise InputHasFaults([Fault("entry", "input.no-such-entry")])
    return Found(position=int(typed))

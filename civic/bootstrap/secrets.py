"""What only one installation knows, and what it makes of that: codes for people, aliases for events."""

import hmac
from dataclasses import dataclass

from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id, public_id_of
from civic.kernel.one_time_code import CodeOf, codes


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only this installation knows."""

    session_key: bytes
    fingerprint_key: bytes
    code_key: bytes

    def case_code(self, number: CaseNumber) -> str:
        """Return the code by which somebody shows that they filed the case (9 random characters, 1 check)."""
        digest = hmac.new(self.code_key, number.encode(), "sha256").digest()
        return public_id_of(int.from_bytes(digest))

    def alias(self, official: str, number: CaseNumber) -> str:
        """Return an official’s name in the events of one case: 16 hex digits, others in each case."""
        named = f"official {official} in case {number}".encode()
        return hmac.new(self.fingerprint_key, named, "sha256").hexdigest()[:16]

    def trusted_alias(self, trust: str, number: CaseNumber) -> str:
        """Return a person of trust’s name in the events of one case: 16 hex digits, others in each case."""
        named = f"person of trust {trust} in case {number}".encode()
        return hmac.new(self.fingerprint_key, named, "sha256").hexdigest()[:16]

    def settlement_code(self, position: int) -> str:
        """Return the code in the letter about the end of a case that is recorded at a position."""
        return self.codes("settlement")("answer", str(position))

    def codes(self, kind: str) -> CodeOf:
        """Return what makes the codes of one kind of letter."""
        return codes(self.code_key, kind)

    def is_case_code(self, number: CaseNumber, text: str) -> bool:
        """Compare in constant time what somebody typed."""
        try:
            typed = parse_public_id(text)
        except NumberHasATypo:
            return False
        return hmac.compare_digest(typed, self.case_code(number))

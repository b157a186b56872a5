"""What pages that write letters have to know of those who bring them out."""

from civic.kernel.errors import Refused
from civic.web.platform import platform


class LettersAreNotSent(Refused):
    """Nobody has said by which server this site sends e-mail."""

    code = "cases.letters-are-not-sent"
    status = 503


def ensure_letters_are_sent() -> None:
    """Raise LettersAreNotSent."""
    if platform().delivery is None:
        raise LettersAreNotSent("there is no notifier")

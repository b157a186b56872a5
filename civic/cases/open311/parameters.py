"""What was sent with a request: an empty parameter is one that was not sent."""

from collections.abc import Iterable, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from civic.cases.open311.refusals import Objection, RequestIsRefused
from civic.cases.validation import has_control_characters

LONGEST_NAME = 100


class Parameters:
    """Parameters of an address or of a form."""

    def __init__(self, sent: MultiDict[str, str]) -> None:
        self._sent = sent

    def one(self, name: str) -> str | None:
        """Return the first value that is not empty."""
        # SPEC: null or an empty string is the same as leaving an optional parameter out.
        return next((value.strip() for value in self._sent.getlist(name) if value.strip()), None)

    def several(self, name: str) -> tuple[str, ...]:
        """Return what stands between commas, and in repetitions of the parameter; each once."""
        values = (part.strip() for value in self._sent.getlist(name) for part in value.split(","))
        return tuple(dict.fromkeys(value for value in values if value))

    def names(self) -> Iterable[str]:
        """Return the names under which something was sent that is not empty."""
        return (name for name in self._sent if self.one(name) is not None)

    def in_order(self, name: str) -> Sequence[str]:
        """Return every value of a parameter, also the empty ones, where their order matters."""
        return [value.strip() for value in self._sent.getlist(name)]

    def all_of(self, name: str) -> Sequence[str]:
        """Return every value of a parameter that is not empty, as it was sent."""
        return [value for value in self._sent.getlist(name) if value.strip()]


def asked(sent: Any) -> Parameters:
    """Return the parameters of an address; raise RequestIsRefused if no database could look for them."""
    unreadable = [
        Objection(400, f"{name[:LONGEST_NAME]}: this holds characters that nobody can see or type.")
        for name, value in sent.items(multi=True)
        if has_control_characters(value) or "\ufffd" in value
    ]
    if unreadable:
        raise RequestIsRefused(*unreadable)
    return Parameters(sent)

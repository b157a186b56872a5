"""What somebody typed into a form: cleaned, never lost, and each fault beside the field it belongs to."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flask import request

from civic.kernel.errors import Fault, InputHasFaults, Refused
from civic.kernel.language import is_turned_around, without_unseen

# Control characters other than tab and line ends, and what bytes that are no UTF-8 have become.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_COMMAND_ID = re.compile(r"[A-Za-z0-9-]{16,64}")


class FormIsIncomplete(Refused):
    """A hidden field of the form is missing or was changed."""

    code = "web.form-incomplete"
    status = 400


@dataclass(frozen=True, slots=True)
class Form:
    """Typed values by field name, and what is wrong with them."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def fault(self, name: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.field == name), None)

    def with_faults(self, faults: Iterable[Fault]) -> "Form":
        """Return the same values with these faults."""
        return replace(self, faults=tuple(faults))

    def accept(self) -> None:
        """Raise InputHasFaults if there are any."""
        if self.faults:
            raise InputHasFaults(list(self.faults))

    def command_id(self) -> str:
        """Return the id of what this form does; raise FormIsIncomplete without one."""
        if _COMMAND_ID.fullmatch(self.value("command_id")) is None:
            raise FormIsIncomplete("command_id is missing or malformed")
        return self.value("command_id")


def typed_form() -> Form:
    """Read the form that was sent, in one Unicode form, without spaces around, with plain line ends."""
    return _typed({name: request.form.get(name, "") for name in request.form})


def typed_query() -> Form:
    """Read a form that was sent in the address."""
    return _typed({name: request.args.get(name, "") for name in request.args})


def _typed(sent: Mapping[str, str]) -> Form:
    faults = tuple(
        Fault(name, "input.control-characters")
        for name, value in sent.items()
        if _UNREADABLE.search(value) or is_turned_around(value)
    )
    return Form({name: _clean(value) for name, value in sent.items()}, faults)


def _clean(value: str) -> str:
    """What copying from other programs leaves behind unseen is taken away without a word."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", without_unseen(_UNREADABLE.sub("", lines))).strip()

"""Fields that forms about cases share: words, and what the reader had seen."""

from civic.kernel.errors import Fault, InputHasFaults
from civic.kernel.language import Text
from civic.web.forms import Form, FormIsIncomplete


def needed_text(form: Form, name: str, language: str) -> Text:
    """Return the words of a field; raise InputHasFaults without any."""
    faults = [*form.faults]
    if not form.value(name):
        faults.append(Fault(name, "input.missing"))
    if faults:
        raise InputHasFaults(faults)
    return Text(form.value(name), language)


def seen_version(form: Form) -> int:
    """Return the version of the case on the page that the form stood on."""
    seen = form.value("seen_version")
    if not (seen.isascii() and seen.isdigit()):
        raise FormIsIncomplete("seen_version is no number")
    return int(seen)

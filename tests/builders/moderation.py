"""Moderating for tests: taking words of a case out of public view, as an office does."""

from civic.bootstrap import Platform
from civic.cases import commands as c
from civic.cases.events import Passage
from civic.kernel.ids import CaseNumber, new_public_id
from civic.kernel.language import Text


def passage(platform: Platform, number: CaseNumber, item: str = "description", version: int = 1) -> Passage:
    """Return a passage of an event of a case, the first one unless its version says otherwise."""
    return Passage(platform.cases.page(number).events[version - 1].position, item)


def withhold(
    platform: Platform,
    number: CaseNumber,
    *passages: Passage,
    reason: str = "personal_data",
    **fields: object,
) -> None:
    """Take passages out of public view, the description if none is named."""
    command = c.WithholdContent(
        case=number,
        office="streets",
        passages=passages or (passage(platform, number),),
        reason=reason,
        **fields,
    )
    platform.cases.work(command, command_id=f"withhold-{new_public_id()}")


def restore(
    platform: Platform, number: CaseNumber, *passages: Passage, words: str = "It names nobody."
) -> None:
    """Show passages again, the description if none is named."""
    command = c.RestoreContent(
        case=number,
        office="streets",
        passages=passages or (passage(platform, number),),
        explanation=Text(words, "en"),
    )
    platform.cases.work(command, command_id=f"restore-{new_public_id()}")


def object_to_it(platform: Platform, number: CaseNumber, words: str = "I named nobody.") -> None:
    """Let the reporter say that they do not agree."""
    command = c.MakeObjection(case=number, explanation=Text(words, "en"))
    platform.cases.work(command, command_id=f"object-{new_public_id()}")

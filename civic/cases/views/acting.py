"""Who acted for an office: by name for officials, and whether it was oneself."""

from collections.abc import Iterable, Mapping

from civic.cases.views.timeline import Entry
from civic.kernel.ids import CaseNumber
from civic.people.model import Official
from civic.web.access import own_official
from civic.web.platform import platform


def own_alias(number: CaseNumber) -> str:
    """Return what the signed-in official is called in the events of a case."""
    return platform().secrets.alias(own_official().id, number)


def is_own(number: CaseNumber, alias: str) -> bool:
    """Whether an alias in the events of a case is that of the signed-in official."""
    return alias == own_alias(number)


def acting(number: CaseNumber, entries: Iterable[Entry]) -> Mapping[str, Official]:
    """Return whose the aliases in the history of a case are, those who have left included."""
    aliases = {entry.official for entry in entries if entry.official}
    if not aliases:
        return {}
    officials, alias = platform().officials, platform().secrets.alias
    ids = {alias(official, number): official for official in officials.ids(own_official().city)}
    return {each: officials.get(ids[each]) for each in aliases if each in ids}

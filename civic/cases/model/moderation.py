"""What has to be true of a case before something of it is withheld, shown again or disputed."""

from civic.cases import commands as c
from civic.cases.model.case import Case
from civic.cases.model.refusals import NobodyObjects, NothingIsWithheld, ObjectedAlready, WithheldAlready
from civic.cases.workflow import needs_of

WITHHOLD_REASONS = ("personal_data", "insult", "unlawful", "advertising", "off_topic")


def check_view(step: str, command: c.CaseStep, case: Case) -> None:
    """Raise what says that this is out of public view already, or is not."""
    needs, number = needs_of(step), str(case.number)
    if isinstance(command, c.WithholdContent) and not case.withheld.isdisjoint(command.passages):
        raise WithheldAlready(f"some of {number} is withheld already", case=number)
    if isinstance(command, c.RestoreContent) and not case.withheld.issuperset(command.passages):
        raise NothingIsWithheld(f"some of that is not withheld of {number}", case=number)
    if "withheld" in needs and not case.withheld:
        raise NothingIsWithheld(f"nothing is withheld of {number}", case=number)
    if "agreed" in needs and case.objected:
        raise ObjectedAlready(f"the objection in {number} waits", case=number)
    if "objected" in needs and not case.objected:
        raise NobodyObjects(f"nobody objects in {number}", case=number)

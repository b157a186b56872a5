"""Why something is not done to a case."""

from civic.kernel.errors import Refused


class CaseIsElsewhere(Refused):
    """The step does not lead from the state that the case is in."""

    code = "cases.step-not-possible"
    status = 409


class CaseHasChanged(Refused):
    """Somebody acted on the case after the page was shown on which this was decided."""

    code = "cases.case-has-changed"
    status = 409


class NoSuchCase(Refused):
    """There is no case of this number."""

    code = "cases.no-such-case"
    status = 404


class NobodyToErase(Refused):
    """Nothing personal is held of whoever filed this case, or not any more."""

    code = "cases.nobody-to-erase"
    status = 404


class UnknownReason(Refused):
    """A case is declined or put on hold only for a reason that the city has published."""

    code = "cases.unknown-reason"
    status = 422


class DuplicateOfItself(Refused):
    """A case repeats another one, never itself."""

    code = "cases.duplicate-of-itself"
    status = 422


class ConfirmedAlready(Refused):
    """The reporter says once that a case is settled."""

    code = "cases.confirmed-already"
    status = 409


class ThankedAlready(Refused):
    """The reporter thanks once; it is there for the team to read."""

    code = "cases.thanked-already"
    status = 409


class NobodyHandedItOver(Refused):
    """No other office handed this case over, or somebody has taken it on since."""

    code = "cases.nobody-handed-it-over"
    status = 409


class ClaimedAlready(Refused):
    """Whoever wants to work on the case does so already."""

    code = "cases.claimed-already"
    status = 409


class ClaimedBySomebodyElse(Refused):
    """Only who works on the case can leave it to somebody else; anybody can claim it."""

    code = "cases.claimed-by-somebody-else"
    status = 409


class CaseHasEnded(Refused):
    """Who notices the same now, reports it anew: nobody works on this case any more."""

    code = "cases.has-ended"
    status = 409


class WithheldAlready(Refused):
    """Somebody has taken this out of public view already."""

    code = "cases.withheld-already"
    status = 409


class NothingIsWithheld(Refused):
    """What is shown to everyone can neither be shown again nor be objected to."""

    code = "cases.nothing-is-withheld"
    status = 409


class ObjectedAlready(Refused):
    """The reporter has objected, and gets a decision."""

    code = "cases.objected-already"
    status = 409


class NobodyObjects(Refused):
    """No objection waits for a decision."""

    code = "cases.nobody-objects"
    status = 409


class PartsAreOpen(Refused):
    """Somebody still works on a part of the case; it ends when its parts have ended."""

    code = "cases.parts-are-open"
    status = 409


class PartOfAnotherCase(Refused):
    """What is a part of another case is not split again; who reported it is spoken to about the whole."""

    code = "cases.part-of-another-case"
    status = 409


class TooManyParts(Refused):
    """A case has so many parts at most that somebody can still see them all at once."""

    code = "cases.too-many-parts"
    status = 409


class QuestionIsUnanswered(Refused):
    """The reporter asked something; a case does not end before that is answered."""

    code = "cases.question-is-unanswered"
    status = 409

"""What programs ask for: which city, which cases, how many."""

import re
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from civic.cases.schemas.reading import OBJECT, Words, refusal
from civic.cases.validation import LINE_LIMIT
from civic.cases.workflow import STATES
from civic.kernel.errors import Fault

LARGEST_PAGE = 200
PAGE = 50
_AFTER = re.compile(r"[0-9]{1,18}\.[0-9A-Z]{10}")


class Limit(fields.Integer):
    """How many rows a page may have, as a number in an address."""

    def __init__(self) -> None:
        super().__init__(load_default=PAGE, metadata={"minimum": 1, "maximum": LARGEST_PAGE})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002
        if re.fullmatch(r"[1-9][0-9]{0,2}", value) and int(value) <= LARGEST_PAGE:
            return int(value)
        raise refusal(Fault("", "input.not-a-whole-number", {"least": 1, "most": LARGEST_PAGE}))


class StateName(Words):
    """One of the states that a case can be in."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        state = super()._deserialize(value, attr, data, **kwargs)
        if state not in STATES:
            raise refusal(Fault("", "input.unknown-choice", {"choice": state[:LINE_LIMIT]}))
        return state


class After(Words):
    """The key of a page, as the page before gave it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        key = super()._deserialize(value, attr, data, **kwargs)
        if _AFTER.fullmatch(key) is None:
            raise ValidationError("input.not-a-key")
        return key


class CityQuery(Schema):
    """Which city is meant."""

    class Meta:
        unknown = RAISE

    error_messages = OBJECT
    city = Words(limit=LINE_LIMIT, metadata={"description": "code of a city; this site's if left out"})


class CaseQuery(CityQuery):
    """Which cases are wanted."""

    department = Words(limit=LINE_LIMIT)
    state = StateName(metadata={"enum": list(STATES)})
    after = After()
    limit = Limit()

"""What somebody can find on the spot. Codes are stored for ever; pages say them in words."""

from collections.abc import Mapping

FINDINGS: Mapping[str, str] = {
    "as_described": "it is as the report says",
    "otherwise": "it is otherwise than the report says, and the note says how",
    "repaired": "it was repaired already",
    "not_found": "there is nothing of the kind",
    "not_reached": "nobody could get to the place",
}
TO_BE_EXPLAINED = "otherwise"

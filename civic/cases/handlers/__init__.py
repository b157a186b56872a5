"""From a command to appended events."""

from civic.cases.handlers.casework import work_on_case
from civic.cases.handlers.filing import ACCOUNT, ADDRESS, Cities, Digest, Filed, file_case, preview_case
from civic.cases.handlers.following import (
    FOLLOWER_NOTICE,
    FOLLOWING_CODE,
    TOLD_BY_TOPIC,
    append_about,
    request_following,
)
from civic.cases.handlers.notes import write_note
from civic.cases.handlers.notices import NOTICE, TOLD
from civic.cases.handlers.streams import FOLLOWERS, NOTES, STREAM, SUPPORT, parse_number, persons_of_case
from civic.cases.handlers.support import support_case
from civic.cases.handlers.takeover import change_of_ending, change_of_recorded

__all__ = [
    "ACCOUNT",
    "ADDRESS",
    "FOLLOWERS",
    "FOLLOWER_NOTICE",
    "FOLLOWING_CODE",
    "NOTES",
    "NOTICE",
    "STREAM",
    "SUPPORT",
    "TOLD",
    "TOLD_BY_TOPIC",
    "Cities",
    "Digest",
    "Filed",
    "append_about",
    "change_of_ending",
    "change_of_recorded",
    "file_case",
    "parse_number",
    "persons_of_case",
    "preview_case",
    "request_following",
    "support_case",
    "work_on_case",
    "write_note",
]

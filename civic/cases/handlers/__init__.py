"""From a command to appended events."""

from civic.cases.handlers.area_following import (
    AREA_CODE,
    AREA_DIGEST,
    append_about_area,
    load_area,
    request_area,
    told_until,
)
from civic.cases.handlers.casework import work_on_case
from civic.cases.handlers.elsewhere import FORWARDING, append_elsewhere, where_is
from civic.cases.handlers.filing import (
    ACCOUNT,
    ADDRESS,
    Alias,
    Cities,
    Digest,
    Filed,
    file_case,
    preview_case,
)
from civic.cases.handlers.following import (
    FOLLOWER_NOTICE,
    FOLLOWING_CODE,
    TOLD_BY_TOPIC,
    append_about,
    notices_to_all,
    request_following,
)
from civic.cases.handlers.inspections import record_inspection
from civic.cases.handlers.notes import has_just_read, read_contact, write_note
from civic.cases.handlers.notices import NOTICE, TOLD
from civic.cases.handlers.parts import open_parts_of, parts_of, preview_parts
from civic.cases.handlers.streams import (
    AREAS,
    ELSEWHERE,
    FOLLOWERS,
    NOTES,
    STREAM,
    SUPPORT,
    parse_number,
    persons_of_case,
)
from civic.cases.handlers.support import support_case
from civic.cases.handlers.takeover import change_of_ending, change_of_recorded
from civic.cases.handlers.updates import receive_update

__all__ = [
    "ACCOUNT",
    "ADDRESS",
    "AREAS",
    "AREA_CODE",
    "AREA_DIGEST",
    "ELSEWHERE",
    "FOLLOWERS",
    "FOLLOWER_NOTICE",
    "FOLLOWING_CODE",
    "FORWARDING",
    "NOTES",
    "NOTICE",
    "STREAM",
    "SUPPORT",
    "TOLD",
    "TOLD_BY_TOPIC",
    "Alias",
    "Cities",
    "Digest",
    "Filed",
    "append_about",
    "append_about_area",
    "append_elsewhere",
    "change_of_ending",
    "change_of_recorded",
    "file_case",
    "has_just_read",
    "load_area",
    "notices_to_all",
    "open_parts_of",
    "parse_number",
    "parts_of",
    "persons_of_case",
    "preview_case",
    "preview_parts",
    "read_contact",
    "receive_update",
    "record_inspection",
    "request_area",
    "request_following",
    "support_case",
    "told_until",
    "where_is",
    "work_on_case",
    "write_note",
]

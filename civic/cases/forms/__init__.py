"""What people write about cases: from typed forms to commands, every fault named beside its field."""

from civic.cases.forms.acts import OFFICIAL_ACTS, STEP_OF_ACT, asked_for, read_note, read_official_act
from civic.cases.forms.filing import point_written, read_case_number, read_filing, written_point
from civic.cases.forms.inspecting import read_inspection
from civic.cases.forms.moderating import MODERATIONS, STEP_OF_MODERATION, box_of, read_moderation
from civic.cases.forms.reporting import (
    read_confirmation,
    read_enquiry,
    read_objection,
    read_reopening_request,
    read_reply,
    read_thanks,
    read_withdrawal,
)
from civic.cases.forms.splitting import read_splitting, rows_of, rows_shown, without_gaps

__all__ = [
    "MODERATIONS",
    "OFFICIAL_ACTS",
    "STEP_OF_ACT",
    "STEP_OF_MODERATION",
    "asked_for",
    "box_of",
    "point_written",
    "read_case_number",
    "read_confirmation",
    "read_enquiry",
    "read_filing",
    "read_inspection",
    "read_moderation",
    "read_note",
    "read_objection",
    "read_official_act",
    "read_reopening_request",
    "read_reply",
    "read_splitting",
    "read_thanks",
    "read_withdrawal",
    "rows_of",
    "rows_shown",
    "without_gaps",
    "written_point",
]

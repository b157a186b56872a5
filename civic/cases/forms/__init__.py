"""What people write about cases: from typed forms to commands, every fault named beside its field."""

from civic.cases.forms.acts import OFFICIAL_ACTS, STEP_OF_ACT, asked_for, read_note, read_official_act
from civic.cases.forms.filing import point_written, read_case_number, read_filing, written_point
from civic.cases.forms.inspecting import read_inspection
from civic.cases.forms.reporting import (
    read_confirmation,
    read_enquiry,
    read_reopening_request,
    read_reply,
    read_withdrawal,
)

__all__ = [
    "OFFICIAL_ACTS",
    "STEP_OF_ACT",
    "asked_for",
    "point_written",
    "read_case_number",
    "read_confirmation",
    "read_enquiry",
    "read_filing",
    "read_inspection",
    "read_note",
    "read_official_act",
    "read_reopening_request",
    "read_reply",
    "read_withdrawal",
    "written_point",
]

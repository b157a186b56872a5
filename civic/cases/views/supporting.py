"""Who supports a case from this browser: counted once, however often the button is pressed."""

import hmac
import secrets

from flask import session

from civic.cases.commands import SupportCase
from civic.cases.model import Case
from civic.cases.workflow import ASKED, OPEN
from civic.kernel.ids import CaseNumber
from civic.web.access import is_reporter, takes_cookies
from civic.web.platform import platform

_KEY = "supporter"


def may_support(case: Case) -> bool:
    """Whether somebody can join a case: not a part of it, not when it has ended, nor whoever filed it."""
    can_be_joined = case.state in OPEN | ASKED and not case.parent
    return can_be_joined and not (case.number and is_reporter(case.number))


def supports(number: CaseNumber) -> bool:
    """Whether this browser has joined a case."""
    if not takes_cookies() or _KEY not in session:
        return False
    return platform().cases.has_supported(command(number), command_id=command_id(number))


def command(number: CaseNumber) -> SupportCase:
    return SupportCase(case=number, channel="web")


def command_id(number: CaseNumber) -> str:
    """Return what stays the same for a browser and a case, and tells nothing about its other cases."""
    if _KEY not in session:
        session[_KEY] = secrets.token_urlsafe(16)
    return "support-" + hmac.new(session[_KEY].encode(), number.encode(), "sha256").hexdigest()[:40]

"""Where an official is once they have come in, whichever way."""

from flask import redirect
from flask.typing import ResponseReturnValue

from civic.people.model import Official
from civic.web.access import begin_session
from civic.web.addresses import own_address
from civic.web.page_language import page_language
from civic.web.rendering import link


def come_in(official: Official, way: str, wanted: str, language: str = "") -> ResponseReturnValue:
    """Sign in, and lead to the page that was wanted, else to the queue for those who may see it."""
    begin_session(official, way)
    first = "office.queue" if official.may("read") else "own_sign_in.page"
    return redirect(own_address(wanted) or link(first, lang=language or page_language().slug), 303)

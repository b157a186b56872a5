"""Joining a case that others have reported, instead of reporting the same once more."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from civic.cases.views.case import show_case
from civic.cases.views.supporting import command, command_id
from civic.kernel.errors import Refused
from civic.kernel.ids import CaseNumber
from civic.web.access import access, is_reporter
from civic.web.forms import typed_form
from civic.web.platform import platform
from civic.web.preferences import keep, preferences
from civic.web.rendering import link

blueprint = Blueprint("support", __name__)


@blueprint.post("/<language:lang>/cases/<case:number>/support")
@access("anyone")
def support(number: CaseNumber) -> ResponseReturnValue:
    """Count whoever has noticed the same; whoever filed the case is counted already."""
    try:
        before = is_reporter(number) or platform().cases.support(
            command(number), command_id=command_id(number)
        )
    except Refused as refused:
        return show_case(number, typed_form(), refused.status, refused)
    keep(preferences(), "supported-before" if before else "supported")
    return redirect(link("cases.page", number=number), 303)

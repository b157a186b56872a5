"""The reports of somebody who has signed in."""

from flask import Blueprint, Response, request

from civic.web.access import access, own_resident
from civic.web.pagination import pages
from civic.web.platform import platform
from civic.web.rendering import render

blueprint = Blueprint("own_reports", __name__)


@blueprint.get("/<language:lang>/account/reports")
@access("resident")
def page() -> Response:
    resident = own_resident()
    found = platform().own_reports.page(resident.id, resident.emails, _before())
    following = str(found.next_before) if found.next_before is not None else None
    return render("account/reports.html", cities=platform().cities, found=found.cases, pages=pages(following))


def _before() -> int | None:
    """Return behind which event the list goes on; what is no number begins at the newest."""
    said = request.args.get("after", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None

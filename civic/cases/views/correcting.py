"""Where whoever filed a case begins to correct it."""

from flask import Response

from civic.cases.views.case import show_case
from civic.cases.views.correction import CannotBeCorrected, correct_until, form_of
from civic.cases.views.filing import ONLINE, blueprint
from civic.kernel.ids import CaseNumber
from civic.web.access import access
from civic.web.platform import platform

__all__ = ["blueprint"]  # of filing, with the page below


@blueprint.get("/<language:lang>/cases/<case:number>/correction")
@access("reporter", otherwise=show_case)
def correction(number: CaseNumber) -> Response:
    """Show the form as it was sent; sending it again takes the case back."""
    page = platform().cases.page(number, sealed=True)
    if correct_until(page, platform().clock.now()) is None:
        refused = CannotBeCorrected(f"{number} cannot be corrected any more", case=number)
        return show_case(number, status=refused.status, refused=refused)
    service = platform().cities.get(page.filed.city).service(page.filed.service)
    return ONLINE.show_form(service, form_of(page))

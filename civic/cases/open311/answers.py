"""Answers as bytes: the format stands at the end of the address, and other sites' scripts may read them."""

from collections.abc import Mapping
from typing import Literal

from flask import Response, request

from civic.cases.open311.errors import document_of, objections_of, status_of
from civic.cases.open311.refusals import RequestIsRefused
from civic.cases.open311.structure import Document, as_json, as_xml
from civic.kernel.errors import Refused
from civic.web.problems import retry_after

Format = Literal["xml", "json"]
_WRITERS = {
    "xml": (as_xml, "text/xml; charset=utf-8"),
    "json": (as_json, "application/json; charset=utf-8"),
}
# Nothing here depends on cookies, so pages of other sites may ask whatever their programs could ask.
_FOR_OTHER_SITES: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key",
    "Access-Control-Expose-Headers": "Link, Retry-After",
}


def answer(document: Document, form: Format, status: int = 200) -> Response:
    write, content_type = _WRITERS[form]
    return Response(write(document), status, content_type=content_type)


def answer_error(error: RequestIsRefused | Refused | int) -> Response:
    """Answer what is not done, in the format of the address; in XML, which all can read, if it has none."""
    objections = objections_of(error)
    form: Format = "json" if request.path.endswith(".json") else "xml"
    response = for_other_sites(answer(document_of(objections), form, status_of(objections)))
    seconds = retry_after(error) if isinstance(error, Refused) else None
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def for_other_sites(response: Response) -> Response:
    for name, value in _FOR_OTHER_SITES.items():
        response.headers[name] = value
    return response

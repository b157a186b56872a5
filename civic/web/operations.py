"""What those who run the platform ask it."""

from flask import Blueprint, Response

from civic.web.access import access

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
@access("anyone", cookies=False)
def health() -> Response:
    """Say that this process answers; whether it can do its work is another question."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")

"""Who may call a view. Each view declares it; what declares nothing is refused to everybody.

    anyone     no more than to ask
    reporter   the person who filed the case: by the session they filed in, or by its case code
    official   somebody who has signed in for an office

A view that is not for browsers declares `cookies=False`: it gets no session, so it needs no token against
forged forms, and it cannot begin to use the session without a test noticing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Refused
from civic.web.platform import platform

Who = Literal["anyone", "reporter", "official"]
View = TypeVar("View", bound=Callable[..., Any])
MOST_REMEMBERED_CASES = 20


class NobodyMayCallThis(Refused):
    """A route has not declared who may call it."""

    code = "web.not-declared"
    status = 403


class CaseCodeIsWrong(Refused):
    """Only who filed the case may do this, and shows so with the case code."""

    code = "web.case-code-wrong"
    status = 403


def access(
    who: Who, *, cookies: bool = True, otherwise: Callable[..., ResponseReturnValue] | None = None
) -> Callable[[View], View]:
    """Declare who may call a view; `otherwise` answers those who may not, with the view's arguments."""

    def declare(view: View) -> View:
        vars(view).update(access=who, cookies=cookies, otherwise=otherwise)
        return view

    return declare


def register(app: Flask) -> None:
    app.before_request(_check_access)
    app.after_request(_keep_to_those_entitled)


def takes_cookies() -> bool:
    """Whether the view that was asked for is one for browsers; so is every address that leads nowhere."""
    return bool(getattr(_called_view(), "cookies", True))


@dataclass(frozen=True, slots=True)
class Office:
    """The department of a city that somebody has signed in for."""

    city: str
    department: str


def signed_in_office() -> Office | None:
    """Return for which office the person has signed in."""
    kept = session.get("office") if takes_cookies() else None
    return Office(*kept) if kept else None


def own_office() -> Office:
    """Return the office of a person whom `@access("official")` has let in."""
    office = signed_in_office()
    assert office is not None
    return office


def begin_office_session(office: Office) -> None:
    """Sign in; what was known of somebody else on this device ends here."""
    session.clear()
    session["office"] = (office.city, office.department)


def remember_reporter(number: str) -> None:
    """Let whoever holds the session cookie act as the reporter of a case."""
    kept = [each for each in session.get("reporter_of", []) if each != number]
    session["reporter_of"] = [*kept, number][-MOST_REMEMBERED_CASES:]


def is_reporter(number: str) -> bool:
    return number in session.get("reporter_of", [])


def _check_access() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address: the error page says so
    view = _called_view()
    if not takes_cookies():
        # Flask opens the session before it knows the view, and lets nobody but itself put another in place.
        request_ctx._session = current_app.session_interface.make_null_session(current_app)  # noqa: SLF001
    gate = _GATES.get(getattr(view, "access", ""))
    if gate is None:
        raise NobodyMayCallThis(f"{request.endpoint} does not declare who may call it")
    return gate(getattr(view, "otherwise", None))


def _keep_to_those_entitled(response: Response) -> Response:
    """What not everybody may see is kept by no cache and not shown again after signing out."""
    if getattr(_called_view(), "access", "anyone") != "anyone":
        response.headers["Cache-Control"] = "no-store"
    return response


def _called_view() -> Any:
    return current_app.view_functions.get(request.endpoint or "")


def _let_anyone(_otherwise: Any) -> None:
    return None


def _let_official(_otherwise: Any) -> ResponseReturnValue | None:
    if signed_in_office() is not None:
        return None
    wanted = request.full_path if request.method == "GET" else None
    return redirect(url_for("people.session_form", next=wanted), 303)


def _let_reporter(otherwise: Callable[..., ResponseReturnValue] | None) -> ResponseReturnValue | None:
    arguments = request.view_args or {}
    number = arguments["number"]
    if is_reporter(number):
        return None
    if platform().secrets.is_case_code(number, request.form.get("case_code", "")):
        remember_reporter(number)
        return None
    if otherwise is None:
        raise CaseCodeIsWrong(f"not the reporter of {number}", case=number)
    return otherwise(**arguments)


_GATES: Mapping[str, Callable[[Any], ResponseReturnValue | None]] = {
    "anyone": _let_anyone,
    "official": _let_official,
    "reporter": _let_reporter,
}

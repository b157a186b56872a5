"""Who may call a view. Each view declares it; what declares nothing is refused to everybody.

    anyone     no more than to ask
    reporter   the person who filed the case: by the session they filed in, their account, or its case code;
               with `also=acts_on`, a person of trust who acts for them
    resident   somebody who has signed in to an account
    official   somebody who works for a city and has signed in; `may` names what their roles have to allow

A view that is not for browsers declares `cookies=False`: it gets no session, so it needs no token against
forged forms, and it cannot begin to use the session without a test noticing.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Refused
from civic.kernel.ids import CaseNumber
from civic.people.model import Official
from civic.people.resident import Resident
from civic.people.roles import Matter
from civic.people.sign_ins import SignIn
from civic.web.platform import platform
from civic.web.unsent import unsent_words

Who = Literal["anyone", "reporter", "resident", "official"]
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


class SignedOut(Refused):
    """Somebody wrote something for which they are not signed in (any more)."""

    code = "web.signed-out"
    status = 403

    def __init__(self, sign_in: str) -> None:
        super().__init__(f"{request.endpoint}: not signed in")
        self.sign_in = sign_in


class RoleDoesNotAllow(Refused):
    """Somebody has signed in, but none of their roles lets them do this here."""

    code = "people.role-does-not-allow"
    status = 403


def access(
    who: Who,
    *,
    may: str = "",
    cookies: bool = True,
    also: Callable[[CaseNumber], bool] | None = None,
    otherwise: Callable[..., ResponseReturnValue] | None = None,
) -> Callable[[View], View]:
    """Declare who may call a view; `otherwise` answers those who may not, with the view's arguments.

    `also` says of a case whether somebody else than its reporter may call the view as well.
    """

    def declare(view: View) -> View:
        vars(view).update(access=who, may=may, cookies=cookies, also=also, otherwise=otherwise)
        return view

    return declare


def register(app: Flask) -> None:
    app.before_request(_check_access)
    app.after_request(_keep_to_those_entitled)


def takes_cookies() -> bool:
    """Whether the view that was asked for is one for browsers; so is every address that leads nowhere."""
    return bool(getattr(_called_view(), "cookies", True))


def signed_in_official() -> Official | None:
    """Return who has signed in on this device, with the roles that they have now."""
    if "official" not in g:
        kept = own_sign_in()
        found = platform().officials.get(kept.holder) if kept else None
        g.official = None if found is None or found.has_left else found
    official: Official | None = g.official
    return official


def own_sign_in() -> SignIn | None:
    """Return how and since when somebody is signed in on this device."""
    if "sign_in" not in g:
        token = session.get("sign_in") if takes_cookies() else None
        g.sign_in = platform().officials.sign_ins.of(token) if token else None
    sign_in: SignIn | None = g.sign_in
    return sign_in


def signed_in_resident() -> Resident | None:
    """Return who has signed in to their account on this device."""
    if "resident" not in g:
        kept = own_resident_sign_in()
        found = platform().residents.get(kept.holder) if kept else None
        g.resident = found if found is not None and found.id else None
    resident: Resident | None = g.resident
    return resident


def own_resident_sign_in() -> SignIn | None:
    """Return how and since when a resident is signed in on this device."""
    if "resident_sign_in" not in g:
        token = session.get("resident_sign_in") if takes_cookies() else None
        g.resident_sign_in = platform().residents.sign_ins.of(token) if token else None
    sign_in: SignIn | None = g.resident_sign_in
    return sign_in


def own_resident() -> Resident:
    """Return the person whom `@access("resident")` has let in."""
    resident = signed_in_resident()
    assert resident is not None
    return resident


def begin_resident_session(resident: Resident) -> None:
    """Sign in; what was filed on this device before stays known, an official who was signed in does not."""
    filed = session.get("reporter_of", [])
    session.clear()
    session["reporter_of"] = filed
    session["resident_sign_in"] = platform().residents.sign_ins.begin(resident.id, "code")


def end_resident_session() -> None:
    """Sign out, here and in the list of sign-ins; whoever comes next at this device is nobody's reporter."""
    sign_in = own_resident_sign_in()
    session.clear()
    if sign_in is not None:
        platform().residents.sign_ins.end(sign_in.holder, sign_in.id)


def own_official() -> Official:
    """Return the person whom `@access("official")` has let in."""
    official = signed_in_official()
    assert official is not None
    return official


def ensure_may(action: str, matter: Matter | None = None) -> None:
    """Raise RoleDoesNotAllow unless a role of the signed-in official allows it."""
    if not own_official().may(action, matter):
        raise RoleDoesNotAllow(f"no role allows {action} of {matter}", action=action)


def begin_session(official: Official, way: str) -> None:
    """Sign in; what was known of somebody else on this device ends here."""
    session.clear()
    session["sign_in"] = platform().officials.sign_ins.begin(official.id, way)


def end_session() -> None:
    """Sign out, here and in the list of sign-ins."""
    sign_in = own_sign_in()
    session.clear()
    if sign_in is not None:
        platform().officials.sign_ins.end(sign_in.holder, sign_in.id)


def remember_reporter(number: str) -> None:
    """Let whoever holds the session cookie act as the reporter of a case."""
    kept = [each for each in session.get("reporter_of", []) if each != number]
    session["reporter_of"] = [*kept, number][-MOST_REMEMBERED_CASES:]


def is_reporter(number: CaseNumber) -> bool:
    """Whether who asks filed the case: on this device, or signed in to the same account."""
    if number in session.get("reporter_of", []):
        return True
    resident = signed_in_resident()
    return resident is not None and platform().own_reports.is_of(resident.id, number)


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
    if signed_in_official() is not None:
        if wanted := getattr(_called_view(), "may", ""):
            ensure_may(wanted)
        return None
    return _ask_to_sign_in("people.session_form")


def _let_resident(_otherwise: Any) -> ResponseReturnValue | None:
    if signed_in_resident() is not None:
        return None
    return _ask_to_sign_in("account.session_form")


def _ask_to_sign_in(endpoint: str) -> ResponseReturnValue:
    """Lead to where one signs in and then back; words that were sent meanwhile are shown first, not lost."""
    if unsent_words():
        raise SignedOut(url_for(endpoint))
    next_page = request.full_path if request.method == "GET" else None
    return redirect(url_for(endpoint, next=next_page), 303)


def _let_reporter(otherwise: Callable[..., ResponseReturnValue] | None) -> ResponseReturnValue | None:
    arguments = request.view_args or {}
    number = arguments["number"]
    also = getattr(_called_view(), "also", None)
    if is_reporter(number) or (also is not None and also(number)):
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
    "resident": _let_resident,
}

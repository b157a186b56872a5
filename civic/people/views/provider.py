"""Leaving for the identity provider of a city, and coming back with what it says.

An answer is used and led away from at once: neither its page nor an error stands at an address with a code.
"""

import logging
from typing import Any

from flask import Blueprint, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from civic.kernel.errors import Refused
from civic.people.departures import ANSWERED_WITHIN, Departure, departing
from civic.people.identities import KIND, IdentityIsTaken, IdentityIsUnknown
from civic.people.views.coming_in import come_in
from civic.ports import AnswerRefused, Identity, IdentityProvider, ProviderFailed
from civic.web.access import access, signed_in_official
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform, site_address
from civic.web.rendering import link

blueprint = Blueprint("provider", __name__)
logger = logging.getLogger("civic.people")
DEPARTURE, IDENTITY, REFUSED = "departure", "identity", "provider_refused"
LONGEST_ADDRESS = 1000  # a cookie has room for no more


class ProviderCannotBeAsked(Refused):
    """It does not answer, or not as anybody could read; passkeys and apps work without it."""

    code = "people.provider-cannot-be-asked"
    status = 503


class AnswerDoesNotFit(Refused):
    """What came back is not to what this browser asked lately, or nobody has signed in there.

    All of these are one answer: whoever sent it knows which, and the operator reads it in the server's log.
    """

    code = "people.provider-answer-does-not-fit"
    status = 403


_REFUSALS = (ProviderCannotBeAsked, AnswerDoesNotFit, IdentityIsUnknown, IdentityIsTaken)


@blueprint.get("/<language:lang>/office/session/provider")
@access("anyone")
def departure() -> ResponseReturnValue:
    return leave(chosen_city().code)


@blueprint.get("/office/session/provider/<city>")
@access("anyone")
def arrival(city: str) -> ResponseReturnValue:
    """Come in, or see which identity was shown; each provider has an address of its own to send people to.

    # SPEC: RFC 9700, 4.4.2.2: against mix-up, "clients MUST use distinct redirect URIs for each issuer".
    """
    provider = _provider(city)
    left = _departed()
    try:
        if left is None or left.city != city or not _is_first_answer(left):
            raise AnswerDoesNotFit("not asked by this browser, too late, or answered before")
        return _arrived(left, _identity(provider, left))
    except _REFUSALS as refused:
        return _refuse(refused, provider, left)


def leave(city: str, official: str = "") -> ResponseReturnValue:
    """Lead to the provider of a city: to come in, or to show an identity that the official may add."""
    provider, now = _provider(city), platform().clock.now()
    wanted = request.args.get("next", "")
    left = departing(
        city, official, page_language().slug, wanted if len(wanted) <= LONGEST_ADDRESS else "", now
    )
    try:
        there = provider.address(left.asked(_key(), _back(city)), now)
    except ProviderFailed as failed:
        return _refuse(_cannot_be_asked(provider, failed), provider, left)
    session[DEPARTURE] = left.kept()
    return redirect(there, 303)


def provider_of(city: str) -> IdentityProvider | None:
    """Return where people who work for a city sign in, if it is not here."""
    return platform().identity_providers.get(city)


def proven_identity() -> Identity | None:
    """Return the identity that the signed-in official has shown in this browser lately."""
    kept, official = session.get(IDENTITY), signed_in_official()
    if kept is None or official is None or kept["official"] != official.id:
        return None
    if platform().clock.now().timestamp() > kept["until"]:
        return None
    return Identity(kept["issuer"], kept["subject"], kept["name"])


def taken_identity() -> Identity | None:
    """Return it to be added: it is asked about once."""
    proven = proven_identity()
    session.pop(IDENTITY, None)
    return proven


def taken_refusal() -> Refused | None:
    """Return why somebody did not come in by the provider just now; it is said once."""
    kept: dict[str, str] | None = session.pop(REFUSED, None)
    if kept is None:
        return None
    refused = next(each for each in _REFUSALS if each.code == kept["code"])
    return refused("said after the provider", provider=kept["provider"])


def say_next(refused: Refused, provider: IdentityProvider | None) -> None:
    """Have the next page on which somebody signs in say why something was not done."""
    session[REFUSED] = {"code": refused.code, "provider": provider.host if provider else ""}


def _arrived(left: Departure, identity: Identity) -> ResponseReturnValue:
    session.pop(DEPARTURE)
    if not left.official:
        return come_in(platform().identities.come_in(identity), KIND, left.next, left.language)
    official = signed_in_official()
    if official is None or official.id != left.official:
        raise AnswerDoesNotFit("somebody else is signed in meanwhile")
    until = int((platform().clock.now() + ANSWERED_WITHIN).timestamp())
    shown = {"issuer": identity.issuer, "subject": identity.subject, "name": identity.name}
    session[IDENTITY] = {**shown, "official": official.id, "until": until}
    return redirect(link("own_sign_in.page", lang=left.language), 303)


def _departed() -> Departure | None:
    kept: dict[str, Any] | None = session.get(DEPARTURE)
    return None if kept is None else Departure(**kept)


def _is_first_answer(left: Departure) -> bool:
    answers = left.is_answered(_key(), request.args.get("state", ""), platform().clock.now())
    return answers and platform().officials.sign_ins.use_once(KIND, left.id)


def _identity(provider: IdentityProvider, left: Departure) -> Identity:
    asked = left.asked(_key(), _back(left.city))
    try:
        return provider.identity(asked, request.args.to_dict(), platform().clock.now())
    except AnswerRefused as refused:
        logger.warning("sign-in at %s: %s", provider.host, refused.code)
        raise AnswerDoesNotFit(refused.code) from None
    except ProviderFailed as failed:
        raise _cannot_be_asked(provider, failed) from None


def _cannot_be_asked(provider: IdentityProvider, failed: ProviderFailed) -> ProviderCannotBeAsked:
    logger.warning("sign-in at %s: %s", provider.host, failed.code)
    return ProviderCannotBeAsked(failed.code)


def _refuse(refused: Refused, provider: IdentityProvider, left: Departure | None) -> ResponseReturnValue:
    """Lead to where one signs in, or adds ways to, and say there what was wrong."""
    say_next(refused, provider)
    page = "own_sign_in.page" if left is not None and left.official else "people.session_form"
    return redirect(link(page, lang=left.language if left is not None else page_language().slug), 303)


def _provider(city: str) -> IdentityProvider:
    provider = provider_of(city)
    if provider is None:
        abort(404)
    return provider


def _back(city: str) -> str:
    return site_address() + url_for("provider.arrival", city=city)


def _key() -> bytes:
    return platform().secrets.session_key

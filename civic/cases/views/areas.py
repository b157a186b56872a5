"""Following a service or a district by e-mail: an address, a link that confirms it, one that ends it."""

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from civic.cases.commands import FollowArea
from civic.cases.events import Contact, Correspondence
from civic.cases.model.area_following import Area, AreaCodeIsWrong
from civic.cases.views.filters import chosen_filters, known_filters
from civic.kernel.errors import InputHasFaults, Refused
from civic.web.access import access
from civic.web.forms import Form, typed_form, typed_query
from civic.web.letters import LettersAreNotSent, ensure_letters_are_sent
from civic.web.page_language import page_language
from civic.web.platform import chosen_city, platform
from civic.web.preferences import keep, preferences
from civic.web.rendering import link, render

blueprint = Blueprint("areas", __name__)


@blueprint.get("/<language:lang>/following")
@access("anyone")
def page() -> Response:
    """Show what can be followed; the public list leads here with what it is narrowed to."""
    return _show(Form(chosen_filters(chosen_city())))


@blueprint.post("/<language:lang>/following")
@access("anyone")
def request_code() -> ResponseReturnValue:
    """Send a link to the address; the answer does not say whether it follows already."""
    typed, city = typed_form(), chosen_city()
    try:
        ensure_letters_are_sent()
    except LettersAreNotSent as refused:
        return _show(typed, refused.status, refused)
    spoken = page_language()
    wished = Correspondence(spoken.tag, easy_words=spoken.register == "easy", large_type=preferences().simple)
    chosen = known_filters(city, typed.values)
    command = FollowArea(
        city=city.code,
        service=chosen["service"] or None,
        district=chosen["district"] or None,
        channel="web",
        contact=Contact(email=typed.value("email") or None, correspondence=wished),
    )
    try:
        typed.accept()
        platform().area_followings.request(command, command_id=typed.command_id())
    except InputHasFaults as faulty:
        return _show(typed.with_faults(faulty.faults), faulty.status)
    keep(preferences(), "area-code-sent")
    kept = {name: chosen[name] for name in ("service", "district") if chosen[name]}
    return redirect(link("cases.search", **kept), 303)


@blueprint.get("/<language:lang>/following/<name>")
@access("anyone")
def confirmation(name: str) -> ResponseReturnValue:
    """Show the button; opening the link does nothing yet."""
    return _show_one("following/area_confirmation.html", name, typed_query())


@blueprint.post("/<language:lang>/following/<name>")
@access("anyone")
def confirm(name: str) -> ResponseReturnValue:
    typed = typed_form()
    try:
        platform().area_followings.confirm(name, typed.value("code"))
    except Refused as refused:
        return _show_one("following/area_confirmation.html", name, typed, refused)
    keep(preferences(), "follows-area")
    return redirect(_list_of(platform().area_followings.area_of(name)), 303)


@blueprint.get("/<language:lang>/following/<name>/end")
@access("anyone")
def ending(name: str) -> ResponseReturnValue:
    return _show_one("following/area_ending.html", name, typed_query())


@blueprint.post("/<language:lang>/following/<name>/end")
@access("anyone")
def end(name: str) -> ResponseReturnValue:
    """Write no more to an address, and erase it."""
    typed = typed_form()
    try:
        platform().area_followings.end(name, typed.value("code"))
    except Refused as refused:
        return _show_one("following/area_ending.html", name, typed, refused)
    keep(preferences(), "unfollowed-area")
    return redirect(_list_of(platform().area_followings.area_of(name)), 303)


def _list_of(area: Area) -> str:
    """Return the list of what is followed."""
    kept = {"service": area.service, "district": area.district}
    if area.city != platform().settings.city:
        kept["city"] = area.city
    return link("cases.search", **{name: code for name, code in kept.items() if code})


def _show(typed: Form, status: int = 200, refused: Refused | None = None) -> Response:
    return render(
        "following/area.html",
        status,
        city=chosen_city(),
        form=typed,
        refused=refused,
        writes_letters=platform().delivery is not None,
    )


def _show_one(template: str, name: str, typed: Form, refused: Refused | None = None) -> Response:
    """Show a form for one following; one that nobody knows has no area, and no code fits it."""
    city, area = chosen_city(), None
    try:
        area = platform().area_followings.area_of(name)
        city = platform().cities.get(area.city)
    except AreaCodeIsWrong as unknown:
        refused = refused or unknown
    status = refused.status if refused else 200
    return render(template, status, name=name, city=city, area=area, form=typed, refused=refused)

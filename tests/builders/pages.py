"""Every page in the states worth looking at: what has to hold for pages is tested on each of these.

A route of a page names its states with `@states_of(endpoint)`; the suite fails for a route that has none.
A state is an address without its language, who asks for it, and the forms that are sent to get there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from flask import Flask

from civic.pages.library import NAMES, decisions
from tests.builders.photos import jpeg_of_a_telephone
from tests.builders.town import ARABIC, NEAR_THE_MARKET, Town

# An official heads an office with much to do, a newcomer works in one in which no case has arrived; who is
# settled has a way to sign in of their own; a resident has an account, with reports in it,
# and can act for somebody else.
Who = Literal["anyone", "reporter", "resident", "acting", "official", "newcomer", "settled"]


@dataclass(frozen=True, slots=True)
class Sent:
    """One form of the page that is sent: the end of its action, the button, what was typed, photos chosen."""

    form: str
    button: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class PageState:
    endpoint: str
    name: str
    address: str
    who: Who = "anyone"
    sent: tuple[Sent, ...] = ()

    def __str__(self) -> str:
        return f"{self.endpoint}-{self.name}"


Builder = Callable[[Town], Iterator[PageState]]
_BUILDERS: dict[str, Builder] = {}

# Forms that show no page of their own: whatever happens, they lead to another page.
# What a device answers is refused on the page that refuses a code.
LEAD_ELSEWHERE = {
    "people.passkey",
    "own_sign_in.passkey",
    "people.end",
    "own_sign_in.identity",
    "provider.departure",
    "own_sign_in.ending",
    "account.end",
    "account.ending",
    "own_data.consent",
    "trust.ending",
    "case_trust.ending",
    "acting.begin",
    "acting.stop",
    "own_data.file",
    "officials.withdrawal",
    "officials.departure",
    "office.contact",
    "office.remove_view",
    "display.choose",
    "pages.short_address",
    "support.support",
    "taking_down.support",
}


def states_of(endpoint: str) -> Callable[[Callable[[Town], Iterator[tuple]]], None]:
    """Register what builds the states of a page; it yields (name, address, who, *forms sent)."""

    def register(build: Callable[[Town], Iterator[tuple]]) -> None:
        def states(town: Town) -> Iterator[PageState]:
            for name, address, who, *sent in build(town):
                yield PageState(endpoint, name, address, who, tuple(sent))

        _BUILDERS[endpoint] = states

    return register


def page_states(town: Town) -> list[PageState]:
    return [state for endpoint in sorted(_BUILDERS) for state in _BUILDERS[endpoint](town)]


def names_of_states() -> list[str]:
    """Return which states there are, without a town: tests are named by them."""
    return [str(state) for state in page_states(_Unbuilt())]


class _Unbuilt(Town):
    """A town of which nothing is known but the names of its cases."""

    def __init__(self) -> None:
        """Build nothing."""

    def __getattr__(self, name: str) -> str:
        return name


def routes_of_pages(app: Flask) -> set[str]:
    """Return every route that answers people in a language."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "lang" in rule.arguments}


def routes_without_states(app: Flask) -> set[str]:
    return routes_of_pages(app) - set(_BUILDERS) - LEAD_ELSEWHERE


def sent(form: str, button: str = "", photos: tuple[bytes, ...] = (), **typed: str) -> Sent:
    words = tuple((name.replace("__", "."), words) for name, words in typed.items())
    return Sent(form, button, words, photos)


@states_of("promises.page")
def _promises(_town):
    yield "plain", "/figures/promises", "anyone"


@states_of("promises.cases")
def _promise_cases(_town):
    yield "together", "/figures/promises/cases?figure=answered", "anyone"
    yield "of-a-service", "/figures/promises/cases?figure=settled&by=service&code=street-light", "anyone"


@states_of("figures.page")
def _figures(_town):
    yield "plain", "/figures", "anyone"


@states_of("offline.drafts")
def _drafts(_town):
    yield "none", "/drafts", "anyone"


@states_of("styleguide.page")
def _styleguide(_town):
    yield "plain", "/styleguide", "anyone"


@states_of("web.home")
def _home(_town):
    yield "plain", "/", "anyone"


@states_of("services.catalogue")
def _catalogue(_town):
    yield "all", "/services", "anyone"
    yield "some", "/services?q=light", "anyone"
    yield "none", "/services?q=nothing-like-this", "anyone"


@states_of("filing.form")
def _filing(_town):
    yield "place-needed", "/services/street-light/case", "anyone"
    yield "emergency", "/services/gas-smell/case", "anyone"
    yield "materials", "/services/resident-parking/case", "anyone"


@states_of("filing.step")
def _filing_steps(_town):
    form = "/services/street-light/case"
    written = {
        "description": ARABIC,
        "address": "Schulgasse 4",
        "contact__name": "Mira Muster",
        "contact__email": "mira@example.org",
        "contact__phone": "+43 660 0000000",
    }
    yield "empty", form, "anyone", sent(form, "check", contact__email="nobody", contact__phone="1")
    yield "check", form, "anyone", sent(form, "check", **written)
    there = {"coordinates": "{}, {}".format(*NEAR_THE_MARKET.degrees())}
    yield "known-already", form, "anyone", sent(form, "check", **written, **there)
    yield "change", form, "anyone", sent(form, "check", **written), sent(form, "change")
    pictured = sent(form, "check", (jpeg_of_a_telephone(),), **{**written, "address": "behind the old mill"})
    yield "photo", form, "anyone", pictured
    yield "photo-changed", form, "anyone", pictured, sent(form, "change")
    which = sent(form, "check", **{**written, "address": "Gartenweg 3"})
    yield "which-place", form, "anyone", which
    yield "no-place-chosen", form, "anyone", which, sent("#f-place", "check")
    yield "areas", form, "anyone", sent(form, "areas")
    yield "no-area-chosen", form, "anyone", sent(form, "areas"), sent("#f-place", "area")
    yield "area", form, "anyone", sent(form, "areas"), sent("#f-place", "area", area="new-bridge")


@states_of("filing.confirmation")
def _confirmation(town):
    yield "published", f"/cases/{town.fresh}/confirmation", "reporter"
    yield "stranger", f"/cases/{town.answered}/confirmation", "anyone"


@states_of("cases.search")
def _search(_town):
    yield "plain", "/cases", "anyone"
    yield "wrong", "/cases?number=wrong&state=ended", "anyone"
    yield "narrowed", "/cases?state=ended&district=old-town", "anyone"
    yield "none", "/cases?service=gas-smell", "anyone"
    yield "map", "/cases?view=map&state=ended", "anyone"


STAYED = ("fresh", "told", "wordy", "arabic", "mixed", "answered", "done", "asked", "declined")
MOVED = ("assigned", "scheduled", "on_hold", "waiting", "forwarded", "duplicate", "enquired")


@states_of("cases.page")
def _case(town):
    for name in (
        "fresh",
        "told",
        "wordy",
        "arabic",
        "mixed",
        "answered",
        "done",
        "asked",
        "declined",
        *MOVED,
    ):
        yield name, f"/cases/{getattr(town, name)}", "anyone"
    for name in ("whole", "part"):
        yield name.replace("_", "-"), f"/cases/{getattr(town, name)}", "anyone"
    yield "withdrawn", f"/cases/{town.withdrawn}", "reporter"
    yield "withheld", f"/cases/{town.withheld}", "anyone"
    yield "objected", f"/cases/{town.objected}", "reporter"
    yield "own", f"/cases/{town.fresh}", "reporter"


@states_of("cases.withdrawal")
def _withdrawal(town):
    yield "code-wrong", f"/cases/{town.fresh}", "anyone", sent("/withdrawal", case_code="WRONG")


@states_of("following.page")
def _following(town):
    yield "plain", f"/cases/{town.fresh}/following", "anyone"
    yield "code", f"/cases/{town.fresh}/following?code=22222-22222", "anyone"


@states_of("following.request_code")
def _following_requested(town):
    wrong = sent("/following", email="ines at home")
    yield "no-address", f"/cases/{town.fresh}/following", "anyone", wrong


@states_of("following.confirm")
def _following_confirmed(town):
    yield "empty", f"/cases/{town.fresh}/following", "anyone", sent("/confirmation")
    wrong = sent("/confirmation", code="22222-22222")
    yield "wrong-code", f"/cases/{town.fresh}/following", "anyone", wrong


@states_of("following.ending")
def _following_ending(town):
    yield "code", f"/cases/{town.fresh}/following/end?code=22222-22222", "anyone"


@states_of("following.end")
def _following_ended(town):
    wrong = sent("/following/end", code="22222-22222")
    yield "wrong-code", f"/cases/{town.fresh}/following/end", "anyone", wrong


@states_of("settlement.page")
def _settlement(town):
    yield "asked", f"/cases/{town.done}/settlement?code={town.answer_code}", "anyone"
    yield "outdated", f"/cases/{town.fresh}/settlement?code=22222-22222", "anyone"


@states_of("settlement.confirm")
def _settlement_confirmed(town):
    late = sent("/settlement/confirmation", seen_version="1")
    yield "late", f"/cases/{town.done}/settlement?code={town.answer_code}", "anyone", late


@states_of("settlement.thank")
def _settlement_thanked(town):
    too_long = sent("/settlement/thanks", words="Thank you! " * 20)
    yield "too-long", f"/cases/{town.done}/settlement?code={town.answer_code}", "anyone", too_long


@states_of("settlement.request_reopening")
def _settlement_missing(town):
    empty = sent("/settlement/reopening-request")
    yield "empty", f"/cases/{town.done}/settlement?code={town.answer_code}", "anyone", empty


@states_of("areas.page")
def _areas(_town):
    yield "plain", "/following", "anyone"
    yield "narrowed", "/following?service=street-light&district=old-town", "anyone"


@states_of("areas.request_code")
def _area_requested(_town):
    yield "no-address", "/following", "anyone", sent("/following", email="ines at home")


@states_of("areas.confirmation")
def _area_confirmation(town):
    yield "code", f"/following/{town.area}?code=22222-22222", "anyone"
    yield "unknown", "/following/2222222222", "anyone"


@states_of("areas.confirm")
def _area_confirmed(town):
    yield "wrong-code", f"/following/{town.area}", "anyone", sent(f"/{town.area}", code="22222-22222")


@states_of("areas.ending")
def _area_ending(town):
    yield "code", f"/following/{town.area}/end?code=22222-22222", "anyone"


@states_of("areas.end")
def _area_ended(town):
    yield "wrong-code", f"/following/{town.area}/end", "anyone", sent("/end", code="22222-22222")


@states_of("account.session_form")
def _account_session(_town):
    yield "plain", "/account/session", "anyone"


@states_of("account.code_request")
def _account_code_request(_town):
    yield "no-address", "/account/session", "anyone", sent("/account/session", email="ines at home")


@states_of("account.code_form")
def _account_code(_town):
    yield "plain", "/account/session/code", "anyone"


@states_of("account.entry")
def _account_entry(_town):
    yield "wrong-code", "/account/session/code", "anyone", sent("/session/code", code="22222-22222")
    yield "empty", "/account/session/code", "anyone", sent("/session/code")


@states_of("account.page")
def _account(_town):
    yield "plain", "/account", "resident"


@states_of("own_data.page")
def _own_data(_town):
    yield "plain", "/account/data", "resident"


@states_of("own_data.address")
def _own_address(_town):
    yield "no-address", "/account/data", "resident", sent("/account/addresses", email="ines at home")


@states_of("own_data.code_form")
def _address_code(_town):
    yield "plain", "/account/addresses/code", "resident"


@states_of("own_data.confirmation")
def _address_confirmation(_town):
    wrong = sent("/addresses/code", code="22222-22222")
    yield "wrong-code", "/account/addresses/code", "resident", wrong


@states_of("own_data.removal")
def _address_removal(_town):
    yield "only-address", "/account/data", "resident", sent("/addresses/removal")


@states_of("own_data.erasure_form")
def _account_erasure(_town):
    yield "plain", "/account/erasure", "resident"


@states_of("own_data.erasure")
def _account_erasure_refused(_town):
    yield "empty", "/account/erasure", "resident", sent("/account/erasure")


@states_of("trust.page")
def _trust(_town):
    yield "some", "/account/trust", "resident"


@states_of("trust.naming")
def _trust_naming(_town):
    yield "empty", "/account/trust", "resident", sent("/account/trust")


@states_of("trust.agreement")
def _trust_agreement(_town):
    yield "wrong-code", "/account/trust", "resident", sent("/trust/agreement", code="22222-22222")


@states_of("acting.page")
def _acting(_town):
    yield "plain", "/account/acting", "acting"


@states_of("case_trust.page")
def _case_trust(town):
    yield "own", f"/cases/{town.fresh}/trust", "reporter"
    yield "stranger", f"/cases/{town.fresh}/trust", "anyone"


@states_of("case_trust.naming")
def _case_trust_naming(town):
    wrong = sent(f"{town.fresh[:5]}-{town.fresh[5:]}/trust", case_code="WRONG")
    yield "code-wrong", f"/cases/{town.fresh}/trust", "anyone", wrong


@states_of("own_reports.page")
def _own_reports(_town):
    yield "some", "/account/reports", "resident"
    yield "none", "/account/reports?after=0", "resident"


@states_of("erasing.form")
def _erasing(town):
    yield "own", f"/cases/{town.fresh}/erasure", "reporter"
    yield "stranger", f"/cases/{town.done}/erasure", "anyone"


@states_of("erasing.erasure")
def _erasing_refused(town):
    wrong = sent("/erasure", case_code="WRONG")
    yield "code-wrong", f"/cases/{town.fresh}/erasure", "anyone", wrong


@states_of("cases.confirmation")
def _confirmation(town):
    yield "code-wrong", f"/cases/{town.done}", "anyone", sent("/confirmation", case_code="WRONG")


@states_of("cases.thanks")
def _thanks(town):
    too_long = sent("/thanks", words="Thank you! " * 20)
    yield "too-long", f"/cases/{town.done}", "reporter", too_long
    yield "code-wrong", f"/cases/{town.done}", "anyone", sent("/thanks", case_code="WRONG")


@states_of("cases.enquiry")
def _enquiry(town):
    yield "empty", f"/cases/{town.answered}", "anyone", sent("/enquiry")


@states_of("cases.reply")
def _reply(town):
    yield "empty", f"/cases/{town.waiting}", "anyone", sent("/reply")


@states_of("cases.reopening_request")
def _reopening(town):
    yield "empty", f"/cases/{town.done}", "reporter", sent("/reopening-request")


@states_of("cases.objection")
def _objection(town):
    yield "empty", f"/cases/{town.withheld}", "anyone", sent("/objection")


@states_of("moderation.rules")
def _moderation_rules(_town):
    yield "plain", "/moderation", "anyone"


@states_of("moderation.page")
def _moderation(_town):
    yield "some", "/office/moderation", "official"


@states_of("moderation.act")
def _moderation_act(town):
    yield "none-chosen", f"/office/cases/{town.fresh}", "official", sent("/withholding")
    yield "no-words", f"/office/cases/{town.objected}", "official", sent("/restoration")


@states_of("people.session_form")
def _signing_in(_town):
    yield "plain", "/office/session", "anyone"
    yield "unknown-at-work", "/office/session/provider", "anyone"


@states_of("people.demonstration")
def _signing_in_refused(_town):
    yield "empty", "/office/session", "anyone", sent("/office/session")


@states_of("people.app_code")
def _signing_in_by_app(_town):
    yield "refused", "/office/session", "anyone", sent("/session/app", number="22222-22223", code="123456")


@states_of("people.invitation_form")
def _invitation_form(_town):
    yield "plain", "/office/invitation", "anyone"


@states_of("people.invitation")
def _invitation(_town):
    yield "refused", "/office/invitation", "anyone", sent("/invitation", number="22222-22223", code="ABCDE")


@states_of("own_sign_in.page")
def _own_sign_in(_town):
    yield "plain", "/office/sign-in", "newcomer"


@states_of("own_sign_in.departure")
def _account_at_work(_town):
    yield "shown", "/office/sign-in/provider", "newcomer"


@states_of("own_sign_in.app")
def _own_app(_town):
    yield "refused", "/office/sign-in", "newcomer", sent("/sign-in/app", code="123456")


@states_of("own_sign_in.removal")
def _removal(town):
    yield "last", "/office/sign-in", "settled", sent("/sign-in/removal")


@states_of("officials.page")
def _officials(_town):
    yield "plain", "/office/officials", "official"


@states_of("officials.admission")
def _admission(_town):
    yield "empty", "/office/officials", "official", sent("/officials", name="", department="")


@states_of("officials.official_page")
def _official(town):
    yield "plain", f"/office/officials/{town.colleague}", "official"


@states_of("officials.role")
def _role(town):
    yield "empty", f"/office/officials/{town.colleague}", "official", sent("/roles", department="")


@states_of("officials.invitation")
def _invited(town):
    yield "asked-already", f"/office/officials/{town.colleague}", "official", sent("/invitation")


@states_of("office.queue")
def _queue(_town):
    yield "full", "/office/queue", "official"
    yield "all", "/office/queue?departments=all&state=reopening-requested", "official"
    yield "ended", "/office/queue?state=ended", "official"
    yield "own", "/office/queue?departments=mine", "official"
    yield "narrowed", "/office/queue?state=to-do&service=street-light", "official"
    yield "none", "/office/queue", "newcomer"


@states_of("office.save_view")
def _saved_view(_town):
    yield "empty", "/office/queue", "official", sent("/views")


@states_of("taking_down.services")
def _taking_down_services(_town):
    yield "all", "/office/services", "official"
    yield "some", "/office/services?q=light", "official"
    yield "none", "/office/services?q=nothing-like-this", "official"


AT_THE_OFFICE = "/office/services/street-light/case"


@states_of("taking_down.form")
def _taking_down(_town):
    yield "plain", AT_THE_OFFICE, "official"


@states_of("taking_down.step")
def _taking_down_steps(_town):
    said = {"description": ARABIC, "address": "behind the old mill", "contact__email": "mira@example.org"}
    said |= {"channel": "phone", "letters__language": "ar"}
    there = {"coordinates": "{}, {}".format(*NEAR_THE_MARKET.degrees())}
    yield "empty", AT_THE_OFFICE, "official", sent("/case", "check", contact__email="nobody")
    yield "check", AT_THE_OFFICE, "official", sent("/case", "check", **said)
    yield "known-already", AT_THE_OFFICE, "official", sent("/case", "check", **said, **there)
    changed = sent("/case", "check", **said), sent("/case", "change")
    yield "change", AT_THE_OFFICE, "official", *changed


@states_of("taking_down.confirmation")
def _taken_down(town):
    yield "own", f"/office/cases/{town.claimed}/confirmation", "official"


@states_of("taking_down.correction")
def _correcting_for_somebody(town):
    yield "open", f"/office/cases/{town.just_taken_down}/correction", "official"


@states_of("taking_down.sheet")
def _sheet(town):
    yield "own", f"/office/cases/{town.claimed}/sheet", "official"


@states_of("office_figures.page")
def _office_figures(_town):
    yield "plain", "/office/figures", "official"
    yield "none", "/office/figures", "newcomer"


@states_of("office_figures.cases")
def _office_figure_cases(_town):
    yield "together", "/office/figures/cases?figure=answered", "official"
    yield "of-a-unit", "/office/figures/cases?figure=settled&by=unit&code=", "official"


@states_of("office.selection")
def _selection(town):
    chosen = f"case={town.fresh}&case={town.arabic}"
    yield "two", f"/office/selection?{chosen}", "official"
    yield "nothing-in-common", f"/office/selection?case={town.fresh}&case={town.done}", "official"
    yield "none", "/office/selection", "official"


@states_of("office.act_on_several")
def _act_on_several(town):
    yield "wrong", f"/office/selection?case={town.fresh}", "official", sent("act=hold", day="31.2.2030")


@states_of("filing.correction")
def _correction(town):
    yield "open", f"/cases/{town.just_filed}/correction", "reporter"
    yield "too-late", f"/cases/{town.withdrawn}/correction", "reporter"
    yield "stranger", f"/cases/{town.fresh}/correction", "anyone"


@states_of("office.routing")
def _routing(_town):
    yield "rules", "/office/routing", "official"
    yield (
        "routed",
        "/office/routing?service=graffiti&channel=web&hours=working&answers.hateful=yes",
        "official",
    )


@states_of("office.case")
def _office_case(town):
    for name in (
        "fresh",
        "told",
        "wordy",
        "arabic",
        "answered",
        "asked",
        "declined",
        *MOVED[1:5],
        "enquired",
        "handed",
        "looked_at",
        "withheld",
        "objected",
    ):
        yield name, f"/office/cases/{getattr(town, name)}", "official"
    for name in ("whole", "part", "parts_ended"):
        yield name.replace("_", "-"), f"/office/cases/{getattr(town, name)}", "official"


@states_of("splitting.form")
def _splitting(town):
    yield "plain", f"/office/cases/{town.told}/parts", "official"
    yield "more", f"/office/cases/{town.whole}/parts", "official"


@states_of("splitting.splitting")
def _split(town):
    at = f"/office/cases/{town.arabic}/parts"
    part = {"parts__1__service": "tree", "parts__1__description": "Take the tree off the lamp."}
    yield "check", at, "official", sent("/parts", "check", **part)
    yield "wrong", at, "official", sent("/parts", "check", parts__1__service="tree")
    yield "another", at, "official", sent("/parts", "another", **part)
    late = sent("/parts", "check", seen_version="1", **part)
    yield "overtaken", f"/office/cases/{town.answered}/parts", "official", late


@states_of("inspections.page")
def _inspections(_town):
    yield "own", "/office/inspections", "official"
    yield "area", "/office/inspections?cases=area", "official"
    yield "none", "/office/inspections", "newcomer"


@states_of("inspections.form")
def _inspection(town):
    yield "plain", f"/office/cases/{town.told}/inspection", "official"


@states_of("inspections.inspection")
def _inspection_refused(town):
    wrong = sent("/inspection", finding="otherwise", coordinates="north")
    yield "wrong", f"/office/cases/{town.fresh}/inspection", "official", wrong
    yield "empty", f"/office/cases/{town.fresh}/inspection", "official", sent("/inspection")


@states_of("office.note")
def _office_note(town):
    yield "empty", f"/office/cases/{town.done}", "official", sent("/note")


@states_of("office.act")
def _office_act(town):
    yield "empty", f"/office/cases/{town.fresh}", "official", sent("/refusal")
    yield "wrong", f"/office/cases/{town.fresh}", "official", sent("/hold", day="31.2.2030", answer="Later.")
    yield "put-in", f"/office/cases/{town.arabic}", "official", sent("/answer", "passed-to-the-crew")
    late = sent("/answer", answer="The post was hit by a car.", seen_version="1")
    yield "overtaken", f"/office/cases/{town.answered}", "official", late


@states_of("audit.explanation")
def _log(_town):
    yield "plain", "/audit", "anyone"
    yield "not-found", "/audit?entry=lamp", "anyone"


@states_of("audit.receipt")
def _receipt(_town):
    yield "of-a-case", "/audit/receipts/6", "anyone"
    yield "not-yet", "/audit/receipts/99999", "anyone"


@states_of("audit.receipt_file")
def _receipt_file(_town):
    yield "not-yet", "/audit/receipts/99999/file", "anyone"


@states_of("explorer.log")
def _entries(town):
    yield "newest", "/audit/log", "anyone"
    yield "of-a-case", f"/audit/log?case={town.told}", "anyone"
    yield "of-a-type", "/audit/log?type=cases.case.declined", "anyone"
    yield "none", "/audit/log?case=2222222222&before=1", "anyone"
    yield "typo", "/audit/log?case=lamp", "anyone"


@states_of("explorer.entry")
def _entry(_town):
    yield "first", "/audit/log/0", "anyone"
    yield "of-a-case", "/audit/log/6", "anyone"
    yield "none", "/audit/log/99999", "anyone"


@states_of("explorer.check_receipt")
def _check_receipt(_town):
    yield "plain", "/audit/verify", "anyone"


@states_of("explorer.opening")
def _opening(town):
    yield "wrong-code", f"/cases/{town.fresh}", "anyone", sent("/opening", case_code="2222222222")


@states_of("explorer.checkpoint")
def _checkpoint(_town):
    yield "plain", "/audit/checkpoint", "anyone"


@states_of("checkpoints.page")
def _checkpoints(_town):
    yield "newest", "/audit/log/checkpoints", "anyone"
    yield "none", "/audit/log/checkpoints?below=0", "anyone"


@states_of("pages.about")
def _about(_town):
    for name in NAMES:
        if name != "accessibility":  # a page of its own
            yield name, f"/about/{name}", "anyone"


@states_of("pages.accessibility")
def _accessibility(_town):
    yield "plain", "/about/accessibility", "anyone"


@states_of("pages.decision_list")
def _decisions(_town):
    yield "plain", "/about/decisions", "anyone"


@states_of("pages.decision_page")
def _decision(_town):
    for each in decisions():
        yield each.name, f"/about/decisions/{each.name}", "anyone"


@states_of("display.page")
def _display(_town):
    yield "plain", "/display", "anyone"


@states_of("languages.page")
def _languages(_town):
    yield "plain", "/languages", "anyone"


@states_of("errors")
def _errors(_town):
    yield "not-found", "/nowhere", "anyone"

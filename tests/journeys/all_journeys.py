"""Every journey, and what is known when one begins."""

from datetime import timedelta

from civic.bootstrap import Platform
from civic.cases.commands import FollowArea, FollowCase, ResolveCase
from civic.cases.events import Contact
from civic.cases.handlers import FOLLOWERS
from civic.cases.model.following import followings
from civic.kernel.ids import CaseNumber, new_public_id, spell
from civic.kernel.language import Text
from civic.kernel.receipt_code import receipt_code
from civic.people.roles import Grant
from tests.builders.accounts import account_of, asked_for, code_for, code_of, trust_of
from tests.builders.cases import file_case
from tests.builders.town import KEY_OF_AN_APP
from tests.journeys import of_auditors, of_officials, of_residents
from tests.journeys.of_residents import DARK

# Officials come first: on one platform, their queue then holds no case but that of their journey.
JOURNEYS = (*of_officials.JOURNEYS, *of_residents.JOURNEYS, *of_auditors.JOURNEYS)


def what_is_known(platform: Platform, journey: str = "") -> dict[str, str]:
    """File a case as somebody did before; return its number, its code and the code of its receipt."""
    command = file_case(service="street-light", description=Text(DARK, "en"))
    number = platform.cases.file(command, command_id=f"filed before {journey}").case
    platform.publisher.publish()
    position = platform.log.size() - 1
    official = platform.officials.admit(
        "Sam Stetig", "demo", Grant("caseworker", "streets"), department="streets"
    )
    platform.officials.add_credential(official.id, "app", KEY_OF_AN_APP)
    (way,) = platform.officials.get(official.id).credentials
    return {
        "official": official.id,
        "way": spell(way.id),
        "invitation": platform.officials.invite(official.id) or "",
        "case": number,
        "spelled": spell(number),
        "earlier": platform.cases.file(file_case(), command_id=f"filed earlier {journey}").case,
        "soon": (platform.clock.now() + timedelta(days=7)).strftime("%d.%m.%Y"),
        "code": platform.secrets.case_code(number),
        "receipt": receipt_code(position, platform.journal.leaf_hash(position)),
        **_codes_of_a_follower(platform, number, journey),
        **_codes_of_an_area(platform, journey),
        "sign_in_code": code_for(platform, "nora@example.org"),
        **_codes_of_an_account(platform),
        "trust_code": _code_of_trust(platform),
        **_answer_to_a_letter(platform, journey),
    }


def _answer_to_a_letter(platform: Platform, journey: str) -> dict[str, str]:
    """Let an office say that a case is done; return what the letter that asks about it would hold."""
    done = platform.cases.file(file_case(), command_id=f"filed to be done {journey}").case
    command = ResolveCase(case=done, office="streets", answer=Text("We filled the hole.", "en"))
    platform.cases.work(command, command_id=f"done {journey}")
    end = platform.cases.page(done).events[-1]
    return {"done": done, "answer_code": platform.secrets.settlement_code(end.position)}


def _code_of_trust(platform: Platform) -> str:
    """Let somebody name the person who signs in on the journeys; return the code of the letter."""
    anna = account_of(platform, f"{new_public_id()}@example.org")
    return platform.trusts.code(trust_of(platform, anna, "nora@example.org", agrees=False))


def _codes_of_an_account(platform: Platform) -> dict[str, str]:
    """Open an account, and let its holder ask for a code to come in, and for one for another address."""
    account = account_of(platform, "ruth@example.org")
    platform.cases.file(file_case(account=account), command_id=f"filed by {account}")
    asked = platform.accounts.ask_for_address(account, asked_for("ruth.new@example.org"))
    return {"own_code": code_for(platform, "ruth@example.org"), "address_code": code_of(platform, asked)}


def _codes_of_an_area(platform: Platform, journey: str) -> dict[str, str]:
    """Let somebody ask for news of an area; return what their letters would hold."""
    email = f"{new_public_id()}@example.org"
    asked = FollowArea(
        city="demo",
        service="street-light",
        district="old-town",
        channel="web",
        contact=Contact(email=email),
    )
    platform.area_followings.request(asked, command_id=f"follow area {journey}")
    (requested,) = platform.area_followings.of_addresses([email])
    code_of = platform.secrets.codes("area")
    return {
        "area": requested.name,
        "area_code": code_of("confirm", requested.name),
        "area_stop_code": code_of("end", requested.name),
    }


def _codes_of_a_follower(platform: Platform, number: CaseNumber, journey: str) -> dict[str, str]:
    """Let somebody ask to follow the case; return what their letters would hold."""
    asked = FollowCase(case=number, channel="web", contact=Contact(email="nora@example.org"))
    platform.followings.request(asked, command_id=f"follow {journey}")
    (requested,) = followings(platform.journal.load(FOLLOWERS + number))
    code_of = platform.secrets.codes("following")
    return {"follow_code": code_of("confirm", requested), "stop_code": code_of("end", requested)}

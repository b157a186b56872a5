"""A case is passed on to another city that runs this platform as well, arrives once, and is followed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from civic.app import create_app
from civic.bootstrap import build
from civic.cases.commands import ForwardCase, ResolveCase, ResumeCase
from civic.cases.events import GivenAnswer
from civic.cases.handlers import persons_of_case
from civic.cases.partner_servers import ROUND
from civic.check import check_rows
from civic.kernel.language import Text
from civic.kernel.photo import photos_of
from civic.kernel.place import Point
from civic.people.events import ErasureCarriedOut
from civic.settings import read_settings
from civic.store.outbox import CLAIM
from connectors.open311 import Open311Jurisdiction
from tests.builders.cases import file_case
from tests.builders.clock import SteppingClock
from tests.builders.partner import KEYS, write_pack
from tests.builders.photos import picture
from tests.builders.postgresql import on_either
from tests.builders.site import serving
from tests.web.browser import Browser
from tests.web.journeys import sign_in

pytestmark = [pytest.mark.network, on_either]
PLACE = Point.from_degrees(45.001, -30.02)


@pytest.fixture
def clock():
    return SteppingClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.fixture
def there(tmp_path, clock, socket_enabled):
    """Return the other city, its address and a key for us."""
    platform = build(
        read_settings({"CIVIC_VAR": str(tmp_path / "there"), "CIVIC_POSTS_PER_MINUTE": "0"}), clock=clock
    )
    with serving(platform) as address:
        yield platform, f"{address}/open311/v2", platform.clients.admit("The city next door", 600)[1]
    platform.close()


@pytest.fixture
def start(tmp_path, database_url, clock, there):
    """Return what starts our city, whose partner is the other one, and what speaks to it."""
    begun = []

    def start(jurisdictions=Open311Jurisdiction, **agreed):
        if not begun:
            write_pack(tmp_path / "here", there[1], **agreed)
        settings = read_settings(
            {
                "CIVIC_VAR": str(tmp_path / "here"),
                "CIVIC_DATABASE_URL": database_url,
                "CIVIC_DEMO_LOGIN": "yes",
                "CIVIC_OPEN311_KEYS": KEYS.format(there[2]),
                "CIVIC_PUBLIC_URL": "http://here.example",
            }
        )
        begun.append(build(settings, clock=clock, jurisdictions=jurisdictions))
        return begun[-1]

    yield start
    for platform in begun:
        platform.close()


def forward(here, **filed):
    """File a case of a street light, and pass it on to the power grid; return its number."""
    command = file_case(service="street-light", point=PLACE, address="Schulgasse 4", **filed)
    number = here.cases.file(command, command_id=f"file-{here.journal.size()}").case
    step = ForwardCase(case=number, office="lighting", party="grid", answer=Text("The post is theirs.", "en"))
    here.cases.work(step, command_id=f"forward-{number}")
    return number


def outside(here, number):
    return here.cases.outside(here.cases.page(number))


def wait(clock, time):
    clock.set(clock.now() + time)


def page_of(here, number, *, official=False):
    browser = Browser(create_app(here).test_client())
    if official:
        sign_in(browser, "lighting")
    return browser.open(f"/en/{'office/' if official else ''}cases/{number}")


def test_a_case_arrives_with_what_everyone_may_see_and_comes_back_with_news(start, there, clock):
    here, (other, _, _) = start(), there
    number = forward(here, description=Text("Die Laterne ist dunkel. 🙂", "de"))

    here.passing_on.send_due()
    there_number = outside(here, number).reference
    filed = other.cases.page(there_number, sealed=True).filed
    other.cases.work(
        ResolveCase(case=there_number, office="lighting", answer=Text("Leitung repariert.", "de")),
        command_id="done",
    )
    recorded = here.partner_news.run()

    assert filed.description.text.startswith("Die Laterne ist dunkel. 🙂\n\nhttp://here.example/en/cases/")
    assert (filed.exact_place.point, filed.exact_place.address) == (PLACE, "Schulgasse 4")
    assert filed.contact is None
    assert recorded == 1
    shown = page_of(here, number)
    assert there_number in shown.text
    assert "Mirn power grid has it." in shown.text
    assert "There it is closed. The city checks." in shown.text
    assert "Leitung repariert." in shown.text
    assert here.cases.page(number).case.state == "forwarded"
    assert not [finding for finding in check_rows(here) if finding.is_fault]


def test_news_is_recorded_once_however_often_is_asked(start, there, clock):
    here, (other, _, _) = start(), there
    number = forward(here)
    here.passing_on.send_due()
    done = ResolveCase(case=outside(here, number).reference, office="lighting", answer=Text("Done.", "en"))
    other.cases.work(done, command_id="done")

    recorded = []
    for _ in range(3):
        recorded.append(here.partner_news.run())
        wait(clock, ROUND)

    assert recorded == [1, 0, 0]


def test_how_to_reach_the_reporter_goes_along_only_where_the_pack_says_so(start, there):
    here, (other, _, _) = start(contact=True), there
    number = forward(here)

    here.passing_on.send_due()

    (told, *_) = outside(here, number).events
    contact = other.cases.page(outside(here, number).reference, sealed=True).filed.contact
    assert (contact.name, contact.email) == ("A. Beispiel", "a@example.org")
    assert told.event.with_contact
    assert "knows how to reach whoever reported it" in page_of(here, number).text


ANSWERS = (GivenAnswer("how-many", "several"), GivenAnswer("number-on-post", "17"))


def test_answers_to_what_they_ask_go_along_only_where_the_pack_says_so(start, there):
    here, (other, _, _) = start(answers=True), there
    number = forward(here, answers=ANSWERS)

    here.passing_on.send_due()

    (told, *_) = outside(here, number).events
    assert other.cases.page(outside(here, number).reference, sealed=True).filed.answers == ANSWERS
    assert told.event.with_answers
    assert "has it, with the answers to the questions about it." in page_of(here, number).text


def test_answers_stay_here_where_the_pack_says_nothing(start, there):
    here, (other, _, _) = start(), there
    number = forward(here, answers=ANSWERS)

    here.passing_on.send_due()

    (told, *_) = outside(here, number).events
    assert other.cases.page(outside(here, number).reference, sealed=True).filed.answers is None
    assert not told.event.with_answers


class NamesAddresses(Open311Jurisdiction):
    """Keeps what was sent for the test to look at."""

    sent = ()

    def forward(self, matter):
        NamesAddresses.sent = matter.photo_addresses
        return super().forward(matter)


def forward_pictured(here, pictures, **filed):
    command = file_case(service="street-light", photos=photos_of(pictures, [Text("The lamp", "en")]), **filed)
    number = here.cases.file(command, command_id="file", pictures=pictures).case
    step = ForwardCase(case=number, office="lighting", party="grid", answer=Text("The post is theirs.", "en"))
    here.cases.work(step, command_id="forward")
    return number


def test_photos_that_everyone_sees_go_along_as_addresses(start, there):
    here = start(NamesAddresses)
    number = forward_pictured(here, [picture(), picture((300, 200))])

    here.passing_on.send_due()

    assert outside(here, number).reference
    client = create_app(here).test_client()
    assert len(NamesAddresses.sent) == 2
    for address in NamesAddresses.sent:
        assert address.startswith("http://here.example/cases/")
        assert client.get(urlsplit(address).path).content_type == "image/jpeg"


def test_photos_go_along_as_files_where_the_pack_says_so(start, there):
    here, (other, _, _) = start(photos="files"), there
    number = forward_pictured(here, [picture()])

    here.passing_on.send_due()

    (photo,) = other.cases.page(outside(here, number).reference).filed.photos
    assert (photo.whole.width, photo.words) == (640, Text("The lamp"))


def test_photos_that_were_erased_go_nowhere(start, there):
    here, (other, _, _) = start(photos="files"), there
    number = forward_pictured(here, [picture()])
    erased = ErasureCarriedOut(ground="request")
    here.eraser.erase_all(persons_of_case(here.journal, number), erased, command_id="erase")

    here.passing_on.send_due()

    assert other.case_lists.queue(city="demo", departments=None, states=("received",)).rows == ()


class DiesAfterSending(Open311Jurisdiction):
    """What is sent arrives; then the power fails, before anything is recorded here."""

    def forward(self, matter):
        super().forward(matter)
        raise KeyboardInterrupt


class OnlyLooks(Open311Jurisdiction):
    """Finds what is there; whatever it sends is sent once too often."""

    def forward(self, matter):
        raise AssertionError(f"{matter.service} is sent again")


def test_a_worker_that_dies_after_sending_leaves_one_case_there(start, there, clock):
    other = there[0]
    number = forward(start(DiesAfterSending))
    with pytest.raises(KeyboardInterrupt):
        start(DiesAfterSending).passing_on.send_due()
    here = start(OnlyLooks)

    at_once = here.passing_on.send_due()
    wait(clock, CLAIM + timedelta(seconds=1))
    later = here.passing_on.send_due()

    assert (at_once, later) == (0, 1)
    (listed,) = other.case_lists.queue(city="demo", departments=None, states=("received",)).rows
    assert outside(here, number).reference == listed.case


class ForgetsItsKey(Open311Jurisdiction):
    def __init__(self, server):
        super().__init__(replace(server, api_key="wrong"))


def test_what_is_refused_there_is_shown_to_officials_and_can_be_passed_on_again(start, there):
    here = start(ForgetsItsKey)
    number = forward(here)

    here.passing_on.send_due()

    assert outside(here, number).where.refused == "key-refused"
    assert "does not accept our key" in page_of(here, number, official=True).text
    assert "It did not get to: Mirn power grid" in page_of(here, number).text
    assert "api_key" not in page_of(here, number).text
    here = start()
    again = ForwardCase(case=number, office="lighting", party="grid", answer=Text("Once more.", "en"))
    here.cases.work(again, command_id="again")
    here.passing_on.send_due()
    assert outside(here, number).reference


def test_a_case_that_the_office_takes_up_again_is_sent_nowhere(start, there):
    here = start()
    number = forward(here)
    here.cases.work(ResumeCase(case=number, office="lighting"), command_id="resume")

    assert here.passing_on.send_due() == 1

    assert there[0].case_lists.queue(city="demo", departments=None, states=("received",)).rows == ()
    assert outside(here, number).events == ()

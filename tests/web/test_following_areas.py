"""Following a service or a district by e-mail: confirmed by a link, one letter a day, and ended by one."""

import json
import re
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from civic.app import create_app
from civic.bootstrap import build
from civic.cases import commands as c
from civic.cases.handlers import AREAS
from civic.cases.model.following import AGAIN_AFTER, LASTS
from civic.cli import Context, civic
from civic.kernel.ids import spell
from civic.kernel.language import Text
from civic.messaging.areas import SHOWN
from civic.people.own_record import own_record
from civic.settings import read_settings
from civic.store.tables import parts
from civic.worker import jobs_of
from tests.builders.accounts import account_of
from tests.builders.cases import file_case
from tests.builders.clock import SteppingClock
from tests.builders.postbox import Postbox
from tests.web.browser import Browser

EMAIL = "ines@example.org"
WORDS = Text("The whole street is dark, and my name is Ines.", "en")
LIGHTS = {"service": "street-light", "district": "old-town"}


@pytest.fixture
def clock():
    return SteppingClock(step=timedelta(0))


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def start(tmp_path, clock, postbox):
    begun = []

    def start(notifier=postbox, var="var"):
        settings = {
            "CIVIC_VAR": str(tmp_path / var),
            "CIVIC_POSTS_PER_MINUTE": "0",
            "CIVIC_PUBLIC_URL": "https://city.example",
        }
        begun.append(build(read_settings(settings), clock=clock, notifier=notifier))
        return begun[-1]

    yield start
    for each in begun:
        each.close()


@pytest.fixture
def platform(start):
    return start()


@pytest.fixture
def at(platform, clock):
    """Return what sets the clock of the city to an hour of a day in March."""
    zone = platform.cities.get("demo").zone

    def at(day, hour, minute=0):
        clock.set(datetime(2026, 3, day, hour, minute, tzinfo=zone))

    return at


@pytest.fixture
def ines(app):
    return Browser(app.test_client())


@pytest.fixture
def file(platform):
    def file(**fields):
        said = {"service": "street-light", "neighbourhood": "harbour-market", "point": None, **fields}
        command = file_case(contact=None, description=WORDS, **said)
        return platform.cases.file(command, command_id=f"file-{platform.journal.size()}").case

    return file


@pytest.fixture
def end(platform):
    def end(case):
        done = c.ResolveCase(case=case, office="lighting", answer=WORDS)
        platform.cases.work(done, command_id=f"done-{platform.journal.size()}")

    return end


def ask(browser, email=EMAIL, language="en", **wanted):
    query = "&".join(f"{name}={code}" for name, code in (wanted or LIGHTS).items())
    return browser.send(browser.open(f"/{language}/following?{query}"), "/following", email=email)


def links_in(letter):
    return re.findall(r"https://city\.example(/\S+)", letter.text)


def link_in(letter, *, end=False):
    return next(each for each in links_in(letter) if "/following/" in each and ("/end?" in each) == end)


def follow(browser, platform, postbox, **asked):
    ask(browser, **asked)
    *_, letter = postbox.of(platform)
    page = browser.open(link_in(letter))
    return browser.send(page, page.address.rpartition("/")[2])


def of_today(platform, postbox):
    """Let the worker look at the day; return the letters that came of it."""
    (job,) = (job for job in jobs_of(platform) if job.name == "digests")
    job.run()
    return postbox.of(platform)


def held(platform):
    found = platform.area_followings.of_addresses([EMAIL])
    return found[0] if found else None


def test_the_list_leads_to_following_what_it_is_narrowed_to(ines):
    page = ines.open("/en/cases?service=street-light&district=old-town&state=open")

    form = ines.open(page.soup.find("a", string="Get news of these cases by e-mail")["href"])

    chosen = [option["value"] for option in form.soup.select("main option[selected]")]
    assert chosen == ["street-light", "old-town"]


def test_a_letter_of_a_day_says_what_is_new_and_what_ended(ines, platform, postbox, at, file, end):
    at(2, 12)
    earlier = file()
    follow(ines, platform, postbox)
    fresh = file()
    end(earlier)
    at(3, 7)

    (letter,) = of_today(platform, postbox)

    assert letter.to == EMAIL
    assert "What is new: Street light not working · Old Town" in letter.text
    assert f"· Newly reported\nhttps://city.example/en/cases/{spell(fresh)}" in letter.text
    assert f"· Done\nhttps://city.example/en/cases/{spell(earlier)}" in letter.text
    assert "https://city.example/en/cases?service=street-light&district=old-town" in letter.text


def test_no_word_that_residents_wrote_is_in_a_letter(ines, platform, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    file()
    at(3, 7)

    (letter,) = of_today(platform, postbox)

    assert "dark" not in letter.text
    assert "Ines" not in letter.text


def test_only_what_is_of_the_service_and_in_the_district_is_told(ines, platform, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    file(service="pothole")
    file(neighbourhood="new-bridge")
    at(3, 7)

    assert of_today(platform, postbox) == []


@pytest.mark.parametrize("wanted", [{"service": "street-light"}, {"district": "old-town"}, {"service": ""}])
def test_a_service_a_district_or_the_whole_city_can_be_followed(ines, platform, postbox, at, file, wanted):
    at(2, 12)
    follow(ines, platform, postbox, **wanted)
    file()
    at(3, 7)

    assert len(of_today(platform, postbox)) == 1


def test_there_is_one_letter_a_day_and_none_without_news(ines, platform, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    file()
    letters = []
    for day, hour in [(2, 13), (3, 6), (3, 7), (3, 8), (3, 20), (4, 7), (4, 23)]:
        at(day, hour)
        letters.append(len(of_today(platform, postbox)))
        if (day, hour) == (4, 7):
            file()

    assert letters == [0, 0, 1, 0, 0, 0, 0]
    at(5, 7)
    assert len(of_today(platform, postbox)) == 1


def test_after_days_without_a_worker_one_letter_tells_everything(ines, platform, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    cases = []
    for day in (2, 3, 4):
        at(day, 15)
        cases.append(file())
    at(6, 3)
    assert of_today(platform, postbox) == []
    at(6, 10)

    (letter,) = of_today(platform, postbox)

    assert all(spell(case) in letter.text for case in cases)
    at(7, 7)
    assert of_today(platform, postbox) == []


def test_two_workers_put_one_letter_into_the_outbox(ines, platform, start, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    file()
    at(3, 7)
    other = start()

    assert platform.digests.run() + other.digests.run() == 1
    assert len(postbox.of(platform)) == 1


def test_a_long_day_is_cut_short_and_says_how_much_more_there_is(ines, platform, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    for number in range(SHOWN + 3):
        file(address=f"Rathausplatz {number}")
    at(3, 7)

    (letter,) = of_today(platform, postbox)

    assert letter.text.count("Newly reported") == SHOWN
    assert "There is more in the list (3):" in letter.text


def test_an_address_gets_nothing_before_it_is_confirmed_and_opening_the_link_confirms_nothing(
    ines, platform, postbox, at, file
):
    at(2, 12)
    ask(ines)
    (letter,) = postbox.of(platform)
    ines.open(link_in(letter))
    file()
    at(3, 7)

    assert of_today(platform, postbox) == []


def test_the_answer_does_not_say_whether_an_address_follows_already(ines, platform, postbox, clock):
    first = ask(ines)
    again = [ask(ines, EMAIL.upper()) for _ in range(3)]
    (letter,) = postbox.of(platform)
    page = ines.open(link_in(letter))
    ines.send(page, page.address.rpartition("/")[2])
    clock.set(clock.now() + AGAIN_AFTER)
    last = ask(ines)

    assert {page.text for page in (*again, last)} == {first.text}
    assert postbox.of(platform) == []


def test_a_link_expires_and_its_address_is_erased(ines, platform, postbox, clock):
    ask(ines)
    (letter,) = postbox.of(platform)
    name = held(platform).name
    page = ines.open(link_in(letter))
    clock.set(clock.now() + LASTS + timedelta(minutes=5))

    late = ines.send(page, page.address.rpartition("/")[2])
    platform.projector.catch_up_with_all()
    assert platform.area_followings.forget_unconfirmed() == 1

    assert late.status == 410
    assert platform.journal.load(AREAS + name)[0].event.contact is None


@pytest.mark.parametrize("code", ["22222-22222", "lamp", ""])
def test_a_wrong_code_confirms_and_ends_nothing(ines, platform, postbox, code):
    follow(ines, platform, postbox)
    name = held(platform).name

    for ending in ("", "/end"):
        page = ines.open(f"/en/following/{name}{ending}")
        assert ines.send(page, ending or name, code=code).status == 403
    assert held(platform).confirmed


def test_one_press_in_each_letter_ends_it_and_erases_the_address(ines, platform, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    file()
    at(3, 7)
    (letter,) = of_today(platform, postbox)
    assert letter.ends_at == f"https://city.example{link_in(letter, end=True)}"

    page = ines.send(ines.open(link_in(letter, end=True)), "/end")
    file()
    at(4, 7)

    assert "Your address is erased." in page.soup.find(role="status").get_text()
    assert held(platform) is None
    assert of_today(platform, postbox) == []


def test_a_letter_that_waits_is_not_sent_to_who_ended_meanwhile(ines, platform, postbox, at, file):
    at(2, 12)
    follow(ines, platform, postbox)
    file()
    at(3, 7)
    assert platform.digests.run() == 1

    platform.area_followings.end_all([EMAIL])

    assert postbox.of(platform) == []


def test_letters_are_in_the_language_and_the_words_that_were_chosen(ines, platform, postbox, at, file):
    at(2, 12)
    ines.open("/de/?simple=on")
    follow(ines, platform, postbox, language="de-easy")
    file()
    at(3, 7)

    (letter,) = of_today(platform, postbox)

    assert letter.language == "de-AT"
    assert "Sie folgen diesen Anliegen. Darum schreiben wir Ihnen." in letter.text
    assert "24px" in letter.large_type


def test_what_somebody_follows_is_in_what_they_can_take_along_and_goes_with_their_account(
    ines, platform, postbox
):
    account = account_of(platform, EMAIL)
    follow(ines, platform, postbox)

    (area,) = own_record(platform, platform.residents.get(account))["areas_followed"]
    assert (area["service"], area["district"], area["confirmed"]) == ("street-light", "old-town", True)
    assert json.dumps(area)
    platform.accounts.close(account, words=False, command_id="close")
    assert held(platform) is None


def test_operators_erase_an_address_by_the_name_it_has_in_the_log(ines, platform, postbox):
    follow(ines, platform, postbox)
    command = ["erase", "--following", held(platform).name, "--yes"]

    run = CliRunner().invoke(civic, command, obj=Context(create_app, lambda *_: platform))

    assert run.exit_code == 0, run.output
    assert held(platform) is None


def test_the_log_and_the_database_hold_no_address_in_clear(ines, platform, postbox):
    follow(ines, platform, postbox)

    with platform.database.reading() as connection:
        bodies = [bytes(row.body) for row in connection.execute(parts.select())]
        waiting = str(connection.exec_driver_sql("SELECT * FROM area_followings").all())
    leaves = [platform.journal.leaf(position) for position in range(platform.journal.size())]
    assert all(b"ines@" not in each for each in (*bodies, *leaves))
    assert "ines@" not in waiting


def test_a_site_without_e_mail_promises_no_letters(start):
    browser = Browser(create_app(start(None, "other")).test_client())

    assert "This site cannot send e-mail yet." in browser.open("/en/following").text
    assert "Get news of these cases by e-mail" not in browser.open("/en/cases").text

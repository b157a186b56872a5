"""A resident who left an e-mail address hears of their case: from filing to the mail at the server."""

import logging
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from civic.app import create_app
from civic.bootstrap import build
from civic.cases import commands as c
from civic.cases.events import Contact
from civic.cases.handlers import STREAM, persons_of_case
from civic.kernel.ids import CaseNumber, spell
from civic.kernel.language import Text
from civic.kernel.receipt_code import receipt_code
from civic.people.events import ErasureCarriedOut
from civic.settings import read_settings
from civic.store.outbox import CLAIM
from civic.worker import jobs_of
from connectors import load
from tests.builders.cases import file_case
from tests.builders.clock import MONDAY_MORNING, SteppingClock
from tests.builders.processes import start
from tests.connectors.conftest import SENDER
from tests.connectors.mail_server import HOST, words_of

pytestmark = pytest.mark.network
RESIDENT = "a@example.org"
ANSWER = Text("We will look at it on Monday.", "en")


@pytest.fixture
def clock():
    return SteppingClock(step=timedelta(0))


@pytest.fixture
def city(tmp_path, clock):
    """Return what opens the same city once more, as another process would, with mail going to a port."""
    opened = []

    def open_city(port=None, clock=clock):
        mail = {"CIVIC_SMTP_URL": f"smtp://{HOST}:{port}?tls=no", "CIVIC_MAIL_FROM": SENDER} if port else {}
        settings = read_settings(
            {"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_PUBLIC_URL": "https://city.example", **mail}
        )
        opened.append(build(settings, clock=clock, notifier=load(settings).notifier))
        return opened[-1]

    yield open_city
    for platform in opened:
        platform.close()


@pytest.fixture
def platform(city, server):
    return city(server.port)


def deliver(platform):
    """Run the worker's job once."""
    (job,) = (job for job in jobs_of(platform) if job.name == "deliver")
    return job.run()


def rows(platform):
    with platform.database.reading() as connection:
        return connection.exec_driver_sql("SELECT * FROM outbox").all()


def file(platform, **fields):
    """File a case and return its number."""
    platform.cases.file(file_case(**fields), command_id="file")
    return CaseNumber(platform.journal.stream_at(platform.journal.size() - 1).removeprefix(STREAM))


def answered_case(platform):
    """File a case and answer it; the notice of the filing has gone out before."""
    number = file(platform)
    deliver(platform)
    platform.cases.work(c.AnswerCase(case=number, office="streets", answer=ANSWER), command_id="answer")
    return number


def test_an_answer_arrives_as_exactly_this_mail(platform, server, clock):
    number = file(platform)
    deliver(platform)
    clock.set(MONDAY_MORNING + timedelta(hours=1))
    platform.cases.work(c.AnswerCase(case=number, office="streets", answer=ANSWER), command_id="answer")
    ((message_id, *_),) = rows(platform)

    assert deliver(platform) == 1

    mail = server.mails[1]
    assert (mail.mail_from, mail.rcpt_tos) == ("no-reply@city.example", [RESIDENT])
    parsed = server.received()[1]
    assert parsed.items() == [
        ("Date", "Mon, 02 Mar 2026 09:00:00 +0000"),
        ("Message-ID", f"<{message_id}@city.example>"),
        ("From", "City of Example <no-reply@city.example>"),
        ("To", RESIDENT),
        ("Subject", f"Erlbruck on the Mirn: news of your case {spell(number)}"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
        ("MIME-Version", "1.0"),
        ("Content-Language", "en"),
    ]
    office = platform.cities.get("demo").department("streets").names["en"]
    code = receipt_code(3, platform.journal.leaf_hash(3))
    assert words_of(parsed) == (
        "Hello,\n\n"
        f"{office} answered.\n\n"
        "We will look at it on Monday.\n\n"
        f"Case number: {spell(number)}\n\n"
        f"Receipt code: {code}\n\n"
        "Everything about this case:\n"
        f"https://city.example/en/cases/{spell(number)}\n\n"
        "If you would rather talk to a person: Citizens’ counter, town hall, "
        "+43 0000 4000 · counter@erlbruck.example\n\n"
        "You get this letter because you left this address when you filed the case. "
        "It was sent automatically; nobody reads answers to it.\n"
    )
    assert platform.secrets.case_code(number) not in mail.content.decode()
    assert rows(platform) == []


def test_the_link_leads_to_the_case(platform, server):
    answered_case(platform)
    deliver(platform)
    (link,) = (word for word in words_of(server.received()[1]).split() if word.startswith("https://"))

    page = create_app(platform).test_client().get(link.removeprefix("https://city.example"))

    assert page.status_code == 200


def test_every_step_of_an_office_is_told_and_the_reporters_own_are_not(platform, server):
    number = file(platform)
    of = {"case": number, "office": "streets"}
    words = Text("Words", "en")
    for n, step in enumerate(
        [
            c.AcknowledgeCase(**of),
            c.AnswerCase(**of, answer=words),
            c.ResolveCase(**of, answer=words),
            c.RequestReopening(case=number, explanation=words),
            c.RefuseReopening(**of, answer=words),
            c.RequestReopening(case=number, explanation=words),
            c.ReopenCase(**of),
            c.DeclineCase(**of, reason="no_fault_found", answer=words),
        ],
        1,
    ):
        platform.cases.work(step, command_id=str(n))

    assert deliver(platform) == 6
    office = platform.cities.get("demo").department("streets").names["en"]
    assert [words_of(mail).split("\n\n")[1] for mail in server.received()] == [
        "The case was filed on the website.",
        f"{office} answered.",
        f"{office} says that it is done.",
        f"{office} left the case closed.",
        f"{office} took the case up again.",
        f"{office} will not do it. Reason: no fault was found.",
    ]


@pytest.mark.parametrize(("written_in", "tag"), [("de", "de-AT"), ("zh-CN", "zh-Hans"), ("ar", "ar")])
def test_the_letter_speaks_the_residents_language(platform, server, written_in, tag):
    file(platform, description=Text("…", written_in))

    deliver(platform)

    (mail,) = server.received()
    assert mail["Content-Language"] == tag


def test_a_command_sent_twice_is_told_once(platform, server):
    number = answered_case(platform)
    platform.cases.work(c.AnswerCase(case=number, office="streets", answer=ANSWER), command_id="answer")

    assert deliver(platform) == 1
    assert len(server.mails) == 2


@pytest.mark.parametrize("contact", [None, Contact(name="A. Beispiel", phone="+43 1 2345")])
def test_nobody_without_an_address_is_written_to(platform, contact):
    number = file(platform, contact=contact)
    platform.cases.work(c.AnswerCase(case=number, office="streets", answer=ANSWER), command_id="answer")

    assert rows(platform) == []


def test_whoever_filed_it_is_told_what_is_planned_and_asked(platform, server, clock):
    number, other = file(platform), platform.cases.file(file_case(contact=None), command_id="other").case
    of = {"case": number, "office": "streets", "answer": Text("Words", "en")}
    steps = [
        c.AssignCase(case=number, office="streets", unit="repairs"),
        c.ScheduleCase(**of, day="2026-03-09"),
        c.PutCaseOnHold(**of, day="2026-03-09", reason="weather"),
        c.ForwardCase(**of, party="grid"),
        c.ResumeCase(case=number, office="streets"),
        c.AskReporter(**of, day="2026-03-04"),
    ]
    for n, step in enumerate(steps):
        platform.cases.work(step, command_id=f"step-{n}")
    platform.follow_up.run()
    platform.cases.work(c.MarkDuplicate(**of, original=other), command_id="duplicate")

    assert deliver(platform) == 7
    office = platform.cities.get("demo").department("streets").names["en"]
    assert [words_of(mail).split("\n\n")[1] for mail in server.received()][1:] == [
        f"{office} says that it will be done on 9 March 2026.",
        f"{office} put it on hold until 9 March 2026. Reason: the weather does not allow it.",
        f"{office} passed it on to: Mirn power grid. The city follows what happens there.",
        f"{office} asks whoever filed it something, and waits for a reply until 4 March 2026.",
        "A reminder was sent: a reply is needed until 4 March 2026.",
        f"{office} found that case {spell(other)} is about the same matter. It is followed there.",
    ]


def test_without_a_mail_server_nothing_piles_up(city):
    platform = city(port=None)
    number = file(platform)
    platform.cases.work(c.AnswerCase(case=number, office="streets", answer=ANSWER), command_id="answer")

    assert rows(platform) == []
    assert "deliver" not in [job.name for job in jobs_of(platform)]


def test_while_the_server_is_down_letters_wait_and_none_is_lost(city, closed_port, serve, clock):
    platform = city(closed_port)
    file(platform)
    moment = MONDAY_MORNING
    for pause in (30, 60, 120):
        assert deliver(platform) == 0
        ((_, _, _, _, _, error),) = rows(platform)
        assert error == "server-unreachable"
        clock.set(moment + timedelta(seconds=pause - 1))
        before = rows(platform)
        deliver(platform)
        assert rows(platform) == before
        moment += timedelta(seconds=pause)
        clock.set(moment)

    server = serve(port=closed_port)

    assert deliver(platform) == 1
    assert len(server.mails) == 1
    assert rows(platform) == []


def test_a_crash_after_sending_leads_to_the_same_mail_again_and_nothing_else(
    city, server, platform, clock, monkeypatch
):
    file(platform)
    with monkeypatch.context() as crashing:
        crashing.setattr(type(platform.outbox), "settle", _crash)
        with pytest.raises(Crash):
            deliver(platform)
    survivor = city(server.port)
    assert deliver(survivor) == 0

    clock.set(MONDAY_MORNING + CLAIM)

    assert deliver(survivor) == 1
    clock.set(MONDAY_MORNING + timedelta(days=30))
    assert deliver(survivor) == 0
    first, second = server.mails
    assert first.content == second.content


class Crash(BaseException):
    """The process is gone at this point."""


def _crash(*_):
    raise Crash


def test_an_address_that_the_server_refuses_is_given_up_and_kept_for_operators(platform, server, clock):
    server.replies[RESIDENT] = f"550 5.1.1 <{RESIDENT}>: no such user"
    file(platform)

    deliver(platform)
    clock.set(MONDAY_MORNING + timedelta(days=30))
    deliver(platform)

    assert server.sessions == 1
    assert [(row.attempts, row.last_error) for row in platform.outbox.given_up()] == [(1, "smtp-550")]


def test_whoever_was_erased_is_not_written_to(platform, server):
    number = file(platform)
    platform.cases.work(c.ResolveCase(case=number, office="streets", answer=ANSWER), command_id="resolve")
    explanation = Text("Not settled", "en")
    platform.cases.work(c.RequestReopening(case=number, explanation=explanation), command_id="request")
    platform.cases.work(c.ReopenCase(case=number, office="streets"), command_id="reopen")
    reporter = persons_of_case(platform.journal, number)[0]
    platform.eraser.erase(reporter, ErasureCarriedOut(ground="request"), command_id="erase")

    # What an office did without words concerns nobody, so its message is still there.
    assert len(rows(platform)) == 1
    assert deliver(platform) == 1
    platform.cases.work(c.AnswerCase(case=number, office="streets", answer=ANSWER), command_id="answer")

    assert rows(platform) == []
    assert server.sessions == 0


def test_two_workers_send_one_mail(city, server, platform):
    file(platform)
    workers = [platform, city(server.port)]
    barrier = threading.Barrier(2)

    def run(worker):
        barrier.wait()
        return deliver(worker)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, workers)) == [0, 1]
    assert len(server.mails) == 1


def test_no_address_is_in_the_outbox_or_in_the_logs(city, closed_port, serve, clock, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        platform = city(closed_port)
        answered_case(platform)
        everything = [str(row) for row in rows(platform)]
        clock.set(MONDAY_MORNING + timedelta(hours=1))
        server = serve(port=closed_port)
        for reply in (f"451 <{RESIDENT}> later", f"550 <{RESIDENT}> never"):
            server.replies[RESIDENT] = reply
            deliver(platform)
            everything += [str(row) for row in rows(platform)]
    everything += [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    everything += [*capfd.readouterr()]

    assert len(everything) > 5
    assert "example.org" not in "\n".join(everything)
    assert "Beispiel" not in "\n".join(everything)


def test_the_worker_process_delivers(city, server, tmp_path, monkeypatch):
    platform = city(server.port)
    number = file(platform)
    monkeypatch.setenv("CIVIC_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("CIVIC_SMTP_URL", platform.settings.smtp_url)
    monkeypatch.setenv("CIVIC_MAIL_FROM", SENDER)

    worker = start("wsgi", "worker")
    try:
        assert server.arrival.wait(60)
    finally:
        worker.send_signal(signal.SIGTERM)
        said = worker.communicate(timeout=30)

    assert RESIDENT not in "".join(said)
    assert spell(number) in server.received()[0]["Subject"]
    assert rows(platform) == []


def test_a_letter_of_a_day_names_its_end_in_its_header_and_is_the_same_at_every_attempt(
    platform, server, clock, monkeypatch
):
    asked = c.FollowArea(
        city="demo", service="pothole", channel="web", contact=Contact(email="ines@example.org")
    )
    platform.area_followings.request(asked, command_id="ask")
    deliver(platform)
    (link,) = (word for word in words_of(server.received()[0]).split() if "/following/" in word)
    name, code = link.rpartition("/")[2].split("?code=")
    platform.area_followings.confirm(name, code)
    file(platform, contact=None)
    clock.set(MONDAY_MORNING + timedelta(days=1))
    assert platform.digests.run() == 1
    with monkeypatch.context() as crashing:
        crashing.setattr(type(platform.outbox), "settle", _crash)
        with pytest.raises(Crash):
            deliver(platform)
    clock.set(clock.now() + CLAIM)
    assert deliver(platform) == 1

    _, first, second = server.mails
    assert first.content == second.content
    assert first.rcpt_tos == ["ines@example.org"]
    header = server.received()[1]["List-Unsubscribe"].strip()
    assert header.startswith(f"<https://city.example/en/following/{name}/end?code=")
    assert header[1:-1] in words_of(server.received()[1])
    assert rows(platform) == []

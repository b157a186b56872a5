"""What was kept of what was promised: judged one by one, counted without what nobody knows, led back to."""

import csv
import io
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.kept import Rate
from civic.cases.model import ConfirmedAlready
from civic.kernel.clock import from_timestamp
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from tests.builders.cases import case_filed, file_case, filing

WORDS = Text("In plain words.", "en")
UNTIL = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
ANSWER = (c.AnswerCase, {"answer": WORDS})
RESOLVE = (c.ResolveCase, {"answer": WORDS})
HOLD = (c.PutCaseOnHold, {"answer": WORDS, "reason": "weather", "day": "2026-03-30"})
CONFIRM = (c.ConfirmSettlement, {})
OBJECT = (c.RequestReopening, {"explanation": WORDS})
ENQUIRE = (c.MakeEnquiry, {"explanation": WORDS})
REOPEN = (c.ReopenCase, {})
WITHDRAW = (c.WithdrawCase, {})
TWICE = [(2, 9, RESOLVE), (3, 9, OBJECT), (4, 9, REOPEN)]


@pytest.fixture
def take(platform):
    """Return a function that takes steps on a case at moments of March 2026."""

    def take(number, *steps):
        version = platform.cases.page(number).case.version
        for index, (day, hour, (command, said)) in enumerate(steps):
            platform.clock.set(datetime(2026, 3, day, hour, tzinfo=UTC))
            platform.follow_up.run()
            platform.escalation.run()
            by = {"office": "streets"} if "office" in command.__dataclass_fields__ else {}
            platform.cases.work(command(case=number, **by, **said), command_id=f"{number}-{version}-{index}")

    return take


@pytest.fixture
def file(platform):
    """Return a function that files a case at nine o'clock, at 8 UTC, on the second of March."""

    def file(**fields):
        platform.clock.set(datetime(2026, 3, 2, 8, tzinfo=UTC))
        return platform.cases.file(file_case(**fields), command_id=f"file-{platform.journal.size()}").case

    return file


@pytest.mark.parametrize(
    ("steps", "answered", "settled", "satisfied"),
    [
        ([], "unknown", "unknown", None),
        ([(2, 9, ANSWER)], "yes", "unknown", None),
        ([(2, 11, ANSWER)], "no", "unknown", None),
        ([(2, 9, RESOLVE)], "yes", "yes", "unknown"),
        ([(10, 9, RESOLVE)], "no", "no", "unknown"),
        ([(2, 9, WITHDRAW)], None, None, None),
        ([(2, 11, WITHDRAW)], "no", None, None),
        ([(2, 9, ENQUIRE), (2, 11, ANSWER)], "no", "unknown", None),
        ([(2, 9, HOLD), (20, 9, RESOLVE)], "yes", "yes", "unknown"),
        ([(2, 9, RESOLVE), (3, 9, CONFIRM)], "yes", "yes", "yes"),
        ([(2, 9, RESOLVE), (3, 9, OBJECT)], "yes", "yes", "no"),
        (TWICE, "yes", "unknown", "no"),
        ([(2, 9, RESOLVE), (3, 9, OBJECT), (4, 9, REOPEN), (5, 9, RESOLVE)], "yes", "yes", "no"),
        (
            [(2, 9, RESOLVE), (3, 9, OBJECT), (4, 9, REOPEN), (5, 9, RESOLVE), (6, 9, CONFIRM)],
            "yes",
            "yes",
            "yes",
        ),
    ],
    ids=str,
)
def test_each_promise_of_a_case_is_judged_by_itself(
    platform, file, take, steps, answered, settled, satisfied
):
    take(file(), *steps)
    platform.escalation.run()

    found = platform.case_lists.rates("demo", UNTIL)[""]

    judged = {"answered": answered, "settled": settled, "satisfied": satisfied}
    assert found == {figure: Rate(**({known: 1} if known else {})) for figure, known in judged.items()}


def test_whoever_filed_it_says_once_that_it_is_settled(file, take):
    number = file()
    take(number, (2, 9, RESOLVE), (3, 9, CONFIRM))

    with pytest.raises(ConfirmedAlready):
        take(number, (4, 9, CONFIRM))


def test_what_an_earlier_system_did_was_never_promised(platform):
    filed = case_filed()
    platform.journal.append([filing(filed)], command_id="one")

    assert platform.case_lists.rates("demo", UNTIL)[""] == dict.fromkeys(
        ("answered", "settled", "satisfied"), Rate()
    )


def test_only_cases_of_the_span_count(platform, file):
    since = platform.cases.page(file()).events[0].recorded_at

    assert platform.case_lists.rates("demo", (since + timedelta(seconds=1), UNTIL[1])) == {}
    assert platform.case_lists.rates("demo", (UNTIL[0], since)) == {}
    assert platform.case_lists.rates("demo", (since, since + timedelta(seconds=1))) != {}


@pytest.mark.parametrize("group", ["service", "department", "channel", "district"])
def test_the_figures_agree_with_what_the_events_say_one_by_one(platform, file, take, group):
    chance = random.Random(20260302)
    lives = [
        [],
        [(2, 9, ANSWER)],
        [(2, 12, ANSWER), (3, 9, RESOLVE), (4, 9, CONFIRM)],
        [(2, 9, RESOLVE), (5, 9, OBJECT)],
        [(12, 9, RESOLVE)],
    ]
    numbers = [
        file(service=chance.choice(["pothole", "street-light"]), channel=chance.choice(["web", "phone"]))
        for _ in range(20)
    ]
    for number in numbers:
        take(number, *chance.choice(lives))
    platform.clock.set(datetime(2026, 3, 13, 8, tzinfo=UTC))
    for _ in range(4):
        platform.escalation.run()
    expected = Counter()
    for number in numbers:
        for figure, value in by_hand(list(platform.cases.page(number).events)):
            expected[code_of(platform, number, group), figure, value] += 1

    found = platform.case_lists.rates("demo", UNTIL, group)

    counted = {
        (code, figure, value): getattr(rate, value)
        for code, rates in found.items()
        for figure, rate in rates.items()
        for value in ("yes", "no")
        if getattr(rate, value)
    }
    assert counted == expected


def by_hand(history):
    """Judge what is decided of a case from its events alone, with no fold and no table; all times are up."""
    filed = history[0].event
    answers = [each.recorded_at for each in history if hasattr(each.event, "answer")]
    yield "answered", "yes" if answers and answers[0] <= from_timestamp(filed.answer_by) else "no"
    ends = [each.recorded_at for each in history if isinstance(each.event, e.CaseResolved)]
    yield "settled", "yes" if ends and ends[0] <= from_timestamp(filed.settle_by) else "no"
    kinds = {type(each.event) for each in history}
    if e.SettlementConfirmed in kinds:
        yield "satisfied", "yes"
    elif e.ReopeningRequested in kinds:
        yield "satisfied", "no"


def code_of(platform, number, group):
    filed = platform.cases.page(CaseNumber(number)).filed
    return filed.place.district or "" if group == "district" else getattr(filed, group)


def test_the_page_leads_from_each_figure_to_its_cases(resident, file, take):
    punctual, late = file(), file()
    take(punctual, (2, 9, ANSWER))
    take(late, (2, 12, ANSWER))
    page = resident.open("/en/figures/promises")

    answered = page.soup.select_one("main dl a")
    assert answered.get_text() == "1 of 2 (50%): First answer in time"
    behind = resident.open(answered["href"])
    headings = [heading.get_text() for heading in behind.soup.select("main h2")]
    assert headings == ["In time: 1", "Too late: 1", "Still running, not counted: 0"]
    assert [link["href"][-11:].replace("-", "") for link in behind.soup.select("main li a")] == [
        punctual,
        late,
    ]


@pytest.mark.parametrize("by", ["week", "service", "department", "district", "channel"])
def test_table_and_file_say_the_same(resident, file, take, by):
    take(file(), (2, 9, ANSWER))
    page = resident.open("/en/figures/promises")
    answer = resident.client.get(f"/data/promises-by-{by}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))

    shown = page.soup.select_one(f"#by-{by}").find_next("tbody").find_all("tr")
    assert len(shown) == len(rows) == (12 if by == "week" else 1)
    assert sum(int(row["answered_in_time"]) for row in rows) == 1
    assert shown[-1].find("td").get_text().startswith("1 of 1 (100%)")


@pytest.mark.parametrize(
    "wrong", ["figure=rank", "figure=answered&by=password", "figure=answered&by=week&code=2020-01-06", ""]
)
def test_a_figure_that_is_not_there_is_not_found(resident, wrong):
    assert resident.open(f"/en/figures/promises/cases?{wrong}").status == 404


def test_a_file_of_an_unknown_group_is_not_there(client):
    assert client.get("/data/promises-by-password.csv").status_code == 404


def test_a_city_without_cases_says_that_there_are_no_figures_yet(resident):
    assert "There are no figures yet." in resident.open("/en/figures/promises").text

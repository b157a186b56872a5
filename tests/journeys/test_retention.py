"""What a city keeps for longer than its rule says is erased by itself: nothing is left of it in any file."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from civic.bootstrap import build
from civic.cases.commands import ReopenCase, RequestReopening, ResolveCase, WriteNote
from civic.cases.events import CaseAnswered, Contact
from civic.cases.retention import SEALED, Retention
from civic.check import check_rows
from civic.cli import Context, civic
from civic.kernel.ids import spell
from civic.kernel.journal import Change, PersonIsErased
from civic.kernel.language import Text
from civic.people.events import ErasureCarriedOut
from civic.settings import read_settings
from civic.store.erasure import STREAM
from civic.store.keyring import FileKeyring
from civic.store.tables import data_keys, parts
from civic.store.vault import PartIsDamaged, Vault
from civic.worker import jobs_of
from ledger.policy_parser import parse_policy
from ledger.verify import verify_log
from tests.builders.cases import file_case
from tests.builders.clock import SteppingClock
from tests.journeys.test_erasure import traces_of

RULE = timedelta(days=730)  # of the demo city
SEALED_RULE = timedelta(days=365)
SERVICE_RULE = timedelta(days=30)
WORDS = ("Quallenbrunnen", "Zwiebelfisch", "Regenbogenforelle")


@pytest.fixture
def clock():
    return SteppingClock()


@pytest.fixture
def platform(tmp_path, clock):
    built = build(read_settings({"CIVIC_VAR": str(tmp_path / "var")}), clock=clock)
    yield built
    built.close()


def wait(clock, time):
    clock.set(clock.now() + time)


def ended_case(platform, who, **fields):
    """File a case and resolve it; everything said in it is marked with a word for `who`."""
    case = file(platform, who, **fields)
    answer = Text(f"{WORDS[2]} {who}", "de")
    platform.cases.work(ResolveCase(case=case, office="streets", answer=answer), command_id=f"{who}-end")
    platform.projector.catch_up_with_all()
    return case


def file(platform, who, **fields):
    said = {"description": Text(f"{WORDS[0]} {who}", "de"), "contact": Contact(name=f"{WORDS[1]} {who}")}
    return platform.cases.file(file_case(**said, **fields), command_id=f"{who}-file").case


def run(platform, *options):
    return CliRunner().invoke(
        civic, ["erase", "--by-retention", *options], obj=Context(None, lambda _settings: platform)
    )


def parts_and_keys(platform):
    """Return the rows of both tables, as a backup would have them."""
    with platform.database.reading() as connection:
        return connection.execute(select(parts)).all(), connection.execute(select(data_keys)).all()


def left_of(who, var):
    return [trace for word in WORDS for trace in traces_of(f"{word} {who}".encode(), var)]


def sealed_words(platform, case):
    filed = platform.cases.page(case, sealed=True).filed
    return filed.description, filed.contact


def test_nothing_is_left_in_any_file_of_a_case_that_ended_long_ago(platform, clock):
    old, running = ended_case(platform, "erika"), file(platform, "otto")
    platform.publisher.publish()
    wait(clock, RULE + timedelta(days=1))
    young = ended_case(platform, "paul")
    erased = platform.retention.run()
    platform.publisher.publish()

    var = platform.settings.var
    assert erased == 3  # the filing in public and sealed, and the answer
    assert sealed_words(platform, old) == (None, None)
    assert None not in (*sealed_words(platform, running), *sealed_words(platform, young))
    assert left_of("erika", var) == []
    platform.close()
    assert left_of("erika", var) == []


def test_the_log_says_that_it_happened_and_still_verifies(platform, clock):
    old = ended_case(platform, "erika")
    platform.publisher.publish()
    older = platform.log.checkpoint()
    wait(clock, RULE + timedelta(days=1))
    platform.retention.run()
    platform.publisher.publish()

    said = [recorded.event for recorded in platform.journal.load(STREAM)]
    assert said == [ErasureCarriedOut(ground="retention")]
    assert old not in str(said)
    assert verify_log(platform.log.source, parse_policy(platform.log.policy()), since=older).faults == []


def test_a_case_is_kept_until_its_time_is_over_and_erased_once(platform, clock):
    ended_case(platform, "erika")
    wait(clock, RULE - timedelta(days=1))
    before = platform.retention.run()
    wait(clock, timedelta(days=2))

    # What was sealed had gone before.
    assert (before, platform.retention.run(), platform.retention.run()) == (1, 2, 0)


def test_what_is_sealed_goes_sooner_and_the_words_stay(platform, clock):
    case = ended_case(platform, "erika")
    platform.publisher.publish()
    before = platform.cases.page(case, sealed=True).filed
    wait(clock, SEALED_RULE + timedelta(days=1))
    erased = (platform.retention.run(), platform.retention.run())
    platform.publisher.publish()

    words, contact = sealed_words(platform, case)
    after, *_, answer = platform.journal.load(f"case/{case}")
    assert erased == (1, 0)
    assert (words, contact) == (before.description, None)
    assert after.event.exact_place is None
    assert answer.event.answer == Text(f"{WORDS[2]} erika", "de")
    assert after.erased == {"sealed.reporter"}
    assert left_of("erika", platform.settings.var) == []
    assert verify_log(platform.log.source, parse_policy(platform.log.policy())).faults == []
    assert list(check_rows(platform)) == []
    wait(clock, RULE - SEALED_RULE)
    assert platform.retention.run() == 2  # the words of the filing, and the answer


def test_a_backup_from_before_opens_nothing_of_what_was_sealed(platform, clock, tmp_path):
    """With the database of before, and the keys and the data keys of after."""
    case = ended_case(platform, "erika")
    position = platform.journal.position_of(f"case/{case}", 1)
    backup = parts_and_keys(platform)
    wait(clock, SEALED_RULE + timedelta(days=1))
    platform.retention.run()
    now = parts_and_keys(platform)

    sealed = next(row for row in backup[0] if (row.position, row.name) == (position, "sealed.reporter"))
    keys = platform.settings.keys_directory / "key-encryption.json"
    vault, event_id = Vault(FileKeyring(keys)), platform.journal.load(f"case/{case}")[0].id
    for row in backup[1]:
        with pytest.raises(KeyError):
            vault.unwrap(row)
    for row in now[1]:
        with pytest.raises(PartIsDamaged):
            vault.open(sealed, event_id, vault.unwrap(row))
    assert {row.person for row in backup[0]}.isdisjoint({row.person for row in now[0]})
    assert [trace for row in backup[0] for trace in traces_of(row.body, platform.settings.var)] == []


def test_whoever_was_about_to_answer_decides_again(platform, clock):
    case = ended_case(platform, "erika")
    stream = f"case/{case}"
    version, reporter = len(platform.journal.load(stream)), platform.journal.load(stream)[0].event.reporter
    wait(clock, SEALED_RULE + timedelta(days=1))
    platform.retention.run()
    late = CaseAnswered(case=case, office="streets", answer=Text("Late.", "en"), reporter=reporter)

    with pytest.raises(PersonIsErased):
        platform.journal.append([Change(stream, version, [late])], command_id="late")
    platform.cases.work(RequestReopening(case=case, explanation=Text("Wieder", "de")), command_id="after all")
    assert platform.journal.load(stream)[-1].event.explanation == Text("Wieder", "de")


def test_notes_of_officials_go_with_the_case_and_also_when_they_were_written_later(platform, clock):
    case = ended_case(platform, "erika")
    platform.retention.run()
    for name in ("erika", "otto"):
        words = Text(f"{WORDS[0]} {name}", "de")
        platform.cases.write_note(WriteNote(case=case, office="streets", note=words), command_id=name)
        wait(clock, RULE + timedelta(days=1))
        assert platform.retention.run() > 0
        assert [each.event.note for each in platform.cases.notes(case) if each.event.note] == []
        assert left_of(name, platform.settings.var) == []


def test_notes_of_officials_go_with_the_words_and_not_sooner(platform, clock):
    case = ended_case(platform, "erika")
    note = WriteNote(case=case, office="streets", note=Text("Bitte nachsehen", "de"))
    platform.cases.write_note(note, command_id="note")
    wait(clock, SEALED_RULE + timedelta(days=1))
    platform.retention.run()
    kept = [each.event.note for each in platform.cases.notes(case)]
    wait(clock, RULE - SEALED_RULE)
    platform.retention.run()

    assert kept == [note.note]
    assert [each.event.note for each in platform.cases.notes(case) if each.event.note] == []


def test_a_case_that_was_reopened_a_moment_ago_is_left_as_it_is(platform, clock):
    case = ended_case(platform, "erika")
    wait(clock, RULE + timedelta(days=1))
    reopened = (
        RequestReopening(case=case, explanation=Text("Wieder", "de")),
        ReopenCase(case=case, office="streets"),
    )
    due = platform.retention.due()
    for number, command in enumerate(reopened):
        platform.cases.work(command, command_id=f"again-{number}")

    assert [each.number for each in due] == [case]
    assert platform.retention.erase(due, command_id="late") == 0
    assert None not in sealed_words(platform, case)


def test_a_service_may_have_its_own_rule_and_a_city_none(platform, clock):
    city = platform.cities.get("demo")
    services = tuple(
        replace(each, retention_days=SERVICE_RULE.days if each.code == "street-light" else None)
        for each in city.services
    )
    lamp, pothole = ended_case(platform, "erika", service="street-light"), ended_case(platform, "otto")
    wait(clock, RULE + timedelta(days=1))
    rules = [
        replace(city, services=services, retention_days=days, sealed_retention_days=0)
        for days in (0, RULE.days)
    ]
    due = [
        {
            each.number
            for each in Retention(platform.journal, platform.database, platform.eraser, [each], clock).due()
        }
        for each in rules
    ]

    assert due == [{lamp}, {lamp, pothole}]


@pytest.mark.parametrize(
    ("of_city", "of_service", "due"),
    [
        ((730, 365), (None, None), [(SEALED, 1)]),
        ((730, 0), (None, None), []),
        ((0, 365), (None, None), [(SEALED, 1)]),
        ((730, 365), (None, 0), []),
        ((730, 0), (None, 365), [(SEALED, 1)]),
        ((730, 365), (365, None), [(None, 3)]),
        ((300, 365), (None, None), [(None, 3)]),
    ],
)
def test_a_city_and_a_service_say_how_long_which_part_is_kept(platform, clock, of_city, of_service, due):
    city = platform.cities.get("demo")
    own, own_sealed = of_service
    services = [replace(each, retention_days=own, sealed_retention_days=own_sealed) for each in city.services]
    days, sealed_days = of_city
    rules = replace(city, services=tuple(services), retention_days=days, sealed_retention_days=sealed_days)
    ended_case(platform, "erika")
    wait(clock, timedelta(days=366))
    retention = Retention(platform.journal, platform.database, platform.eraser, [rules], clock)

    assert [(each.kind, each.parts) for each in retention.due()] == due


def test_the_report_says_what_is_due_of_which_case(platform, clock):
    old = ended_case(platform, "erika")
    wait(clock, RULE - SEALED_RULE)
    younger = ended_case(platform, "otto")
    wait(clock, SEALED_RULE + timedelta(days=1))
    report = run(platform, "--dry-run").output.splitlines()

    assert [line.partition(", ")[2] for line in report] == [
        "everything personal (3 parts)",
        "what is sealed (1 parts)",
        "nothing was erased",
    ]
    assert [spell(case) in line for case, line in zip((old, younger), report, strict=False)] == [True, True]
    assert "erased: 4 parts of 2 cases" in run(platform, "--yes").output


def test_a_dry_run_names_the_cases_and_erases_nothing(platform, clock):
    case = ended_case(platform, "erika")
    wait(clock, RULE + timedelta(days=1))
    tried = run(platform, "--dry-run")
    kept = sealed_words(platform, case)
    done = run(platform, "--yes")

    assert (tried.exit_code, done.exit_code) == (0, 0)
    assert spell(case) in tried.output
    assert "1 cases have outlived their rule, nothing was erased" in tried.output
    assert None not in kept
    assert "erased: 3 parts of 1 cases" in done.output
    assert sealed_words(platform, case) == (None, None)
    assert "0 cases have outlived" in run(platform, "--yes").output


def test_many_cases_are_erased_together(platform, clock):
    for number in range(5):
        ended_case(platform, f"person-{number}")
    wait(clock, RULE + timedelta(days=1))

    assert len(platform.retention.due(3)) == 3
    assert platform.retention.run() == 15
    assert len(platform.journal.load(STREAM)) == 5


def test_the_worker_does_it_by_itself(platform, clock):
    ended_case(platform, "erika")
    wait(clock, RULE + timedelta(days=1))
    job = next(job for job in jobs_of(platform) if job.name == "retention")

    assert job.run() == 3
    assert job.every <= timedelta(days=1)


def test_the_report_counts_what_the_worker_and_what_people_erased(platform, clock):
    ended_case(platform, "erika")
    wait(clock, RULE + timedelta(days=1))
    next(job for job in jobs_of(platform) if job.name == "retention").run()
    wait(clock, timedelta(days=1))
    asked = platform.cases.page(file(platform, "otto"), sealed=True).filed.reporter
    platform.eraser.erase(asked, ErasureCarriedOut(ground="request"), command_id="asked")

    report = CliRunner().invoke(civic, ["erase", "--report"], obj=Context(None, lambda _settings: platform))

    first, second = (clock.now() - timedelta(days=1), clock.now())
    assert report.output.splitlines() == [
        f"{first:%Y-%m-%d} retention: 1",
        f"{second:%Y-%m-%d} request: 1",
        "2 persons erased since the log began",
    ]


@pytest.mark.parametrize("options", [["--dry-run"], ["--by-retention", "--case", "x"], []])
def test_what_is_to_be_erased_must_be_said_once(platform, options):
    said = CliRunner().invoke(civic, ["erase", *options], obj=Context(None, lambda _settings: platform))

    assert said.exit_code == 2

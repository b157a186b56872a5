"""Whoever changes one byte of what was published or stored is found by the next verification of the site."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select

from civic.bootstrap import build
from civic.cases.commands import (
    AcknowledgeCase,
    AnswerCase,
    FollowArea,
    FollowCase,
    ResolveCase,
    SupportCase,
    ThankTeam,
)
from civic.cases.events import Contact
from civic.cases.handlers import AREA_CODE, FOLLOWING_CODE
from civic.check import FIND_OUT, check_installation, check_rows
from civic.cli import Context, civic
from civic.kernel.language import Text
from civic.kernel.photo import Jpeg, Picture, photos_of
from civic.people.roles import Grant
from civic.ports import DeliveryFailed
from civic.settings import read_settings
from civic.store.tables import outbox
from ledger.http_source import HttpSource
from ledger.policy import QUORUM_NONE, format_policy
from ledger.policy_parser import parse_policy
from ledger.tiles import tiles_of
from ledger.verify import verify_log
from tests.builders.accounts import account_of, trust_of
from tests.builders.cases import file_case, filing
from tests.builders.clock import SteppingClock
from tests.builders.moderation import object_to_it, withhold
from tests.builders.processes import ROOT
from tests.builders.site import serving
from tests.builders.witnesses import DEAD, two_of

EVENTS = 300
PICTURE = Picture(Jpeg(b"every pixel", 4, 3), Jpeg(b"some", 2, 1))
FLIPS = 60
SEED = 20260302
SIGNED = ("events", "parts", "files", "data_keys")  # whoever verifies the site over HTTP hears of these
# What the log does not hold cannot be compared with it; what a change of it can do at worst.
NOT_IN_THE_LOG = {
    "commands.id": "a command that is sent again would be done again",
    "commands.fingerprint": "a command that is sent again would be refused",
    "outbox.id": "a letter that goes out twice would have two names",
    "outbox.position": "a letter about another event would go out, if somebody may be told of it",
    "outbox.due_at": "a letter would go out sooner or later",
    "outbox.attempts": "a letter would be given up sooner or later",
    "outbox.last_error": "operators would read another reason",
    "file_drafts.id": "a photo would have to be chosen again before its form is sent",
    "file_drafts.expires_at": "a photo of a form would be kept for another time",
    "file_drafts.body": "a photo would have to be chosen again before its form is sent",
    "leases.job": "the job would wait until the lease runs out, or run twice, which it may",
    "leases.holder": "the job would wait until the lease runs out",
    "leases.until": "the job would wait, or another worker would take it over",
    "checkpoint_history.published_at": "readers would see another time of the site's own",
    "sign_ins.id": "somebody would have to sign in again",
    "sign_ins.holder": "somebody would have to sign in again",
    "look_ups.digest": "somebody's own list would lack a report; what is not theirs is never shown",
    "look_ups.position": "somebody's own list would lack a report; what is not theirs is never shown",
    "look_ups.part": "it would be found for longer than it can be opened",
    "one_time_codes.digest": "somebody would have to ask for another code",
    "one_time_codes.name": "somebody would have to ask for another code",
    "one_time_codes.person": "somebody would have to ask for another code",
    "one_time_codes.body": "somebody would have to ask for another code",
    "one_time_codes.until": "a code would be valid for another time",
    "one_time_codes.sent_at": "another letter would go out sooner or later",
    "one_time_codes.letters": "more letters would go out, or fewer",
    "sign_ins.way": "an official would read that they came in another way",
    "sign_ins.since": "an official would read another time",
    "sign_ins.seen": "a sign-in would end sooner or later",
    "saved_views.official": "an official would miss a view of the queue and save it again",
    "saved_views.name": "an official would read another name of a view",
    "saved_views.asked": "a view would show other cases of those that one may see",
    "used_once.digest": "a code of the last half minute would serve again",
    "used_once.at": "what was used would be kept for longer, or a code would serve again within its time",
    "area_digests.following": "somebody would get some news of an area once more",
    "area_digests.day": "the letter with news of an area would go out again, or a day later",
    "area_digests.position": "somebody would miss some news of an area, or get it once more",
    "witnesses.name": "operators would read another name until the next checkpoint",
    "witnesses.missing_since": "operators would read another time",
    "witnesses.failure": "operators would read another reason until the next checkpoint",
    "witnessing.waiting_since": "operators would read another time",
    "forwarding_tokens.position": "a partner's server would be asked in vain for the number of a case",
    "forwarding_tokens.token": "a partner's server would be asked in vain for the number of a case",
    "partner_watches.city": "a partner's server would be asked for news from the beginning",
    "partner_watches.party": "a partner's server would be asked for news from the beginning",
    "partner_watches.after": "a partner's server would be asked for news of other cases first",
    "partner_watches.due_at": "a partner's server would be asked for news sooner or later",
    "partner_watches.attempts": "a partner's server would be asked for news sooner or later",
    "partner_watches.failing_since": "operators would read another time",
    "partner_watches.last_error": "operators would read another reason",
    "open311_changesets.city": "programs of others would fetch the services once more",
    "open311_changesets.digest": "programs of others would fetch the services once more",
    "open311_changesets.since": "programs of others would fetch the services once more, or later",
}

pytestmark = pytest.mark.network


class Site:
    """An installation with published events, being served; flips happen behind its back."""

    def __init__(self, platform, address):
        self.platform = platform
        self.address = address
        self.policy = parse_policy(platform.log.policy())
        self.var = platform.settings.var

    def faults(self):
        source = HttpSource(f"{self.address}/log/", pause=0.0)
        return verify_log(source, self.policy).faults

    def published_files(self):
        """Return the files that the checkpoint implies.

        Narrower tiles and bundles stay beside them from earlier checkpoints. They are not part of the tree
        that the checkpoint promises, so that whoever verifies over HTTP, where nobody can list a directory,
        rightly never asks for them.
        """
        tiles = list(tiles_of(self.platform.log.size()))
        bundles = [tile.path().replace("tile/0/", "tile/entries/") for tile in tiles if tile.level == 0]
        return ["checkpoint", *(tile.path() for tile in tiles), *bundles]

    @contextmanager
    def flipped_file(self, chance):
        path = self.var / "log" / chance.choice(self.published_files())
        sound = path.read_bytes()
        place, bit = chance.randrange(len(sound)), chance.randrange(8)
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << bit]) + sound[place + 1 :])
        yield f"bit {bit} of byte {place} of {path.name} in {path.parent.name}"
        path.write_bytes(sound)

    def columns(self):
        """Return (table, column, key of the table) for every column of the database."""
        with closing(sqlite3.connect(self.var / "civic.sqlite")) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
            for (table,) in tables.fetchall():
                columns = database.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
                yield from ((table, name, tuple(n for n, place in columns if place)) for name, _ in columns)

    def disagreements(self):
        """Return what `civic check --deep` finds wrong."""
        found = [each for each in check_installation(self.platform.settings) if each.subject == "database"]
        return [each for each in found if each.is_fault] or list(check_rows(self.platform))

    @contextmanager
    def flipped_row(self, place, chance):
        """Change one bit of a column of one row, as whoever has the database file could; say what.

        None if nothing stands in that column.
        """
        table, column, key = place
        where = " AND ".join(f"{name} = ?" for name in key)
        with closing(sqlite3.connect(self.var / "civic.sqlite", isolation_level=None)) as database:
            rows = database.execute(
                f"SELECT {', '.join(key)}, {column} FROM {table} WHERE {column} NOT IN ('', x'') "
                f"ORDER BY {', '.join(key)}"
            )
            held = rows.fetchall()
            if not held:
                yield None
                return
            *names, sound = chance.choice(held)
            changed = flip(sound, chance)
            while not database.execute(
                f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {where}", (changed, *names)
            ).rowcount:
                changed = flip(sound, chance)  # another row has this key already
            yield f"{table}.{column} of {names}: {sound!r:.60} became {changed!r:.60}"
            after = [changed if name == column else value for name, value in zip(key, names, strict=True)]
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (sound, *after))


def flip(value, chance):
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(40)
    if isinstance(value, str):
        place = chance.randrange(len(value))
        return value[:place] + chr(ord(value[place]) ^ 1 << chance.randrange(7)) + value[place + 1 :]
    place = chance.randrange(len(value))
    return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]


def replace_quorum(policy):
    """Return the policy as a file that is content without any witness."""
    return format_policy(replace(policy, quorum=QUORUM_NONE))


class Waiting:
    """A notifier that nobody asks for anything: letters wait in the outbox."""

    def deliver(self, _letter):
        raise DeliveryFailed("not-now")


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """About 300 events of every kind, published in several checkpoints, with the guards of the tables off."""
    directory = tmp_path_factory.mktemp("tampering")
    (directory / "policy").write_bytes(replace_quorum(two_of(DEAD, DEAD)))
    settings = read_settings(
        {
            "CIVIC_VAR": str(directory / "var"),
            "CIVIC_POSTS_PER_MINUTE": "0",
            "CIVIC_LOG_POLICY": str(directory / "policy"),
        }
    )
    platform = build(settings, clock=SteppingClock(), notifier=Waiting())
    desk = platform.cases
    for number in range(12):
        pictures = [PICTURE] if number == 0 else []
        command = file_case(photos=photos_of(pictures))
        case = desk.file(command, command_id=f"file-{number}", pictures=pictures).case
        desk.work(AcknowledgeCase(case=case, office="streets"), command_id=f"a-{number}")
        desk.work(
            AnswerCase(case=case, office="streets", answer=Text("Soon.", "en")), command_id=f"b-{number}"
        )
        desk.work(
            ResolveCase(case=case, office="streets", answer=Text("Done.", "en")), command_id=f"c-{number}"
        )
        desk.work(ThankTeam(case=case), command_id=f"d-{number}")
    running = desk.file(file_case(), command_id="running").case
    desk.support(SupportCase(case=running, channel="web"), command_id="support")
    follow = FollowCase(case=running, channel="web", contact=Contact(email="mira@example.org"))
    platform.followings.request(follow, command_id="follow")
    withhold(platform, running)
    object_to_it(platform, running)
    area = FollowArea(
        city="demo", service="pothole", district="old-town", channel="web", contact=follow.contact
    )
    platform.area_followings.request(area, command_id="follow-area")
    with platform.database.writing() as connection:  # those letters have gone out
        connection.execute(delete(outbox).where(outbox.c.topic.in_([FOLLOWING_CODE, AREA_CODE])))
    anna, until = account_of(platform, "anna@example.org"), platform.clock.now() + timedelta(days=30)
    trust_of(platform, anna, "ben@example.org", until=until)
    platform.officials.admit("Kim Kollegin", "demo", Grant("caseworker", "streets"), department="streets")
    platform.publisher.publish()
    rest = EVENTS - platform.journal.size()
    platform.journal.append_batch([([filing()], f"batch-{number}") for number in range(rest)])
    platform.publisher.publish()
    platform.projector.catch_up_with_all()
    with platform.database.owning() as connection:
        for (trigger,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    yield platform
    platform.close()


@pytest.fixture
def site(installation, socket_enabled):
    with serving(installation) as address:
        yield Site(installation, address)


def test_a_sound_site_verifies_by_the_command_that_everyone_can_run(site, tmp_path):
    policy = tmp_path / "policy"
    policy.write_bytes(site.platform.log.policy())

    ran = subprocess.run(
        [sys.executable, "-m", "ledger", "verify", f"{site.address}/log/", "--policy", policy],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"OK {EVENTS} entries, root ")


def test_every_flipped_bit_of_a_published_file_is_found(site):
    chance = random.Random(SEED)
    missed = []
    for _ in range(FLIPS):
        with site.flipped_file(chance) as what:
            if not site.faults():
                missed.append(what)

    assert missed == []
    assert site.faults() == []


def test_every_flipped_bit_of_a_signed_row_is_found(site):
    chance = random.Random(SEED)
    places = [place for place in site.columns() if place[0] in SIGNED]
    missed = []
    for _ in range(FLIPS):
        with site.flipped_row(chance.choice(places), chance) as what:
            if not site.faults():
                missed.append(what)

    assert missed == []
    assert site.faults() == []


# No case of this city has a position on the map, waits for a day, lies with a unit, was declined or
# passed on to a partner, and none that brought thanks lies in a district that is known.
EMPTY_HERE = {
    "case_thanks.district",
    *(f"case_forwardings.{column}" for column in ("number", "party", "forwarding", "reference_at")),
    *("case_list.latitude", "case_list.longitude", "case_list.day", "case_list.unit"),
    *("case_list.claimed_by", "case_list.parent"),
    *("open_places.latitude", "open_places.longitude"),
    *("open311_requests.latitude", "open311_requests.longitude"),
}


def test_a_flipped_bit_of_any_column_of_any_table_is_found_by_the_deep_check(site):
    chance = random.Random(SEED)
    places = [
        (table, column, key)
        for table, column, key in site.columns()
        if f"{table}.{column}" not in NOT_IN_THE_LOG
    ]
    missed, empty = [], set()
    for place in places:
        with site.flipped_row(place, chance) as what:
            if what is None:
                empty.add(f"{place[0]}.{place[1]}")
            elif not site.disagreements():
                missed.append(what)

    assert missed == []
    assert empty == EMPTY_HERE
    assert site.disagreements() == []


def test_letters_to_followers_that_wait_are_no_fault(platform):
    case = platform.cases.file(file_case(), command_id="file").case
    follow = FollowCase(case=case, channel="web", contact=Contact(email="mira@example.org"))
    platform.followings.request(follow, command_id="follow")
    with platform.database.reading() as connection:
        topics = connection.scalars(select(outbox.c.topic)).all()
    platform.publisher.publish()

    assert FOLLOWING_CODE in topics
    assert [each for each in check_rows(platform) if each.is_fault] == []


def test_every_column_that_cannot_be_compared_exists(site):
    assert NOT_IN_THE_LOG.keys() <= {f"{table}.{column}" for table, column, _ in site.columns()}


@pytest.mark.parametrize(
    ("column", "value", "was", "said"),
    [
        ("position", "1 << 40", "2", "is about event 1099511627776, which does not exist"),
        ("position", "3", "2", "is about event 3, of which nobody is told"),
        ("position", "4", "2", "two messages are about event 4"),
        ("topic", "'cases.notiz'", "'cases.notice'", "is about 'cases.notiz', which nobody delivers"),
    ],
    ids=["no event", "nobody is told", "twice", "no topic"],
)
def test_a_letter_that_cannot_be_is_found(site, column, value, was, said):
    with closing(sqlite3.connect(site.var / "civic.sqlite", isolation_level=None)) as database:
        (letter,) = database.execute("SELECT id FROM outbox WHERE position = 2").fetchone()
        database.execute(f"UPDATE outbox SET {column} = {value} WHERE id = ?", (letter,))
        found = site.disagreements()
        database.execute(f"UPDATE outbox SET {column} = {was} WHERE id = ?", (letter,))

    assert [said in fault.what for fault in found] == [True]
    assert site.disagreements() == []


@pytest.mark.parametrize(
    ("table", "column", "value", "row", "said"),
    [
        (
            "case_list",
            "state",
            "declined",
            "position = 2",
            "case_list: 2 rows differ from what the log makes, among them {case}. Run `civic rebuild`.",
        ),
        (
            "commands",
            "event_count",
            2,
            "position = 8",
            f"commands: a command begins at event 9, and the one before it ended before 10. {FIND_OUT}",
        ),
        (
            "events",
            "type",
            "cases.case.withdrawn",
            "position = 6",
            f"events: tile/entries/000: event 6: has other columns than were signed. {FIND_OUT}",
        ),
    ],
    ids=["read table", "command", "event"],
)
def test_the_deep_check_names_the_row_and_fails(site, table, column, value, row, said):
    context = Context(make_app=lambda _platform: None, make_platform=lambda _settings: site.platform)
    run = CliRunner(env={"CIVIC_VAR": str(site.var)}).invoke
    case = site.platform.journal.stream_at(2).removeprefix("case/")
    with closing(sqlite3.connect(site.var / "civic.sqlite", isolation_level=None)) as database:
        (sound,) = database.execute(f"SELECT {column} FROM {table} WHERE {row}").fetchone()
        database.execute(f"UPDATE {table} SET {column} = ? WHERE {row}", (value,))
        damaged = run(civic, ["check", "--deep"], obj=context)
        database.execute(f"UPDATE {table} SET {column} = ? WHERE {row}", (sound,))
    mended = run(civic, ["check", "--deep"], obj=context)

    assert (damaged.exit_code, damaged.stdout.splitlines()[-1]) == (1, said.format(case=case))
    assert (mended.exit_code, mended.stdout.splitlines()[-1]) == (
        0,
        f"rows: of {EVENTS} events agree with the log.",
    )


@pytest.mark.parametrize(
    ("tampering", "mending"),
    [
        (
            "UPDATE parts SET position = position + 1000000 WHERE position = 2",
            "UPDATE parts SET position = 2 WHERE position > 1000000",
        ),
        (
            "UPDATE events SET recorded_at = 1 << 62 WHERE position = 8",
            "UPDATE events SET recorded_at = {recorded_at} WHERE position = 8",
        ),
    ],
    ids=["a part moved beyond the end", "a time that no calendar has"],
)
def test_what_is_far_out_of_range_is_found_too(site, tampering, mending):
    with closing(sqlite3.connect(site.var / "civic.sqlite", isolation_level=None)) as database:
        (recorded_at,) = database.execute("SELECT recorded_at FROM events WHERE position = 8").fetchone()
        database.execute(tampering)
        faults = site.faults()
        database.execute(mending.format(recorded_at=recorded_at))

    assert faults != []
    assert site.faults() == []


def test_the_site_says_which_event_is_damaged(site, installation):
    with closing(sqlite3.connect(site.var / "civic.sqlite", isolation_level=None)) as database:
        (sound,) = database.execute("SELECT type FROM events WHERE position = 6").fetchone()
        database.execute("UPDATE events SET type = 'cases.case.withdrawn' WHERE position = 6")
        with pytest.raises(HTTPError) as answer:
            urlopen(f"{site.address}/log/tile/entries/000", timeout=20)
        said = answer.value.read().decode()
        answer.value.close()
        database.execute("UPDATE events SET type = ? WHERE position = 6", (sound,))

    assert answer.value.code == 500
    assert said == (
        "The log that is stored here is damaged: "
        "tile/entries/000: event 6: has other columns than were signed\n"
    )

"""`civic import …` takes over what another system kept, `civic erase` destroys what is personal."""

import secrets
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Protocol

import click

from civic.bootstrap import Platform
from civic.cases.handlers import parse_number, persons_of_case
from civic.cases.imports.export import open_export
from civic.cases.imports.run import Import
from civic.kernel.ids import PersonId, spell
from civic.people.events import ErasureCarriedOut
from civic.progress import progress
from civic.store.erasure import STREAM as ERASURES

INTERRUPTED = 130  # what shells expect of a command that SIGINT ended: 128 + 2


class Context(Protocol):
    """What the `civic` command shares with its groups."""

    @property
    def platform(self) -> Platform: ...


@click.group("import")
def imports() -> None:
    """Take over what another system kept."""


@imports.command("cases")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--city", "city_code", required=True, metavar="CODE", help="Whose cases they are.")
@click.option(
    "--mapping", required=True, metavar="NAME", help="A shipped mapping such as myla311, or a file like it."
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rows go that cannot be taken over; without it, into CIVIC_VAR/imports.",
)
@click.pass_obj
def import_cases(context: Context, file: Path, city_code: str, mapping: str, rejects: Path | None) -> None:
    """Take over the cases of FILE, an export of another system.

    Each row becomes the events that really happened, with the times that the file says. A second run adds
    only what is new; an interrupted run goes on where it stopped. Exit status 0: every row is there;
    1: some were rejected, or nothing could be read; 130: interrupted.
    """
    try:
        _import_cases(context.platform, file, city_code, mapping, rejects)
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            click.echo(err=True)  # leaves the line of the progress bar
        click.echo("Interrupted. Nothing is lost: run the same command again to go on.", err=True)
        sys.exit(INTERRUPTED)


def _import_cases(platform: Platform, file: Path, city_code: str, mapping: str, rejects: Path | None) -> None:
    var = platform.settings.var
    run = Import(
        open_export(file, mapping, city_code, platform.cities, var / "cities"),
        key=platform.secrets.code_key,
        journal=platform.journal,
        projector=platform.projector,
        clock=platform.clock,
        directory=var / "imports",
        rejects=rejects,
    )
    bar = progress("kB", -(-file.stat().st_size // 1000))
    started = time.perf_counter()
    run.run(lambda offset: bar.move_to(-(-offset // 1000)))
    _report(run, time.perf_counter() - started, file)


def _report(run: Import, seconds: float, file: Path) -> None:
    tally, rows = run.reached.tally, run.reached.tally.rows - run.start.tally.rows
    click.echo(f"{file.name}: {tally.rows:,} rows read")
    if run.start.tally.rows:
        click.echo(f"{rows:,} of them now, after an earlier run had stopped")
    click.echo(
        f"{tally.added:,} cases added, {tally.already_there:,} already there, {tally.rejected:,} rejected"
    )
    if tally.ended_since:
        click.echo(f"{tally.ended_since:,} of those already there have ended since; that is taken over")
    click.echo(f"{tally.events:,} events added, {seconds:.1f} s, {rows / seconds:,.0f} rows/s")
    if tally.rejected:
        click.echo(f"rejects: {run.rejects.path}")
        first = f", the first in {run.rejects.first}" if run.rejects.first else ""
        raise click.ClickException(f"rows rejected: {tally.rejected:,}{first}")


@click.command()
@click.option("--case", "number", help="Erase whoever filed this case.")
@click.option("--person", help="Erase this pseudonym.")
@click.option("--following", help="End this following, by its name in the log, and erase its address.")
@click.option("--account", is_flag=True, help="Close a resident's account; its address is asked for.")
@click.option("--with-words", is_flag=True, help="With --account: erase the words of its reports as well.")
@click.option("--ground", type=click.Choice(["request", "retention"]), default="request", show_default=True)
@click.option("--by-retention", is_flag=True, help="Erase what is kept for longer than the city's rules say.")
@click.option(
    "--dry-run", is_flag=True, help="With --by-retention: say what would be erased, and erase nothing."
)
@click.option("--report", is_flag=True, help="Say how many persons were erased, by day and ground.")
@click.option("--yes", is_flag=True, help="Do not ask; nothing brings the data back.")
@click.pass_obj
def erase(
    context: Context,
    *,
    number: str | None,
    person: str | None,
    following: str | None,
    account: bool,
    with_words: bool,
    ground: str,
    by_retention: bool,
    dry_run: bool,
    report: bool,
    yes: bool,
) -> None:
    """Destroy everything personal of one person, or what has outlived its rule; every proof stays valid."""
    named = [number is not None, person is not None, following is not None, account, by_retention, report]
    if named.count(True) != 1:
        raise click.UsageError(
            "name one of --case, --person, --following, --account, --by-retention and --report"
        )
    if with_words and not account:
        raise click.UsageError("--with-words goes with --account only")
    if dry_run and not by_retention:
        raise click.UsageError("--dry-run goes with --by-retention only")
    platform = context.platform
    if report:
        _report_erasures(platform)
    elif by_retention:
        _erase_by_retention(platform, dry_run=dry_run, yes=yes)
    elif following is not None:
        _erase_following(platform, following, yes=yes)
    elif account:
        _erase_account(platform, with_words=with_words, yes=yes)
    else:
        _erase_persons(platform, number, person, ground, yes=yes)


def _report_erasures(platform: Platform) -> None:
    """Count what the log says, whoever or whatever erased: the worker, a command, the persons themselves."""
    erasures = platform.journal.load(ERASURES)
    counted = Counter(
        (f"{each.recorded_at:%Y-%m-%d}", each.event.ground)
        for each in erasures
        if isinstance(each.event, ErasureCarriedOut)
    )
    for (day, ground), persons in sorted(counted.items()):
        click.echo(f"{day} {ground}: {persons:,}")
    click.echo(f"{len(erasures):,} persons erased since the log began")


def _erase_persons(
    platform: Platform, number: str | None, person: str | None, ground: str, *, yes: bool
) -> None:
    persons = [PersonId(person)] if person else persons_of_case(platform.journal, parse_number(number or ""))
    if not yes:
        click.confirm("Nothing brings the data back. Erase?", abort=True)
    parts = sum(
        platform.eraser.erase(
            each, ErasureCarriedOut(ground=ground), command_id=f"erase-{secrets.token_hex(16)}"
        )
        for each in persons
    )
    click.echo(f"erased: {parts} parts destroyed, and that is recorded")


def _erase_following(platform: Platform, name: str, *, yes: bool) -> None:
    platform.projector.catch_up_with_all()
    if not yes:
        click.confirm("Nothing brings the data back. Erase?", abort=True)
    if not (platform.followings.end_named(name) or platform.area_followings.end_named(name)):
        raise click.ClickException(f"nobody follows a case under the name {name}, or an area")
    platform.eraser.finish()
    click.echo("erased: the address is destroyed, and that is recorded")


def _erase_account(platform: Platform, *, with_words: bool, yes: bool) -> None:
    """Close the account of an address, which is typed so that it stands in no history of commands."""
    found = platform.residents.with_address(click.prompt("Address of the account"))
    if found is None:
        raise click.ClickException("no account has this address")
    if not yes:
        click.confirm("Nothing brings the data back. Erase?", abort=True)
    platform.accounts.close(found, words=with_words, command_id=f"erase-{secrets.token_hex(16)}")
    platform.eraser.finish()
    click.echo("erased: the account and what is sealed in its reports, and that is recorded")


def _erase_by_retention(platform: Platform, *, dry_run: bool, yes: bool) -> None:
    """Say which cases have outlived a rule and what is due of them, and erase that."""
    platform.projector.catch_up_with_all()
    due = platform.retention.due(sys.maxsize)
    for each in due:
        what = "everything personal" if each.kind is None else "what is sealed"
        click.echo(
            f"{each.city} {each.service} {spell(each.number)}: ended {each.ended_at:%Y-%m-%d}, "
            f"{what} ({each.parts} parts)"
        )
    if dry_run or not due:
        click.echo(f"{len(due)} cases have outlived their rule, nothing was erased")
        return
    if not yes:
        click.confirm("Nothing brings the data back. Erase?", abort=True)
    parts = platform.retention.run()
    click.echo(f"erased: {parts} parts of {len(due)} cases destroyed, and that is recorded")

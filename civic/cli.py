"""The `civic` command: run the platform, check it, import into it, and take the log out of it."""

import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from civic.audit.cli import audit, keys
from civic.audit.keys import KeyCannotBeUsed
from civic.audit.local_witnesses import LOCAL_WITNESSES, LOOPBACK, make_local_witnesses
from civic.audit.log_cli import log, receipt
from civic.audit.published import LogIsDamaged
from civic.bootstrap import Platform, build
from civic.cases.cli import erase, imports
from civic.cases.demonstration import BEFORE, Demonstration, PastClock
from civic.cases.open311.cli import clients
from civic.check import Finding, check_installation, check_rows, in_one_line
from civic.cities.cli import city
from civic.cities.registry import Cities
from civic.i18n.cli import i18n
from civic.kernel.clock import Clock, SystemClock
from civic.kernel.errors import Refused
from civic.people.cli import officials
from civic.ports import ObjectStoreFailed
from civic.processes import (
    CannotListen,
    WebServer,
    ensure_can_listen,
    replace_environment,
    run_together,
    stop_on_signals,
    stop_when_input_ends,
)
from civic.progress import progress
from civic.settings import Settings, SettingsHaveFaults, documented_settings, read_settings
from civic.store.database import Database
from civic.store.migrate import log_has_begun
from civic.store.rebuild import rebuild_all
from civic.worker import work

MakeApp = Callable[[Platform], Any]
MakePlatform = Callable[..., Platform]
DEMO_CITY = "demo"


class Context:
    """What commands share: settings at once, the platform when one needs it."""

    def __init__(self, make_app: MakeApp, make_platform: MakePlatform = build) -> None:
        self.make_app = make_app
        self._make_platform = make_platform

    @property
    def settings(self) -> Settings:
        return read_settings()

    @cached_property
    def platform(self) -> Platform:
        return self._make_platform(self.settings)

    def platform_at(self, clock: Clock) -> Platform:
        """Build a platform of its own, which goes by another clock."""
        return self._make_platform(self.settings, clock)


_REFUSALS = (Refused, SettingsHaveFaults, CannotListen, KeyCannotBeUsed, LogIsDamaged, ObjectStoreFailed)


class ReadableFailures(click.Group):
    """Turns what the platform refuses into one line on standard error and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _REFUSALS as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except OSError as error:
            raise click.ClickException(in_one_line(error)) from error
        except SQLAlchemyError as error:
            said = f"the database does not answer or cannot write: {in_one_line(error)}"
            raise click.ClickException(said) from error


@click.group(cls=ReadableFailures)
def civic() -> None:
    """Run and look after a civic platform. Settings come from the environment: see `civic settings`."""


pass_context = click.make_pass_decorator(Context)


@civic.command()
@click.option("--demo", is_flag=True, help="Show the demo city; anyone may sign in as an official.")
@click.option("--empty", is_flag=True, help="Without the made-up cases that --demo begins with.")
@click.option(
    "--with-witnesses",
    is_flag=True,
    help="Also run three witnesses at the ports after PORT, to see how the log works with them.",
)
@pass_context
def up(context: Context, *, demo: bool, empty: bool, with_witnesses: bool) -> None:
    """Run web server and worker together, with everything in CIVIC_VAR."""
    if demo:
        replace_environment(CIVIC_CITY="demo", CIVIC_DEMO_LOGIN="yes", CIVIC_POSTS_PER_MINUTE="0")
    _ensure_can_serve(context)
    if demo and not empty:
        _begin_with_made_up_cases(context)
    processes = {"civic web": ["wsgi", "web"], "civic worker": ["wsgi", "worker"]}
    if with_witnesses:
        processes |= _witnesses_beside(context)
    else:
        context.platform.publisher.publish()
    context.platform.close()
    sys.exit(run_together(processes))


def _begin_with_made_up_cases(context: Context) -> None:
    """Where the demo city has no log yet, let it have been at work for some weeks."""
    settings = context.settings
    if settings.city != DEMO_CITY or not settings.demo_login or _log_has_begun(settings):
        return
    today = SystemClock().now()
    clock = PastClock(today - BEFORE)
    platform = context.platform_at(clock)
    made = Demonstration(platform.cases, platform.cities.get(DEMO_CITY), clock, today).run()
    platform.close()
    click.echo(f"the demo city begins with {made} made-up cases (civic up --demo --empty begins without)")


def _log_has_begun(settings: Settings) -> bool:
    settings.var.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        return log_has_begun(database)
    finally:
        database.close()


def _witnesses_beside(context: Context) -> dict[str, list[str]]:
    """Make the files of three witnesses, name them to the processes of the site, and say how to run them."""
    settings = context.settings
    if settings.log_policy:
        raise click.UsageError("CIVIC_LOG_POLICY names the witnesses already: leave out --with-witnesses")
    ports = range(settings.port + 1, settings.port + 1 + LOCAL_WITNESSES)
    for port in ports:
        ensure_can_listen(LOOPBACK, port)
    policy, configs = make_local_witnesses(
        settings.var / "witnesses", context.platform.log.signer.verifier, ports
    )
    replace_environment(CIVIC_LOG_POLICY=str(policy))
    return {config.stem: ["ledger", "witness", "--config", str(config)] for config in configs}


until_input_ends = click.option(
    "--until-input-ends",
    is_flag=True,
    expose_value=False,
    callback=lambda _context, _option, wanted: stop_when_input_ends() if wanted else None,
    help="Stop when standard input ends, as it does when whoever started this has died.",
)


@civic.command()
@until_input_ends
@pass_context
def web(context: Context) -> None:
    """Run the web server; it keeps nothing, so any number may run."""
    _ensure_can_serve(context)
    WebServer(context.settings, lambda: context.make_app(context.platform)).run()


def _ensure_can_serve(context: Context) -> None:
    """Fail at once and readably where the server would start and then show nothing but errors."""
    settings = context.settings
    ensure_can_listen(settings.host, settings.port)
    Cities([settings.var / "cities"]).get(settings.city)


@civic.command()
@until_input_ends
@pass_context
def worker(context: Context) -> None:
    """Run the worker, which publishes the log and keeps read tables fresh; several may run."""
    stop = stop_on_signals()
    work(context.platform, stop)


@civic.command()
@click.option(
    "--deep", is_flag=True, help="Compare every row of the database with the log, if all else is well."
)
@pass_context
def check(context: Context, *, deep: bool) -> None:
    """Say what is missing or wrong, and how to mend it; exit status 1 if anything is."""
    findings = check_installation(context.settings)
    if deep and not any(finding.is_fault for finding in findings):
        findings += _check_rows(context.platform)
    for finding in findings:
        click.echo(f"{finding.subject}: {finding.what} {finding.mend}".rstrip())
    if any(finding.is_fault for finding in findings):
        sys.exit(1)


def _check_rows(platform: Platform) -> list[Finding]:
    size = platform.journal.size()
    bar = progress("events", size)
    return list(check_rows(platform, bar.move_to)) or [
        Finding("rows", f"of {size} events agree with the log.")
    ]


@civic.command()
@click.option("--check", "only_compare", is_flag=True, help="Compare and leave the read tables as they are.")
@pass_context
def rebuild(context: Context, *, only_compare: bool) -> None:
    """Make every read table again from the log, compare it with the old one, and put it in its place."""
    platform = context.platform
    bar = progress("events", platform.journal.size())
    differing = 0
    comparisons = rebuild_all(
        platform.database,
        platform.journal,
        platform.projections,
        replace=not only_compare,
        on_progress=bar.move_to,
    )
    for comparison in comparisons:
        named = ", ".join(comparison.named)
        verdict = "identical" if comparison.is_identical else f"{comparison.differing} rows differ: {named}"
        differing += comparison.differing
        click.echo(f"{comparison.table}: {comparison.rows} rows, {verdict}")
    sys.exit(1 if differing else 0)


@civic.command()
def settings() -> None:
    """List every setting with its default and meaning."""
    for variable, default, explanation in documented_settings():
        click.echo(f"{variable}={default}\n    {explanation}")


for command in (audit, city, clients, erase, i18n, imports, keys, log, officials, receipt):
    civic.add_command(command)

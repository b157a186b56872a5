"""`civic log …` and `civic receipt`: take the log out, whole or one event's proof."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import click

from civic.audit.export import export_log
from civic.audit.log_sync import sync_log
from civic.bootstrap import Platform
from civic.progress import progress
from civic.store.remaking import remake_log

SYNC, LEASE = "log-sync", timedelta(minutes=10)
FILES_A_LEASE = 100
"""After how many files a run says that it is still alive."""


class Context(Protocol):
    """What the `civic` command shares with its groups."""

    @property
    def platform(self) -> Platform: ...


@click.command()
@click.argument("position", type=int)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; without it, standard output.")
@click.pass_obj
def receipt(context: Context, *, position: int, out: Path | None) -> None:
    """Write the receipt (.tlog-proof) of the event at POSITION, counted from 0."""
    found = context.platform.log.receipt(position)
    if found is None:
        raise click.ClickException(f"the published log has no event at {position} yet")
    if out is None:
        sys.stdout.buffer.write(found)
    else:
        out.write_bytes(found)


@click.group()
def log() -> None:
    """Publish, export and examine the log."""


@log.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(context: Context, *, directory: Path) -> None:
    """Write the published log to DIRECTORY: checkpoint, tiles, entries, policy."""
    platform = context.platform
    platform.publisher.publish()
    size = export_log(platform.log, directory)
    click.echo(f"{size} events exported. To verify them:")
    click.echo(f"    python -m ledger verify {directory} --policy {directory}/policy")


@log.command()
@click.option("--again", is_flag=True, help="Look at every file in the store, also at those of earlier runs.")
@click.pass_obj
def sync(context: Context, *, again: bool) -> None:
    """Write the published log to the bucket that CIVIC_LOG_STORE names; the checkpoint comes last."""
    platform = context.platform
    if platform.log_store is None:
        raise click.UsageError("CIVIC_LOG_STORE names no bucket")
    bar = progress("files", None)

    def go_on(done: int) -> None:
        bar.move_to(done)
        if done % FILES_A_LEASE == 0:
            platform.leases.take(SYNC, LEASE)

    if not platform.leases.take(SYNC, LEASE):
        raise click.ClickException("another `civic log sync` is running, or died within the last ten minutes")
    try:
        size, written = sync_log(platform.log, platform.log_store, again=again, on_progress=go_on)
    finally:
        platform.leases.give_back(SYNC)
    click.echo(f"{size} events are in the store, {written} files were missing there")


@log.command()
@click.pass_obj
def remake(context: Context) -> None:
    """Make lost or damaged files of the log again from the database; stop the workers first."""
    platform = context.platform
    aside = remake_log(
        platform.database,
        platform.settings.log_directory,
        platform.log.signer,
        witnessed=platform.log.has_witnesses,
    )
    click.echo(f"the log of {platform.log.size()} events is made again")
    if aside is not None:
        click.echo(f"what was there is now in {aside}")

"""Commands about the keys that sign; what they do is said in the log itself."""

import base64
import binascii
import sys
from typing import Any

import click

from civic.audit.key_rotation import (
    purpose_of,
    retire_log_key,
    retire_ml_dsa_key,
    retire_writer,
    rotate_log_key,
    rotate_writer,
)
from civic.audit.keys import (
    LOG,
    LOG_ML_DSA,
    WRITER,
    KeyCannotBeUsed,
    announce,
    id_of,
    known_keys,
    log_verifier,
)
from civic.audit.projections import PublishedEvents, compare_projections
from civic.progress import progress
from civic.store.key_files import KeyFiles
from ledger.errors import LedgerError
from ledger.policy_parser import parse_policy
from ledger.verify import Listener, verify_log

purposes = click.Choice([WRITER, LOG])


class ReadableRefusals(click.Group):
    """Turns what cannot be done with a key into one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyCannotBeUsed, LedgerError) as refusal:
            raise click.ClickException(str(refusal)) from refusal


@click.group(cls=ReadableRefusals)
def keys() -> None:
    """List, rotate, announce and retire the keys that sign events and checkpoints."""


@click.group()
def audit() -> None:
    """Hold what the site shows against its published log."""


@audit.command()
@click.pass_obj
def projections(context: Any) -> None:
    """Make all figures again from the published log alone; exit status 1 if the site shows others."""
    platform = context.platform
    size = platform.publisher.publish()
    seen = platform.projector.position()
    if seen > size:
        raise click.ClickException(f"the site shows {seen} events, and only {size} are published yet")
    bar = progress("entries", size)
    verified = verify_log(
        platform.log.source,
        parse_policy(platform.log.policy()),
        listener=Listener(lambda fault: click.echo(fault.line()), lambda done, _all: bar.move_to(done)),
    )
    if verified.faults:
        raise click.ClickException("the published log is not sound, so that nothing can be made from it")
    published = PublishedEvents(platform.log.source, size, platform.journal.reader)
    differing = 0
    for table in compare_projections(platform.database, published, platform.projections):
        named = ", ".join(table.named)
        verdict = "as the log says" if table.is_identical else f"{table.differing} rows differ: {named}"
        differing += table.differing
        click.echo(f"{table.table}: {table.rows} rows, {verdict}")
    sys.exit(1 if differing else 0)


@keys.command("list")
@click.pass_obj
def list_keys(context: Any) -> None:
    """Show every key that the log knows: purpose, id, from which position to which, and which are ours."""
    platform = context.platform
    ours = {platform.journal.writer, *(id_of(verifier.raw_key) for verifier in platform.log.signing)}
    for key in known_keys(platform.journal).values():
        until = "now" if key.retired_at is None else f"{key.retired_at}, retired"
        mark = ", in use here" if key.keyid in ours else ""
        click.echo(f"{key.purpose} {key.keyid}: from {key.announced_at} to {until}{mark}")
        if (verifier := log_verifier(platform.log.origin, key)) is not None:
            click.echo(f"    {verifier.vkey()}")


@keys.command()
@click.argument("purpose", type=purposes)
@click.pass_obj
def rotate(context: Any, purpose: str) -> None:
    """Make a new key, announce it, and put it in place; then start the processes again."""
    platform = context.platform
    setting = {WRITER: "writer_key", LOG: "log_key"}[purpose]
    if getattr(platform.settings, setting):
        raise click.UsageError(
            f"CIVIC_{setting.upper()} holds that key: announce the next one, then set it there"
        )
    files = KeyFiles(platform.settings.keys_directory)
    if purpose == WRITER:
        old = platform.journal.writer
        click.echo(f"announced the writer key {rotate_writer(platform.journal, files)}")
    else:
        old = id_of(platform.log.signer.verifier.raw_key)
        fresh = rotate_log_key(platform.journal, files, platform.log.origin)
        click.echo(f"announced the log key {fresh.verifier.vkey()}")
    click.echo(f"Start web server and worker again; then: civic keys retire {old}")


@keys.command("announce")
@click.argument("purpose", type=purposes)
@click.argument("public_key")
@click.pass_obj
def announce_key(context: Any, purpose: str, public_key: str) -> None:
    """Announce a key that was made elsewhere: PUBLIC_KEY is base64 of its 32 bytes."""
    try:
        raw = base64.b64decode(public_key, validate=True)
    except binascii.Error as error:
        raise click.UsageError(f"PUBLIC_KEY is no base64: {error}") from error
    click.echo(f"announced the {purpose} key {announce(context.platform.journal, raw, purpose)}")


@keys.command("retire")
@click.argument("keyid")
@click.pass_obj
def retire_key(context: Any, keyid: str) -> None:
    """Say in the log that a key signs nothing any more; nothing brings it back."""
    platform = context.platform
    purpose = purpose_of(platform.journal, keyid)
    if purpose == WRITER:
        retire_writer(platform.journal, keyid, platform.journal.writer)
    elif purpose == LOG_ML_DSA:
        retire_ml_dsa_key(platform.journal, KeyFiles(platform.settings.keys_directory), keyid)
    else:
        files = None if platform.settings.log_key else KeyFiles(platform.settings.keys_directory)
        signers = platform.log.signers
        retire_log_key(platform.journal, files, signers, keyid, platform.settings.log_directory)
    click.echo(f"retired {keyid}")

"""Catalogues from the command line: collect messages, check translations, count them."""

import sys

import click

from civic.i18n import checks, extraction
from civic.i18n.languages import every_language


@click.group("i18n")
def i18n() -> None:
    """Words in the languages of the pages."""


@i18n.command()
def extract() -> None:
    """Bring every catalogue up to date with templates and code; translations stay."""
    extraction.write_all()


@i18n.command()
def check() -> None:
    """Name everything that is wrong with the catalogues; exit with 1 if anything is."""
    found = checks.faults()
    click.echo("\n".join(found) or "Every catalogue that pages use is complete.")
    sys.exit(bool(found))


@i18n.command()
def stats() -> None:
    """Say how much of each language has words."""
    for spoken in every_language():
        done, of = checks.translated_share(spoken)
        click.echo(f"{spoken.folder:12} {done:4} of {of}{'' if spoken.ready else '  (not offered yet)'}")

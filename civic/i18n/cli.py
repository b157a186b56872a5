"""Catalogues from the command line: collect messages, check translations, count them."""

import sys
from pathlib import Path

import click

from civic.i18n import checks, extraction
from civic.i18n.languages import Languages, read_languages


@click.group("i18n")
@click.option(
    "--locales",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="CIVIC_LOCALES",
    help="Directory of further languages.",
)
@click.pass_context
def i18n(context: click.Context, locales: Path | None) -> None:
    """Words in the languages of the pages."""
    context.obj = read_languages(*([locales] if locales else []))


@i18n.command()
@click.pass_obj
def extract(languages: Languages) -> None:
    """Bring every catalogue up to date with templates and code; translations stay."""
    extraction.write_all(languages)


@i18n.command()
@click.pass_obj
def check(languages: Languages) -> None:
    """Name everything that is wrong with the catalogues; exit with 1 if anything is."""
    found = checks.faults(languages)
    click.echo("\n".join(found) or "Every catalogue that pages use is complete.")
    sys.exit(bool(found))


@i18n.command()
@click.pass_obj
def stats(languages: Languages) -> None:
    """Say how much of each language has words."""
    for spoken in languages.every:
        done, of = checks.translated_share(spoken)
        click.echo(f"{spoken.folder:12} {done:4} of {of}{'' if spoken.ready else '  (not offered yet)'}")

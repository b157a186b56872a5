"""Catalogues from the command line: collect messages, check translations, count them."""

import sys
from pathlib import Path

import click

from civic.i18n import LOCALES, checks, extraction
from civic.i18n.languages import Language, read_languages
from civic.i18n.progress import count


@click.group("i18n")
@click.option(
    "--locales",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Work on the further languages of this directory, not on ours.",
)
@click.pass_context
def i18n(context: click.Context, locales: Path | None) -> None:
    """Words in the languages of the pages."""
    known = read_languages(*([locales] if locales else []))
    context.obj = [each for each in known.every if each.home == (locales or LOCALES)]


@i18n.command()
@click.pass_obj
def extract(languages: list[Language]) -> None:
    """Bring every catalogue up to date with templates and code; translations stay."""
    extraction.write_all(languages)


@i18n.command()
@click.pass_obj
def check(languages: list[Language]) -> None:
    """Name everything that is wrong with the catalogues; exit with 1 if anything is."""
    found = checks.faults(languages)
    click.echo("\n".join(found) or "Every catalogue that pages use is complete.")
    sys.exit(bool(found))


@i18n.command()
@click.pass_obj
def stats(languages: list[Language]) -> None:
    """Say how much of each language has words."""
    for spoken in languages:
        far = count(spoken)
        later = "" if spoken.ready else "  (not offered yet)"
        click.echo(f"{spoken.folder:12} {far.done:4} of {far.needed}{later}")

"""`civic city …`: list, check and import city packs. Thin: everything is done by the modules beside it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import click

from civic.cities.city_import import import_city
from civic.cities.load import load_city, texts_of
from civic.cities.pack import City, name_in
from civic.cities.registry import Cities
from civic.cities.translation_files import translated_tags, write_translations
from civic.kernel.channel import CHANNELS
from civic.kernel.clock import SystemClock
from civic.kernel.errors import Refused
from civic.settings import Settings


class Context(Protocol):
    """What the `civic` command shares with its groups."""

    @property
    def settings(self) -> Settings: ...


@click.group()
def city() -> None:
    """List, check and import city packs."""


@city.command("list")
@click.pass_obj
def list_cities(context: Context) -> None:
    """Show the code and name of every city."""
    cities = Cities([_root(context)])
    for code in cities.codes():
        click.echo(_line(code, cities))


@city.command()
@click.argument("directory", type=click.Path(path_type=Path))
def check(directory: Path) -> None:
    """Say what is wrong with the pack in a directory, if anything."""
    try:
        click.echo(_summary(load_city(directory)))
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused


@city.command()
@click.argument("code")
@click.argument("service")
@click.option("--district", help="The code of the district that the place lies in.")
@click.option("--neighbourhood")
@click.option("--channel", type=click.Choice(CHANNELS), default="web", show_default=True)
@click.option("--at", type=click.DateTime(), help="Local time of the city; now if it is left out.")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=ANSWER", help="May be given again.")
@click.pass_obj
def route(
    context: Context,
    code: str,
    service: str,
    district: str | None,
    neighbourhood: str | None,
    channel: str,
    at: datetime | None,
    answers: tuple[str, ...],
) -> None:
    """Say which department a case of a service would go to, and which routing rule decides."""
    given = dict(_question_and_answer(each) for each in answers)
    try:
        city = Cities([_root(context)]).get(code)
        _ensure_known("district", district, [each.code for each in city.districts])
        _ensure_known("neighbourhood", neighbourhood, [each.code for each in city.neighbourhoods])
        for question in given:
            _ensure_known("question", question, [each.code for each in city.service(service).questions])
        routed = city.route(
            city.matter(
                city.service(service),
                channel=channel,
                at=(at.replace(tzinfo=city.zone) if at else SystemClock().now()),
                district=district,
                neighbourhood=neighbourhood,
                answers=given,
            )
        )
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    why = f"rule {routed.rule.code}" if routed.rule else "the service's own department"
    click.echo(f"{routed.department} ({why})")


@city.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--language", "tags", multiple=True, help="A BCP 47 tag to begin; may be given again.")
def extract(directory: Path, tags: tuple[str, ...]) -> None:
    """Write what translators need: a file in locales/ of the pack for each language begun or asked for."""
    try:
        texts = texts_of(directory)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    for tag in dict.fromkeys((*translated_tags(directory), *tags)):
        done, of = write_translations(directory, tag, texts.wanted(tag))
        click.echo(f"{tag:12} {done:4} of {of}")


@city.command("import")
@click.option("--code", required=True, help="What commands and events call the city, such as la.")
@click.option("--name", required=True, help="What people call it, in the first language.")
@click.option("--districts", required=True, type=click.Path(path_type=Path), help="A GeoJSON file.")
@click.option("--timezone", required=True, help="An IANA name, such as Europe/Vienna.")
@click.option("--code-property", help="The GeoJSON property that holds the districts' codes.")
@click.option("--name-property", help="The GeoJSON property that holds the districts' names.")
@click.option("--district-name", default="{}", help="A pattern for bare numbers, such as 'District {}'.")
@click.option("--language", "languages", multiple=True, default=("en",), help="May be given again.")
@click.option("--phone", help="The city's number for people.")
@click.option("--email", help="The city's e-mail address for people.")
@click.option("--emergency-number")
@click.option(
    "--addresses",
    type=click.Path(path_type=Path),
    help="A CSV file with the columns street, number, lat, lon (degrees) and, if you have it, name.",
)
@click.option("--replace", is_flag=True, help="Write over a pack that is there.")
@click.pass_obj
def import_pack(
    context: Context,
    code: str,
    name: str,
    districts: Path,
    timezone: str,
    code_property: str | None,
    name_property: str | None,
    district_name: str,
    languages: tuple[str, ...],
    phone: str | None,
    email: str | None,
    emergency_number: str | None,
    addresses: Path | None,
    *,
    replace: bool,
) -> None:
    """Make a pack from a GeoJSON file of districts."""
    try:
        imported = import_city(
            _root(context),
            code,
            name,
            timezone,
            districts,
            code_property=code_property,
            name_property=name_property,
            district_name=district_name,
            languages=languages,
            phone=phone,
            email=email,
            emergency_number=emergency_number,
            addresses=addresses,
            replace=replace,
        )
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(_summary(imported))
    if not (phone or email):
        click.echo("People cannot reach anybody yet: run it again with --phone or --email, and --replace.")


def _root(context: Context) -> Path:
    return context.settings.var / "cities"


def _line(code: str, cities: Cities) -> str:
    """One broken pack does not hide the others."""
    try:
        found = cities.get(code)
    except Refused:
        return f"{code}\t(has faults: civic city check)"
    return f"{code}\t{name_in(found.names, found.default_language).text}"


def _summary(found: City) -> str:
    return (
        f"{found.code}: {len(found.districts)} districts, {len(found.neighbourhoods)} neighbourhoods, "
        f"{len(found.departments)} departments, {len(found.services)} services, "
        f"{len(found.addresses)} addresses, {len(found.landmarks)} landmarks"
    )


def _ensure_known(noun: str, code: str | None, codes: Sequence[str]) -> None:
    if code is not None and code not in codes:
        raise click.BadParameter(f"there is no {noun} {code!r}; known are: {', '.join(codes) or 'none'}")


def _question_and_answer(text: str) -> tuple[str, str]:
    question, equals, answer = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is not of the form QUESTION=ANSWER")
    return question, answer

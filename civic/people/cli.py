"""`civic official …`: who works for a city, and who may do what."""

from typing import Protocol

import click

from civic.bootstrap import Platform
from civic.kernel.ids import spell
from civic.people.model import Official
from civic.people.roles import ALL, ROLES, Grant


class Context(Protocol):
    """What the `civic` command shares with its groups."""

    @property
    def platform(self) -> Platform: ...


@click.group("official")
def officials() -> None:
    """Say who works for a city, and what each of them may do."""


@officials.command("admit")
@click.argument("name")
@click.option("--department", required=True, help="Code of the department that residents see.")
@click.option("--role", type=click.Choice(tuple(ROLES)), default="caseworker", show_default=True)
@click.option("--everywhere", is_flag=True, help="Let the role hold for all departments of the city.")
@click.option("--city", help="Code of the city; CIVIC_CITY if it is left out.")
@click.pass_obj
def admit(
    context: Context, name: str, department: str, role: str, *, everywhere: bool, city: str | None
) -> None:
    """Admit NAME, and show the invitation that lets them in for the first time."""
    if not 1 <= len(name.strip()) <= 100 or not name.isprintable():
        raise click.UsageError("NAME is 1 to 100 characters that can be read")
    platform = context.platform
    home = platform.cities.get(city or platform.settings.city)
    code = home.department(department).code
    grant = Grant(role, ALL if everywhere else code)
    official = platform.officials.admit(name.strip(), home.code, grant, department=code)
    click.echo(f"{spell(official.id)} {name.strip()}: {_roles(official)}")
    _show_invitation(context, official.id)


@officials.command("list")
@click.option("--city", help="Code of the city; CIVIC_CITY if it is left out.")
@click.pass_obj
def show(context: Context, city: str | None) -> None:
    """Show who works for the city."""
    for official in context.platform.officials.all(city or context.platform.settings.city):
        ways = ", ".join(each.kind for each in official.credentials) or "no way to sign in"
        click.echo(f"{spell(official.id)} {official.name}: {_roles(official)}; {ways}")


@officials.command("grant")
@click.argument("official")
@click.option("--role", type=click.Choice(tuple(ROLES)), required=True)
@click.option("--department", required=True, help="Code of a department, or all.")
@click.option("--service", "services", multiple=True, help="Only this service; may be repeated.")
@click.option("--district", "districts", multiple=True, help="Only this district; may be repeated.")
@click.pass_obj
def grant(
    context: Context,
    official: str,
    role: str,
    department: str,
    services: tuple[str, ...],
    districts: tuple[str, ...],
) -> None:
    """Grant OFFICIAL, named by the number, a role; or change what it is narrowed to."""
    found = context.platform.officials.get(official)
    city = context.platform.cities.get(found.city)
    if department != ALL:
        city.department(department)
    for service in services:
        city.service(service)
    unknown = set(districts) - {each.code for each in city.districts}
    if unknown:
        raise click.UsageError(f"the city has no district {', '.join(sorted(unknown))}")
    context.platform.officials.grant(found.id, Grant(role, department, services, districts))
    click.echo(_roles(context.platform.officials.get(found.id)))


@officials.command("withdraw")
@click.argument("official")
@click.option("--role", type=click.Choice(tuple(ROLES)), required=True)
@click.option("--department", required=True, help="Code of a department, or all.")
@click.pass_obj
def withdraw(context: Context, official: str, role: str, department: str) -> None:
    """Take a role away from OFFICIAL; it holds at once, wherever they are signed in."""
    found = context.platform.officials.get(official)
    context.platform.officials.withdraw(found.id, role, department)
    click.echo(_roles(context.platform.officials.get(found.id)))


@officials.command("invite")
@click.argument("official")
@click.pass_obj
def invite(context: Context, official: str) -> None:
    """Show a code that lets OFFICIAL in once, within three days; the log says that the operator did it."""
    _show_invitation(context, context.platform.officials.get(official).id)


@officials.command("leave")
@click.argument("official")
@click.pass_obj
def leave(context: Context, official: str) -> None:
    """End everything that OFFICIAL may do, everywhere at once, and erase their name."""
    found = context.platform.officials.get(official)
    context.platform.officials.leave(found.id)
    click.echo(f"{spell(found.id)} has left")


def _show_invitation(context: Context, official: str) -> None:
    code = context.platform.officials.invite(official)
    click.echo(f"code of the invitation: {code}")
    click.echo(f"{context.platform.settings.site}/office/invitation takes it once, within three days.")


def _roles(official: Official) -> str:
    return ", ".join(f"{each.role} of {each.department}" for each in official.grants) or "no role"

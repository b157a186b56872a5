"""`civic client …`: which programs of others may file cases."""

from typing import Protocol

import click

from civic.bootstrap import Platform
from civic.kernel.ids import spell


class Context(Protocol):
    """What the `civic` command shares with its groups."""

    @property
    def platform(self) -> Platform: ...


@click.group("client")
def clients() -> None:
    """Say which programs of others may file cases by Open311."""


@clients.command("add")
@click.argument("name")
@click.option(
    "--per-minute",
    type=click.IntRange(1, 100_000),
    default=60,
    show_default=True,
    help="How many cases it may file a minute.",
)
@click.pass_obj
def add(context: Context, name: str, per_minute: int) -> None:
    """Admit the program NAME, and show its key once; everybody can read the name in the log."""
    if not 1 <= len(name.strip()) <= 100 or not name.isprintable():
        raise click.UsageError("NAME is 1 to 100 characters that can be read")
    client, key = context.platform.clients.admit(name.strip(), per_minute)
    click.echo(f"{spell(client)} {name.strip()}: {per_minute} cases a minute")
    click.echo(f"api_key: {key}")
    click.echo("Nobody can show this key again. Give it to the program, and to nobody else.")


@clients.command("list")
@click.pass_obj
def show(context: Context) -> None:
    """Show every program that was ever admitted."""
    for client in context.platform.clients.all():
        state = "revoked" if client.is_revoked else f"{client.per_minute} cases a minute"
        click.echo(f"{spell(client.id)} {client.name}: {state}")


@clients.command("revoke")
@click.argument("client")
@click.pass_obj
def revoke(context: Context, client: str) -> None:
    """Let the program CLIENT, named by its id, file no more; what it filed stays."""
    revoked = context.platform.clients.revoke(client)
    click.echo(f"{spell(revoked.id)} {revoked.name}: revoked")

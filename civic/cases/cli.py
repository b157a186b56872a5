"""`civic import …`: take over what another system kept."""

import click


@click.group("import")
def imports() -> None:
    """Take over what another system kept."""

"""The page for operators names every command and every setting, and nothing that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from civic.cli import civic
from civic.settings import documented_settings

PAGE = Path(__file__).parents[2] / "civic" / "pages" / "en" / "operations.md"


def test_every_command_stands_on_the_operations_page_and_no_other():
    documented = set(re.findall(r"^\| `(civic [a-z0-9 -]+)` \|", PAGE.read_text(), re.MULTILINE))

    assert documented == set(_commands(civic, "civic"))


def test_every_setting_stands_on_the_operations_page_as_the_program_explains_it():
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.*) \|$", PAGE.read_text(), re.MULTILINE)

    assert rows == [
        (variable, f"`{default}`" if default else "empty", explanation)
        for variable, default, explanation in documented_settings()
    ]


def test_every_command_says_in_its_help_what_it_does():
    context = click.Context(civic)

    assert [name for name, command in civic.commands.items() if not command.get_short_help_str()] == []
    assert "Settings come from the environment" in civic.get_help(context)


def _commands(command: click.Command, name: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield from _commands(inner, f"{name} {part}")
    else:
        yield name

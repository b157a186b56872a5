"""Whatever the README tells people to type is there: targets, commands, options, settings, files."""

import re
import shlex
from pathlib import Path

import click
import pytest

from civic.cli import civic
from civic.settings import documented_settings
from ledger.arguments import argument_parser as ledger_parser

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?:^ {4}.*\n)+", README, re.MULTILINE)
TYPED = [line.strip() for block in BLOCKS for line in block.replace("\\\n", " ").splitlines()]
QUOTED = re.findall(r"`([^`\n]+)`", README)


def words_of(program: str) -> list[list[str]]:
    """Return what follows the program wherever the README writes it, in blocks and in sentences."""
    found = []
    for line in (*TYPED, *QUOTED):
        words = shlex.split(line, comments=True)
        names = [re.sub(r"^\.venv/bin/", "", word) for word in words]
        if " ".join(names).startswith(f"{program} "):
            found.append(words[len(program.split()) :])
    return found


def test_the_readme_says_how_to_run_test_and_verify():
    assert [" ".join(each) for each in words_of("make")][:2] == ["run", "test"]
    assert len(words_of("python -m ledger")) == 1
    assert len(words_of("civic")) >= 5


@pytest.mark.parametrize("words", words_of("make"), ids=" ".join)
def test_every_target_is_in_the_makefile_and_says_what_it_does(words):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{words[0]}:.* ## \S", makefile, re.MULTILINE)


@pytest.mark.parametrize("words", words_of("civic"), ids=" ".join)
def test_every_command_is_there_and_takes_its_arguments(words):
    command, arguments = civic, words
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("--"):
        name, *arguments = arguments
        command = command.commands[name]

    named = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word for word in arguments if word.startswith("--")} <= named
    if len(arguments) > 1:
        command.make_context(words[0], arguments)


@pytest.mark.parametrize("words", words_of("python -m ledger"), ids=" ".join)
def test_every_way_to_verify_is_understood(words):
    assert ledger_parser().parse_args(words)


@pytest.mark.parametrize("words", [["verify", "--since"], ["receipt"]], ids=" ".join)
def test_what_is_said_of_verifying_is_in_its_help(words, capsys):
    with pytest.raises(SystemExit):
        ledger_parser().parse_args([words[0], "--help"])

    helped = capsys.readouterr().out
    assert all(word in helped for word in words)
    assert f"`{words[0]}" in README


def test_every_setting_that_is_named_is_one():
    named = set(re.findall(r"CIVIC_[A-Z_]+|PORT", README))

    assert named <= {variable for variable, _, _ in documented_settings()}


@pytest.mark.parametrize(
    "path", sorted({path for path in QUOTED if re.fullmatch(r"[a-z_/0-9]+/|\w+\.\w+", path)})
)
def test_every_file_that_is_named_is_there(path):
    assert (ROOT / path).exists()

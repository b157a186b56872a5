"""One command tells whether what the site shows is what its published log says."""

import pytest
from click.testing import CliRunner

from civic.app import create_app
from civic.cases.projections import case_flow, open_by_district
from civic.cli import Context, civic
from tests.builders.cases import case_filed, filing


@pytest.fixture
def audit(platform):
    """Run the command on a site with 300 cases; return exit status and what it says."""
    commands = [([filing(case_filed())], f"file-{number}") for number in range(300)]
    platform.journal.append_batch(commands)
    platform.projector.catch_up_with_all()

    def audit():
        context = Context(create_app)
        context.platform = platform
        result = CliRunner().invoke(civic, ["audit", "projections"], obj=context)
        return result.exit_code, result.output

    return audit


def test_figures_that_the_log_makes_are_the_same(audit):
    status, said = audit()

    assert status == 0, said
    assert "case_list: 300 rows, as the log says" in said
    assert "case_flow: " in said


@pytest.mark.parametrize("table", [open_by_district, case_flow], ids=lambda table: table.name)
def test_a_figure_that_somebody_has_changed_is_named(audit, platform, table):
    with platform.database.writing() as connection:
        connection.execute(table.update().values(cases=table.c.cases - 1))

    status, said = audit()

    assert status == 1
    assert f"{table.name}: " in said
    assert "rows differ: demo" in said


def test_nothing_is_made_from_a_log_that_is_not_sound(audit, platform):
    assert audit()[0] == 0
    bundle = platform.settings.log_directory / "tile" / "entries" / "000"
    damaged = bytearray(bundle.read_bytes())
    damaged[5000] ^= 1
    bundle.chmod(0o600)
    bundle.write_bytes(damaged)

    status, said = audit()

    assert status == 1
    assert "FAULT tile/entries/000 entry" in said
    assert "not sound" in said

"""What many tests of the ledger share: patient property tests, and the command line."""

import pytest
from hypothesis import HealthCheck, settings

from ledger.__main__ import main

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def run(capsys):
    """Runs the command line; returns exit status, standard output and standard error."""

    def run(*arguments):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            status = stopped.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run

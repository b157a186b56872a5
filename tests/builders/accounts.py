"""Accounts of residents, opened as people open them: by a code that went to an address."""

from sqlalchemy import select

from civic.bootstrap import Platform
from civic.people.one_time_codes import Asked
from civic.store.tables import one_time_codes


def asked_for(email: str) -> Asked:
    return Asked(email, "demo", "en")


def code_for(platform: Platform, email: str) -> str:
    """Ask for a code to sign in, and return it as the letter would say it."""
    return code_of(platform, platform.residents.ask(asked_for(email)))


def code_of(platform: Platform, asked: str) -> str:
    """Return the code that was asked for, named by its digest."""
    table = one_time_codes.c
    with platform.database.reading() as connection:
        name = connection.scalar(select(table.name).where(table.digest == asked))
    found = platform.residents.codes.letter(str(name))
    assert found is not None
    return found[1]


def account_of(platform: Platform, email: str) -> str:
    """Return the id of the account that an address has; it is opened if there is none."""
    digest = platform.residents.ask(asked_for(email))
    return platform.residents.come_in(digest, code_for(platform, email)).id

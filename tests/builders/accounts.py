"""Accounts of residents, opened as people open them: by a code that went to an address."""

from sqlalchemy import select

from civic.bootstrap import Platform
from civic.people.one_time_codes import Asked
from civic.store.tables import one_time_codes


def asked_for(email: str) -> Asked:
    return Asked(email, "demo", "en")


def code_for(platform: Platform, email: str) -> str:
    """Ask for a code, and return it as the letter would say it."""
    name = name_of_request(platform, platform.residents.ask(asked_for(email)))
    found = platform.residents.codes.letter(name)
    assert found is not None
    return found[1]


def name_of_request(platform: Platform, digest: str) -> str:
    table = one_time_codes.c
    with platform.database.reading() as connection:
        return str(connection.scalar(select(table.name).where(table.digest == digest)))


def account_of(platform: Platform, email: str) -> str:
    """Return the id of the account that an address has; it is opened if there is none."""
    digest = platform.residents.ask(asked_for(email))
    return platform.residents.come_in(digest, code_for(platform, email)).id

"""Accounts of residents, opened as people open them: by a code that went to an address."""

from datetime import datetime

from sqlalchemy import select

from civic.bootstrap import Platform
from civic.people.one_time_codes import Asked
from civic.people.trust import SCOPES
from civic.people.trust_events import Invited
from civic.people.trusts import Naming
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


def trust_of(
    platform: Platform,
    represented: str,
    email: str,
    *,
    agrees: bool = True,
    name: str = "Anna Alt",
    until: datetime | None = None,
) -> str:
    """Let the holder of an account name somebody for everything, who agrees in their own account."""
    invited = Invited(email, "en")
    wish = Naming(city="demo", invited=invited, name=name, scope=SCOPES, until=until, account=represented)
    platform.trusts.name(wish, command_id=f"name-{represented}-{email}")
    trust = platform.trusts.named_by(represented)[0].id
    if agrees:
        holder = platform.residents.get(account_of(platform, email))
        platform.trusts.accept(holder, trust, platform.trusts.code(trust))
    return trust


def account_of(platform: Platform, email: str) -> str:
    """Return the id of the account that an address has; it is opened if there is none."""
    digest = platform.residents.ask(asked_for(email))
    return platform.residents.come_in(digest, code_for(platform, email)).id

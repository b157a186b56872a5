"""The demo city with a server of one of its partners, and partners that answer as a test says."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from civic.bootstrap import Platform
from civic.cases.handlers import append_elsewhere
from civic.cases.model.elsewhere import reported
from civic.cities.registry import SHIPPED
from civic.kernel.ids import CaseNumber
from civic.ports import Followed, Forwarding, Jurisdiction, Server

NAMED = 'code = "grid"\n'
KEYS = "demo/grid={}"


def write_pack(
    var: Path, address: str, *, contact: bool = False, answers: bool = False, photos: str = "addresses"
) -> None:
    """Put the demo city into `var`, where its power grid takes cases of street lights."""
    pack = var / "cities" / "demo"
    shutil.copytree(SHIPPED / "demo", pack)
    server = [
        f'open311.address = "{address}"',
        'open311.jurisdiction = "demo"',
        'open311.services = [{ code = "street-light", theirs = "street-light" }]',
        f"open311.contact = {str(contact).lower()}",
        f"open311.answers = {str(answers).lower()}",
        f'open311.photos = "{photos}"',
    ]
    city = (pack / "city.toml").read_text(encoding="utf-8")
    assert NAMED in city
    (pack / "city.toml").write_text(city.replace(NAMED, "\n".join((NAMED.strip(), *server, ""))), "utf-8")


def hear_from_partner(platform: Platform, case: CaseNumber, words: str, command_id: str) -> None:
    """Have those whom a case was passed on to just now say that it is closed there."""
    now = platform.clock.now()
    append_elsewhere(
        case,
        platform.cases.page(case).events[-1].position,
        partial(reported, is_closed=True, updated_at=now, words=words, now=now),
        journal=platform.journal,
        command_id=command_id,
    )


class Grid:
    """A partner of whom a test says what it answers: a value, or an error that it raises.

    What is called for, but has no answer left, is an error of the test.
    """

    def __init__(self, **answers: Sequence[object]) -> None:
        self.answers = {name: iter(each) for name, each in answers.items()}
        self.asked: list[tuple[str, object]] = []

    def __call__(self, _server: Server) -> Jurisdiction:
        return self

    def asks(self, service: str) -> Mapping[str, frozenset[str]]:
        return self._answer("asks", service)

    def find(self, matter: Forwarding) -> str | None:
        return self._answer("find", matter)

    def forward(self, matter: Forwarding) -> str:
        return self._answer("forward", matter)

    def number_of(self, token: str) -> str:
        return self._answer("number_of", token)

    def follow(self, numbers: Sequence[str]) -> Sequence[Followed]:
        return self._answer("follow", numbers)

    def _answer(self, name: str, about: object) -> object:
        self.asked.append((name, about))
        answers: Iterator[object] = self.answers.get(name, iter(()))
        answer = next(answers)
        if isinstance(answer, BaseException):
            raise answer
        return answer

"""Following cases by e-mail: what pages, the worker and the command line ask for.

A code is made of the name of a following (see `civic.kernel.one_time_code`), so that none is kept anywhere.
"""

import hmac
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from civic.cases.commands import FollowCase
from civic.cases.handlers import ADDRESS, FOLLOWERS, append_about, request_following
from civic.cases.model.following import (
    LASTS,
    UNCONFIRMED,
    WANTED,
    Following,
    FollowingCodeIsWrong,
    confirm,
    end,
    followings,
)
from civic.cases.tables import case_followings
from civic.kernel.clock import Clock, to_micros
from civic.kernel.event import to_json
from civic.kernel.ids import CaseNumber
from civic.kernel.one_time_code import CodeOf, is_code
from civic.people.events import ErasureCarriedOut
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.look_ups import LookUps
from civic.store.serialisation import to_bytes

AT_ONCE = 200
MOST = 10_000
"""How many reports and followings of one address are looked through."""


class Followings:
    """Takes what followers want; see `civic.cases.model.following` for what is refused."""

    def __init__(
        self,
        store: EventStore,
        eraser: Eraser,
        code_of: CodeOf,
        key: bytes,
        clock: Clock,
        look_ups: LookUps,
    ) -> None:
        self._store = store
        self._eraser = eraser
        self._code_of = code_of
        self._key = key
        self._clock = clock
        self._look_ups = look_ups

    def of_addresses(self, emails: Collection[str]) -> list[Following]:
        """Return what these addresses follow, or have asked to follow."""
        digests = [self._look_ups.digest(ADDRESS, email) for email in emails]
        cases = {
            CaseNumber(stream.removeprefix(FOLLOWERS))
            for position in self._look_ups.positions(digests, limit=MOST)
            if (stream := self._store.stream_at(position)).startswith(FOLLOWERS)
        }
        known = set(map(str.casefold, emails))
        found = (each for case in sorted(cases) for each in self._of(case).values())
        return [each for each in found if each.address and each.address.casefold() in known]

    def end_all(self, emails: Collection[str]) -> None:
        """Write no more to these addresses about any case, and erase them."""
        for following in self.of_addresses(emails):
            self._end(following, WANTED, "request")

    def request(self, command: FollowCase, *, command_id: str) -> None:
        """Send a code to an address, unless it follows already."""
        fingerprint = hmac.new(self._key, to_bytes(["FollowCase", to_json(command)]), "sha256").digest()
        request_following(
            command,
            journal=self._store,
            now=self._clock.now(),
            command_id=command_id,
            fingerprint=fingerprint,
            digest=self._look_ups.digest,
        )

    def confirm(self, case: CaseNumber, code: str) -> None:
        """Let the address that this code went to follow the case."""
        name, now = self._with_code("confirm", case, code).name, self._clock.now()
        append_about(
            case,
            name,
            lambda following: confirm(following, now),
            journal=self._store,
            command_id=f"confirm-{name}-{to_micros(now)}",
        )

    def end(self, case: CaseNumber, code: str) -> None:
        """Write no more to the address that this code went to, and erase it."""
        self._end(self._with_code("end", case, code), WANTED, "request")

    def end_named(self, name: str) -> int:
        """End the following of that name, wherever it is; return how many there were."""
        with self._store.database.reading() as connection:
            wanted = select(case_followings.c.number).where(case_followings.c.following == name)
            number = connection.scalar(wanted)
        if number is None:
            return 0
        self._end(self._of(CaseNumber(number))[name], WANTED, "request")
        return 1

    def forget_unconfirmed(self) -> int:
        """Erase addresses that nobody confirmed in time, some at a time; return how many."""
        before = to_micros(self._clock.now() - LASTS - timedelta(minutes=1))
        table = case_followings.c
        wanted = select(table.number, table.following).where(
            table.state == "requested", table.requested_at < before
        )
        with self._store.database.reading() as connection:
            due = connection.execute(wanted.order_by(table.requested_at).limit(AT_ONCE)).all()
        for row in due:
            following = self._of(CaseNumber(row.number))[row.following]
            if not following.confirmed and not following.ended:  # the table may be a moment old
                self._end(following, UNCONFIRMED, "retention")
        return len(due)

    def _end(self, following: Following, reason: str, ground: str) -> None:
        """Erase first: whoever repeats what was interrupted then finishes it."""
        event = end(following, reason)
        if following.follower is not None:
            record = ErasureCarriedOut(ground=ground)
            self._eraser.erase_rows(
                [following.follower], record, command_id=f"end-following-{following.name}"
            )
        append_about(
            following.case,
            following.name,
            lambda _: event,
            journal=self._store,
            command_id=f"ended-following-{following.name}",
        )

    def _with_code(self, purpose: str, case: CaseNumber, code: str) -> Following:
        """Find whose code it is, in the same time whatever is wrong with it."""
        found = [each for each in self._of(case).values() if is_code(code, self._code_of(purpose, each.name))]
        if not found:
            raise FollowingCodeIsWrong(f"no follower of {case} has this code", case=case)
        return found[0]

    def _of(self, case: CaseNumber) -> dict[str, Following]:
        return followings(self._store.load(FOLLOWERS + case))

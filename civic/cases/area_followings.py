"""Following areas by e-mail: what pages, the worker and the command line ask for.

A code is made of the name of a following (see `civic.kernel.one_time_code`), so that none is kept anywhere.
"""

import hmac
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from civic.cases.commands import FollowArea
from civic.cases.handlers import ADDRESS, AREAS, append_about_area, load_area, request_area
from civic.cases.model.area_following import (
    Area,
    AreaCodeIsWrong,
    AreaFollowing,
    confirm_area,
    end_area,
    is_asked_for_already,
)
from civic.cases.model.following import LASTS, UNCONFIRMED, WANTED
from civic.cases.tables import area_followings
from civic.kernel.clock import Clock, to_micros
from civic.kernel.email_address import email_faults
from civic.kernel.errors import InputHasFaults
from civic.kernel.event import to_json
from civic.kernel.one_time_code import CodeOf, is_code
from civic.people.events import ErasureCarriedOut
from civic.store.erasure import Eraser
from civic.store.event_store import EventStore
from civic.store.look_ups import LookUps
from civic.store.serialisation import to_bytes

AT_ONCE = 200
MOST = 10_000
"""How many reports and followings of one address are looked through."""


class AreaFollowings:
    """Takes what followers want; see `civic.cases.model.area_following` for what is refused."""

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

    def of_addresses(self, emails: Collection[str]) -> list[AreaFollowing]:
        """Return what these addresses follow, or have asked to follow, the newest first."""
        digests = [self._look_ups.digest(ADDRESS, email) for email in emails]
        streams = map(self._store.stream_at, self._look_ups.positions(digests, limit=MOST))
        names = [stream.removeprefix(AREAS) for stream in streams if stream.startswith(AREAS)]
        known = set(map(str.casefold, emails))
        found = (load_area(self._store, name) for name in names)
        return [each for each in found if each and each.address and each.address.casefold() in known]

    def request(self, command: FollowArea, *, command_id: str) -> None:
        """Send a code to an address, unless it follows already or got one a moment ago.

        Raise InputHasFaults.
        """
        email = command.contact.email or ""
        faults = list(email_faults("email", email))
        if faults:
            raise InputHasFaults(faults)
        area = Area(command.city, command.service, command.district)
        if is_asked_for_already(area, self.of_addresses([email]), self._clock.now()):
            return
        request_area(
            command,
            journal=self._store,
            command_id=command_id,
            fingerprint=hmac.digest(self._key, to_bytes(["FollowArea", to_json(command)]), "sha256"),
            digest=self._look_ups.digest,
        )

    def area_of(self, name: str) -> Area:
        """Return what is followed under a name, which the log says to everyone; raise AreaCodeIsWrong."""
        return self._named(name).area

    def confirm(self, name: str, code: str) -> None:
        """Let the address that this code went to follow its area."""
        following, now = self._with_code("confirm", name, code), self._clock.now()
        append_about_area(
            following.name,
            lambda found: confirm_area(found, now),
            journal=self._store,
            command_id=f"confirm-area-{following.name}-{to_micros(now)}",
        )

    def end(self, name: str, code: str) -> None:
        """Write no more to the address that this code went to, and erase it."""
        self._end(self._with_code("end", name, code), WANTED, "request")

    def end_named(self, name: str) -> int:
        """End the following of that name; return how many there were."""
        found = load_area(self._store, name)
        if found is None:
            return 0
        self._end(found, WANTED, "request")
        return 1

    def end_all(self, emails: Collection[str]) -> None:
        """Write no more to these addresses about any area, and erase them."""
        for following in self.of_addresses(emails):
            self._end(following, WANTED, "request")

    def forget_unconfirmed(self) -> int:
        """Erase addresses that nobody confirmed in time, some at a time; return how many."""
        before, table = to_micros(self._clock.now() - LASTS - timedelta(minutes=1)), area_followings.c
        wanted = select(table.following).where(table.state == "requested", table.requested_at < before)
        with self._store.database.reading() as connection:
            due = connection.scalars(wanted.order_by(table.requested_at).limit(AT_ONCE)).all()
        for name in due:
            following = load_area(self._store, name)
            if following and not following.confirmed and not following.ended:  # the table may be older
                self._end(following, UNCONFIRMED, "retention")
        return len(due)

    def _end(self, following: AreaFollowing, reason: str, ground: str) -> None:
        """Erase first: whoever repeats what was interrupted then finishes it."""
        event = end_area(following, reason)
        if following.follower is not None:
            record, command_id = ErasureCarriedOut(ground=ground), f"end-area-{following.name}"
            self._eraser.erase_rows([following.follower], record, command_id=command_id)
        append_about_area(
            following.name,
            lambda _: event,
            journal=self._store,
            command_id=f"ended-area-{following.name}",
        )

    def _with_code(self, purpose: str, name: str, code: str) -> AreaFollowing:
        """Return the following that a name and a code go with."""
        found = self._named(name)
        if not is_code(code, self._code_of(purpose, found.name)):
            raise AreaCodeIsWrong(f"the following {name} has another code")
        return found

    def _named(self, name: str) -> AreaFollowing:
        found = load_area(self._store, name)
        if found is None:
            raise AreaCodeIsWrong("nothing is followed under this name")
        return found

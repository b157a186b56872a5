"""Following an area by e-mail: each following has a stream of its own."""

from collections.abc import Callable
from datetime import datetime

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.handlers.filing import ADDRESS, Digest
from civic.cases.handlers.streams import AREAS
from civic.cases.model.area_following import AreaFollowing, area_following
from civic.kernel.event import Event
from civic.kernel.ids import new_person_id, new_public_id
from civic.kernel.journal import Change, Journal, LookUp, Message, StreamHasMoved

AREA_CODE = "cases.area-code"
AREA_DIGEST = "cases.area-digest"


def request_area(
    command: c.FollowArea, *, journal: Journal, command_id: str, fingerprint: bytes, digest: Digest
) -> None:
    """Keep an address and send it a code; whether it may have one is decided before."""
    follower, name = new_person_id(), new_public_id()
    requested = e.AreaFollowingRequested(
        following=name,
        city=command.city,
        service=command.service,
        district=command.district,
        channel=command.channel,
        follower=follower,
        contact=command.contact,
    )
    found_by = LookUp(0, "sealed.follower", digest(ADDRESS, command.contact.email or ""))
    change = Change(AREAS + name, 0, [requested], introduces=frozenset({follower}), look_ups=[found_by])
    journal.append(
        [change], command_id=command_id, fingerprint=fingerprint, messages=[Message(AREA_CODE, 0, 0)]
    )


def load_area(journal: Journal, name: str) -> AreaFollowing | None:
    """Return the following of that name."""
    return area_following(journal.load(AREAS + name))


def append_about_area(
    name: str, decide: Callable[[AreaFollowing], Event], *, journal: Journal, command_id: str
) -> None:
    """Append what is decided of one following, on what there is when it is appended."""
    while True:
        history = journal.load(AREAS + name)
        found = area_following(history)
        assert found is not None, f"nothing is followed under the name {name}"
        try:
            journal.append([Change(AREAS + name, len(history), [decide(found)])], command_id=command_id)
        except StreamHasMoved:
            continue
        return


def told_until(journal: Journal, name: str) -> tuple[int, datetime]:
    """Return where in the log, and when, a following was confirmed: what was before is no news to it."""
    confirmed = next(
        each for each in journal.load(AREAS + name) if isinstance(each.event, e.AreaFollowingConfirmed)
    )
    return confirmed.position, confirmed.recorded_at

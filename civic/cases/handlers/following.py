"""Following a case by e-mail: who follows stands beside the case, in a stream of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from civic.cases import commands as c
from civic.cases import events as e
from civic.cases.handlers.area_following import AREA_CODE, AREA_DIGEST
from civic.cases.handlers.elsewhere import FORWARDING
from civic.cases.handlers.filing import ADDRESS, Digest
from civic.cases.handlers.notices import NOTICE, TOLD, notices_of
from civic.cases.handlers.parts import ensure_whole
from civic.cases.handlers.streams import FOLLOWERS, STREAM
from civic.cases.model.following import Following, carried_on, followings, is_asked_for
from civic.kernel.email_address import email_faults
from civic.kernel.errors import InputHasFaults
from civic.kernel.event import Event
from civic.kernel.ids import CaseNumber, new_person_id, new_public_id
from civic.kernel.journal import Change, Journal, LookUp, Message, StreamHasMoved

FOLLOWING_CODE = "cases.following-code"
FOLLOWER_NOTICE = "cases.follower-notice"
# Of what the reporter is told, and of what only the reporter knows otherwise: not what is said to them alone.
TOLD_TO_FOLLOWERS = (
    *(each for each in TOLD if each not in (e.CaseFiled, e.ReporterReminded)),
    e.CaseWithdrawn,
    e.ReopeningRequested,
)
TOLD_BY_TOPIC: Mapping[str, tuple[type[Event], ...]] = {
    NOTICE: TOLD,
    FOLLOWING_CODE: (e.FollowingRequested,),
    FOLLOWER_NOTICE: TOLD_TO_FOLLOWERS,
    FORWARDING: (e.CaseForwarded,),
    AREA_CODE: (e.AreaFollowingRequested,),
    AREA_DIGEST: (),
}


def request_following(
    command: c.FollowCase,
    *,
    journal: Journal,
    now: datetime,
    command_id: str,
    fingerprint: bytes,
    digest: Digest,
) -> None:
    """Send a code to an address; nothing is sent to one that follows already, or got one a moment ago.

    Raise NoSuchCase, PartOfAnotherCase, or InputHasFaults.
    """
    ensure_whole(command.case, journal)
    faults = list(email_faults("email", command.contact.email))
    if faults:
        raise InputHasFaults(faults)
    stream, follower = FOLLOWERS + command.case, new_person_id()
    requested = e.FollowingRequested(
        case=command.case,
        following=new_public_id(),
        channel=command.channel,
        follower=follower,
        contact=command.contact,
    )
    found_by = LookUp(0, "sealed.follower", digest(ADDRESS, command.contact.email or ""))
    while True:
        history = journal.load(stream)
        if is_asked_for(command.contact.email or "", followings(history).values(), now):
            return
        change = Change(
            stream, len(history), [requested], introduces=frozenset({follower}), look_ups=[found_by]
        )
        try:
            journal.append(
                [change],
                command_id=command_id,
                fingerprint=fingerprint,
                messages=[Message(FOLLOWING_CODE, change=0, event=0)],
            )
        except StreamHasMoved:
            continue
        return


def append_about(
    case: CaseNumber, name: str, decide: Callable[[Following], Event], *, journal: Journal, command_id: str
) -> None:
    """Append what is decided of one following, on what there is when it is appended."""
    while True:
        history = journal.load(FOLLOWERS + case)
        event = decide(followings(history)[name])
        try:
            journal.append([Change(FOLLOWERS + case, len(history), [event])], command_id=command_id)
        except StreamHasMoved:
            continue
        return


def carry_followers_on(command: c.MarkDuplicate, journal: Journal) -> Change:
    """Return the change by which followers of a duplicate are told of the original as well."""
    stream = FOLLOWERS + command.original
    event = e.FollowersCarriedOn(case=command.original, duplicate=command.case)
    return Change(stream, len(journal.load(stream)), [event])


def notices_to_all(events: Sequence[Event], case: CaseNumber, journal: Journal) -> list[Message]:
    """Return a message for each event that whoever filed a case, or follows it, is told of."""
    filed = journal.load(STREAM + case)[0].event
    return [*notices_of(events, filed), *notices_to_followers(events, case, journal)]


def notices_to_followers(events: Sequence[Event], case: CaseNumber, journal: Journal) -> list[Message]:
    """Return a message for each event that followers are told of, and each address that follows."""
    told = [place for place, event in enumerate(events) if isinstance(event, TOLD_TO_FOLLOWERS)]
    if not told:
        return []
    by_address = {each.address: each for each in _followers(case, journal, set())}
    return [
        Message(f"{FOLLOWER_NOTICE}/{each.case}/{each.name}", change=0, event=place)
        for each in by_address.values()
        for place in told
    ]


def _followers(case: CaseNumber, journal: Journal, seen: set[CaseNumber]) -> Iterator[Following]:
    """Yield who follows a case or one that was found to repeat it, those of the case itself last."""
    seen.add(case)
    history = journal.load(FOLLOWERS + case)
    for duplicate in carried_on(history):
        if duplicate not in seen:
            yield from _followers(duplicate, journal, seen)
    yield from (each for each in followings(history).values() if each.confirmed and each.address)

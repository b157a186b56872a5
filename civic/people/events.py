"""What happened to persons, without saying whom."""

from dataclasses import dataclass

from civic.kernel.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureCarriedOut(Event):
    """Somebody's erasable parts were destroyed; `ground` is a code: request or retention."""

    TYPE = "people.erasure.carried_out"

    ground: str


EVENTS: tuple[type[Event], ...] = (ErasureCarriedOut,)

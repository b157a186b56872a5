"""What the log says of an erasure: that it happened and on which ground, never whose."""

from civic.kernel.event import persons_of, take_apart
from civic.people.events import ErasureCarriedOut


def test_an_erasure_says_its_ground_and_concerns_nobody():
    event = ErasureCarriedOut(ground="request")

    assert take_apart(event) == ({"ground": "request"}, [])
    assert persons_of(event) == {}

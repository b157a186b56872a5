"""How many cases a second find their department: by place, answers, way in and hour, first rule that fits.

Also with many times the rules, none of which fits: what a rule costs that has to be looked at in vain.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from civic.cities.pack import City
from civic.cities.registry import DEMO, Cities
from civic.cities.routing import RoutingRule
from civic.kernel.channel import CHANNELS
from civic.kernel.place import MILLION, Point
from tests.benchmarks.measure import Measure, rates_in_turn

CASES = 2_000
RULES = 500
LEAST = 1_000  # cases a second
START = datetime(2026, 1, 1, tzinfo=UTC)
Incoming = Sequence[tuple[str, str, Point, datetime]]


def measures() -> Iterator[Measure]:
    city = Cities().get(DEMO)
    needless = [
        RoutingRule(
            code=f"needless-{n}", department=city.departments[0].code, neighbourhoods=(f"nowhere-{n}",)
        )
        for n in range(RULES - len(city.rules))
    ]
    many = replace(city, rules=(*needless, *city.rules))
    incoming = _incoming(city)
    few_rate, many_rate = rates_in_turn([lambda: _route(city, incoming), lambda: _route(many, incoming)])
    yield Measure(f"routing, {len(city.rules)} rules", few_rate, "cases/s", goal=LEAST)
    yield Measure(f"routing, {len(many.rules)} rules", many_rate, "cases/s", goal=LEAST)


def _incoming(city: City) -> Incoming:
    """Return cases of all services, from everywhere, by every way in, at every hour."""
    somewhere = random.Random(CASES)
    west, south, east, north = city.box
    return [
        (
            somewhere.choice(city.services).code,
            somewhere.choice(CHANNELS),
            Point(
                round(somewhere.uniform(south, north) * MILLION),
                round(somewhere.uniform(west, east) * MILLION),
            ),
            START + timedelta(minutes=somewhere.randrange(365 * 24 * 60)),
        )
        for _ in range(CASES)
    ]


def _route(city: City, incoming: Incoming) -> int:
    for code, channel, point, moment in incoming:
        district, neighbourhood = city.locate(point)
        service = city.service(code)
        matter = city.matter(
            service, channel=channel, at=moment, district=district, neighbourhood=neighbourhood
        )
        if not city.route(matter).department:
            raise RuntimeError(f"a case of {code} goes nowhere")
    return len(incoming)

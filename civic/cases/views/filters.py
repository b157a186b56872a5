"""What the public list can be narrowed to, as its addresses say it."""

from collections.abc import Mapping

from flask import request

from civic.cases.public_list import STATES, Filters
from civic.cities.pack import City


def chosen_filters(city: City) -> dict[str, str]:
    """Return the filters of the address; one that the city does not know is left out."""
    return known_filters(city, request.args)


def known_filters(city: City, said: Mapping[str, str]) -> dict[str, str]:
    """Return the filters that something says; one that the city does not know is empty."""
    known = {
        "service": {each.code for each in city.services},
        "district": {each.code for each in city.districts},
        "state": set(STATES),
    }
    return {name: code if (code := said.get(name, "")) in codes else "" for name, codes in known.items()}


def narrowed(city: City, chosen: Mapping[str, str]) -> Filters:
    """Return what the list is asked for."""
    states = STATES[chosen.get("state") or "all"]
    return Filters(city.code, chosen.get("service") or None, chosen.get("district") or None, states)

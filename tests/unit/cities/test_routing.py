"""Which department a new case goes to, and which rules of a pack are refused."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from city_packs import demo_files, small_files, write_pack
from hypothesis import given
from hypothesis import strategies as st

from civic.cities.load import load_city
from civic.cities.reading import PackHasFaults
from civic.cities.registry import SHIPPED
from civic.cities.routing import Matter, Routed, RoutingRule, route
from civic.kernel.channel import CHANNELS

CITY = load_city(SHIPPED / "demo")
WORKING = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)


def routed(service, *, at=WORKING, **found):
    where = CITY.route(CITY.matter(CITY.service(service), channel="web", at=at, **found))
    return where.department, where.rule and where.rule.code


@pytest.mark.parametrize(
    ("service", "found", "department", "rule"),
    [
        ("street-light", {"district": "east-bank"}, "lighting", None),
        ("allotment-garden", {"district": "east-bank"}, "east-bank-office", None),
        ("allotment-garden", {}, "east-bank-office", None),
        ("allotment-garden", {"district": "old-town"}, "parks", "gardens-of-the-other-banks"),
        ("energy-advice", {"district": "old-town"}, "buildings", None),
        ("energy-advice", {"district": "east-bank"}, "east-bank-office", "advice-on-the-east-bank"),
        ("graffiti", {"answers": {"hateful": "no"}}, "cleaning", None),
        ("graffiti", {"answers": {"hateful": "yes"}}, "order", "hateful-graffiti"),
    ],
)
def test_a_case_goes_where_the_first_matching_rule_sends_it(service, found, department, rule):
    assert routed(service, **found) == (department, rule)


def test_a_rule_for_working_hours_rests_at_night():
    assert routed("energy-advice", district="east-bank", at=NIGHT) == ("buildings", None)


def test_hours_are_the_citys_own_in_summer_and_in_winter():
    city = replace(CITY, timezone="Europe/Vienna")
    service = city.service("street-light")
    opening = [datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 7, 6, 6, tzinfo=UTC)]

    assert [city.matter(service, channel="web", at=at).at_work for at in opening] == [True, True]
    earlier = [at.replace(hour=at.hour - 1, minute=59) for at in opening]
    assert [city.matter(service, channel="web", at=at).at_work for at in earlier] == [False, False]


codes = st.sampled_from(["a", "b", "c"])
some = st.lists(codes, max_size=2, unique=True).map(tuple)
rules = st.builds(
    RoutingRule,
    code=codes,
    department=codes,
    services=some,
    groups=some,
    districts=some,
    neighbourhoods=some,
    channels=st.lists(st.sampled_from(CHANNELS), max_size=2).map(tuple),
    answers=st.dictionaries(codes, codes.map(lambda code: (code,)), max_size=1),
    hours=st.sampled_from(["any", "working", "other"]),
)
matters = st.builds(
    Matter,
    service=codes,
    group=codes,
    channel=st.sampled_from(CHANNELS),
    at_work=st.booleans(),
    district=codes | st.none(),
    neighbourhood=codes | st.none(),
    answers=st.dictionaries(codes, codes),
)


@given(st.lists(rules, max_size=4).map(tuple), matters)
def test_every_case_goes_somewhere_and_no_earlier_rule_matched(rules, matter):
    found = route(rules, matter, "else")

    tried = rules[: rules.index(found.rule)] if found.rule else rules
    assert all(rule.unmet(matter) for rule in tried)
    assert found == Routed(found.rule.department if found.rule else "else", found.rule)
    assert found.rule is None or found.rule.unmet(matter) is None


@given(rules, matters)
def test_a_rule_without_conditions_catches_everything(rule, matter):
    assert RoutingRule(rule.code, rule.department).unmet(matter) is None


def faults_of(tmp_path, *rules, **files):
    pack = demo_files() | {"routing.json": {"rules": list(rules)}} | files
    with pytest.raises(PackHasFaults) as refused:
        load_city(write_pack(tmp_path / "demo", pack))
    return [(fault.file, fault.path, fault.problem) for fault in refused.value.faults]


ELSEWHERE = {
    "code": "elsewhere",
    "department": "parks",
    "services": ["allotment-garden"],
    "districts": ["old-town", "north-slopes", "south-meadows"],
}


@pytest.mark.parametrize(
    ("rule", "path", "problem"),
    [
        (
            {"department": "nobody"},
            "rules[1].department",
            "names the department 'nobody', which is not in departments.json",
        ),
        (
            {"services": ["none"]},
            "rules[1].services[0]",
            "names the service 'none', which is not in services.json",
        ),
        ({"channels": ["smoke"]}, "rules[1].channels[0]", "is 'smoke', which is not known here"),
        ({"answers": {"size": ["hand"]}}, "rules[1].answers.size", "is asked by none of the rule's services"),
        (
            {"services": ["pothole"], "answers": {"size": ["moon"]}},
            "rules[1].answers.size[0]",
            "is 'moon', which nobody can answer",
        ),
        ({"answers": {"size": []}}, "rules[1].answers.size", "is empty"),
        (
            {"department": "east-bank-office", "districts": ["east-bank", "old-town"]},
            "rules[1].department",
            "does not serve old-town",
        ),
        ({"code": "elsewhere"}, "rules[1].code", "is 'elsewhere', which stands there twice"),
        ({"distrikts": []}, "rules[1].distrikts", "is not a known key"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_with_its_place(tmp_path, rule, path, problem):
    second = {"code": "second", "department": "streets", "services": ["street-light"]} | rule

    assert faults_of(tmp_path, ELSEWHERE, second) == [("routing.json", path, problem)]


def test_a_district_that_the_department_does_not_serve_needs_a_rule(tmp_path):
    at_night_only = ELSEWHERE | {"hours": "other"}
    number = next(n for n, service in enumerate(CITY.services) if service.code == "allotment-garden")

    assert faults_of(tmp_path, at_night_only) == [
        (
            "services.json",
            f"services[{number}].department",
            "does not serve old-town, north-slopes, south-meadows",
        )
    ]


def test_a_city_without_rules_sends_every_case_to_its_services_department(tmp_path):
    city = load_city(write_pack(tmp_path / "small", small_files()))
    matter = city.matter(city.service("hole"), channel="web", at=WORKING, district="one")

    assert city.route(matter) == Routed("all", None)

"""What has to hold between a city's routing rules and the rest of its pack, so that no case goes astray."""

from collections.abc import Iterator

from civic.cities.pack import City, Question, Service
from civic.cities.reading import Spot
from civic.cities.routing import Matter, RoutingRule
from civic.cities.source import Source


def blame_rules_that_cannot_apply(source: Source, city: City) -> None:
    """Rules speak of answers that their services ask for, and send cases only where these are served."""
    for number, rule in enumerate(city.rules):
        spot = source.spot.at("rules").at(number)
        _blame_answers(spot.at("answers"), rule, city)
        _blame_districts(spot.at("department"), rule, city)


def blame_districts_nobody_serves(source: Source, city: City) -> None:
    """Where a department serves some districts only, rules must send the other districts' cases elsewhere."""
    for number, service in enumerate(city.services):
        own = city.department(service.department)
        left = [each.code for each in city.districts if not own.serves(each.code)]
        missing = [district for district in left if not _is_sent_elsewhere(service, district, city)]
        if missing:
            source.spot.at("services").at(number).at("department").blame(
                f"does not serve {', '.join(missing)}",
                "Add a rule for these districts to routing.toml, or name another department",
            )


def _blame_answers(spot: Spot, rule: RoutingRule, city: City) -> None:
    questions = {question.code: question for question in _questions(rule, city)}
    for code, answers in rule.answers.items():
        question = questions.get(code)
        if question is None:
            spot.at(code).blame(
                "is asked by none of the rule's services",
                f"Use one of: {', '.join(questions)}" if questions else "Name services that ask questions",
            )
            continue
        known = _answers(question)
        for number, answer in enumerate(answers):
            if known and answer not in known:
                spot.at(code).at(number).blame(
                    f"is {answer!r}, which nobody can answer", f"Use one of: {', '.join(known)}"
                )


def _blame_districts(spot: Spot, rule: RoutingRule, city: City) -> None:
    department = city.department(rule.department)
    missing = [code for code in _districts(rule, city) if not department.serves(code)]
    if missing:
        spot.blame(
            f"does not serve {', '.join(missing)}",
            "Name only districts that it serves, or another department",
        )


def _questions(rule: RoutingRule, city: City) -> Iterator[Question]:
    for service in city.services:
        if (not rule.services or service.code in rule.services) and (
            not rule.groups or service.group in rule.groups
        ):
            yield from service.questions


def _answers(question: Question) -> tuple[str, ...]:
    """Return the answers that can be given; none if anything can be written."""
    if question.kind == "yes_no":
        return ("yes", "no")
    return tuple(choice.code for choice in question.choices)


def _districts(rule: RoutingRule, city: City) -> tuple[str, ...]:
    """Return the districts that the rule's cases can lie in."""
    homes = tuple(each.district for each in city.neighbourhoods if each.code in rule.neighbourhoods)
    return rule.districts or homes or tuple(district.code for district in city.districts)


def _is_sent_elsewhere(service: Service, district: str, city: City) -> bool:
    """Whether a rule catches every case of the service in the district, whatever else it says."""
    matter = Matter(service.code, service.group, "", at_work=True, district=district)
    return any(
        rule.unmet(matter) is None
        for rule in city.rules
        if not (rule.neighbourhoods or rule.channels or rule.answers or rule.hours != "any")
    )

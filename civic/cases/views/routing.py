"""Where a case would go, and which of the city's rules says so: for officials who look after the rules."""

from flask import Response, request

from civic.cases.views.office import blueprint
from civic.cities.pack import City, Service
from civic.cities.routing import Matter
from civic.i18n.sentences import say
from civic.kernel.channel import CHANNELS
from civic.web.access import access, own_official
from civic.web.forms import Form, typed_query
from civic.web.page_language import page_language
from civic.web.platform import platform
from civic.web.rendering import render

__all__ = ["blueprint"]  # of offices, with the page below
RULED_BY = ("choice", "yes_no")  # kinds of questions whose answers a rule can name


@blueprint.get("/<language:lang>/office/routing")
@access("official", may="read")
def routing() -> Response:
    city = platform().cities.get(own_official().city)
    typed = typed_query()
    service = next((each for each in city.services if each.code == request.args.get("service")), None)
    matter = _matter(city, service, typed) if service else None
    return render(
        "office/routing.html",
        city=city,
        form=typed,
        questions=[each for each in service.questions if each.kind in RULED_BY] if service else [],
        channels=[(code, say(f"channel.{code}", page_language())) for code in CHANNELS],
        matter=matter,
        routed=city.route(matter) if matter else None,
    )


def _matter(city: City, service: Service, typed: Form) -> Matter:
    neighbourhood = next((n for n in city.neighbourhoods if n.code == typed.value("neighbourhood")), None)
    return Matter(
        service=service.code,
        group=service.group,
        channel=typed.value("channel") or CHANNELS[0],
        at_work=typed.value("hours") != "other",
        district=neighbourhood.district if neighbourhood else typed.value("district") or None,
        neighbourhood=neighbourhood.code if neighbourhood else None,
        answers={question.code: typed.value(f"answers.{question.code}") for question in service.questions},
    )

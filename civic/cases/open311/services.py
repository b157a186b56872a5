"""What can be reported, and what each service asks: from the city's pack, in the language asked for."""

from collections.abc import Iterator, Mapping

from civic.cases.open311.structure import Document, Items, Value
from civic.cities.pack import City, Names, Question, Service, name_in
from civic.i18n.catalogues import catalogue
from civic.i18n.languages import Language

_DATATYPES = {"text": "string", "number": "number", "choice": "singlevaluelist", "yes_no": "singlevaluelist"}
Element = Mapping[str, Value]


def service_list(city: City, tag: str) -> Document:
    """Return all services of a city, with their names in the language of that tag."""
    groups = {group.code: name_in(group.names, tag).text for group in city.groups}
    return Document(
        "services", Items("service", [_service(service, groups, tag) for service in city.services])
    )


def service_definition(service: Service, tag: str, language: Language) -> Document:
    """Return what a service asks and says; yes and no are in `language`, all else in that of the tag."""
    attributes = [*_notices(service, tag), *_questions(service, tag, language)]
    ordered = [{**each, "order": order} for order, each in enumerate(attributes, 1)]
    return Document(
        "service_definition", {"service_code": service.code, "attributes": Items("attribute", ordered)}
    )


def _service(service: Service, groups: Mapping[str, str], tag: str) -> Element:
    keywords = {language: ",".join(words) for language, words in service.keywords.items()}
    return {
        "service_code": service.code,
        "service_name": name_in(service.names, tag).text,
        "description": name_in(service.description, tag).text or None,
        "metadata": bool(service.questions or any(_said(service).values())),
        "type": "realtime",
        "keywords": name_in(keywords, tag).text or None,
        "group": groups.get(service.group),
    }


def _said(service: Service) -> Mapping[str, Names]:
    """Return what a service tells people before they answer; no question has a code with a dot."""
    return {"notice.emergency": service.emergency_note, "notice.conditions": service.conditions}


def _notices(service: Service, tag: str) -> Iterator[Element]:
    for code, names in _said(service).items():
        if names:
            # SPEC: variable=false is text only, which needs no input.
            yield _attribute(code, "text", name_in(names, tag).text, variable=False)


def _questions(service: Service, tag: str, language: Language) -> Iterator[Element]:
    for question in service.questions:
        yield _attribute(
            question.code,
            _DATATYPES[question.kind],
            name_in(question.text, tag).text,
            required=question.required,
            values=dict(_values(question, tag, language)),
        )


def _values(question: Question, tag: str, language: Language) -> Iterator[tuple[str, str]]:
    if question.kind == "yes_no":
        words = catalogue(language)
        yield from ((answer, words.gettext(f"answer.{answer}", {})) for answer in ("yes", "no"))
    yield from ((choice.code, name_in(choice.names, tag).text) for choice in question.choices)


def _attribute(
    code: str,
    datatype: str,
    description: str,
    *,
    variable: bool = True,
    required: bool = False,
    values: Mapping[str, str] | None = None,
) -> Element:
    offered: list[Value] = [{"key": key, "name": name} for key, name in (values or {}).items()]
    return {
        "variable": variable,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": None,
        "description": description,
        "values": Items("value", offered),
    }

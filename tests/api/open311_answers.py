"""What an Open311 client sees: XML read by an independent parser, JSON held to the rules of GeoReport v2."""

from typing import Any

import jsonschema
import xmltodict
from flask.testing import FlaskClient

LISTS = ("service", "attribute", "value", "request", "error", "endpoint", "format", "request_update")
V2 = "/open311/v2"


def read_xml(body: bytes) -> Any:
    """Return what stands in the outermost element; lists are lists even if one thing is in them."""
    ((_, inner),) = xmltodict.parse(body, force_list=LISTS).items()
    return _unwrapped(inner)


def _unwrapped(value: Any) -> Any:
    """Turn wrappers of lists into lists, as “Spark” does."""
    if isinstance(value, list):
        return [_unwrapped(each) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and isinstance(next(iter(value.values())), list):
        return _unwrapped(next(iter(value.values())))
    return {name: _unwrapped(each) for name, each in value.items()}


def as_text(value: Any) -> Any:
    """Write a JSON value as its text stands in XML."""
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value] or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)


def both(client: FlaskClient, address: str, **query: Any) -> Any:
    """Return what an address answers in JSON, after seeing that XML says the same."""
    asked = {"query_string": query}
    xml, json = (client.get(f"{V2}/{address}.{form}", **asked) for form in ("xml", "json"))
    assert xml.status_code == json.status_code
    assert xml.content_type == "text/xml; charset=utf-8"
    assert json.content_type == "application/json; charset=utf-8"
    assert xml.data.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert read_xml(xml.data) == (as_text(json.json))
    return json.json


TEXT = {"type": "string", "minLength": 1}
OPTIONAL = {"type": ["string", "null"]}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}


def _record(**members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _list(of: Any, **limits: Any) -> dict[str, Any]:
    return {"type": "array", "items": of, **limits}


DISCOVERY = _record(
    changeset=MOMENT,
    contact=TEXT,
    key_service=TEXT,
    endpoints=_list(
        _record(
            specification={"const": "http://wiki.open311.org/GeoReport_v2"},
            url={"type": "string", "format": "uri"},
            changeset=MOMENT,
            type={"enum": ["production", "test"]},
            formats={"const": ["text/xml", "application/json"]},
        ),
        minItems=1,
    ),
)
SERVICES = _list(
    _record(
        service_code=TEXT,
        service_name=TEXT,
        description=OPTIONAL,
        metadata={"type": "boolean"},
        type={"enum": ["realtime", "batch", "blackbox"]},
        keywords=OPTIONAL,
        group=OPTIONAL,
    )
)
DEFINITION = _record(
    service_code=TEXT,
    attributes=_list(
        _record(
            variable={"type": "boolean"},
            code=TEXT,
            datatype={"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
            required={"type": "boolean"},
            datatype_description=OPTIONAL,
            order={"type": "integer", "minimum": 1},
            description=TEXT,
            values=_list(_record(key=TEXT, name=TEXT)),
        )
    ),
)
REQUESTS = _list(
    _record(
        service_request_id=TEXT,
        status={"enum": ["open", "closed"]},
        status_notes=OPTIONAL,
        service_name=TEXT,
        service_code=TEXT,
        description={"type": ["string", "null"], "maxLength": 4000},
        agency_responsible=OPTIONAL,
        service_notice=OPTIONAL,
        requested_datetime=MOMENT,
        updated_datetime=MOMENT,
        expected_datetime={"oneOf": [MOMENT, {"type": "null"}]},
        address=OPTIONAL,
        address_id=OPTIONAL,
        zipcode=OPTIONAL,
        lat={"type": ["number", "null"], "minimum": -90, "maximum": 90},
        long={"type": ["number", "null"], "minimum": -180, "maximum": 180},
        media_url={"type": ["string", "null"], "format": "uri"},
    )
)
UPDATES = _list(
    _record(
        update_id=TEXT,
        service_request_id=TEXT,
        status={
            "enum": [
                *("OPEN", "INVESTIGATING", "IN_PROGRESS", "ACTION_SCHEDULED", "FIXED", "CLOSED", "DUPLICATE"),
                *("NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL"),
            ]
        },
        updated_datetime=MOMENT,
        description=OPTIONAL,
        media_url=OPTIONAL,
    )
)
FILED = _list(_record(service_request_id=TEXT, service_notice=OPTIONAL, account_id=OPTIONAL), maxItems=1)
ERRORS = _list(_record(code={"type": "integer"}, description=TEXT), minItems=1)


def fits(value: Any, schema: dict[str, Any]) -> bool:
    jsonschema.validate(value, schema, format_checker=jsonschema.FormatChecker())
    return True

"""The endpoint: where it is, in which formats, and in which language names are wanted."""

from flask import Blueprint

from civic.cases.open311.answers import answer_error, for_other_sites
from civic.cases.open311.parameters import Parameters
from civic.cases.open311.refusals import RequestIsRefused, refused
from civic.cities.pack import City
from civic.i18n.languages import Language
from civic.i18n.negotiation import negotiate
from civic.kernel.language import is_language_tag
from civic.web.platform import platform

BASE = "/open311"
ROOT = f"{BASE}/v2"
FORMAT = "<any(xml, json):form>"
blueprint = Blueprint("open311", __name__)
blueprint.register_error_handler(RequestIsRefused, answer_error)
blueprint.after_request(for_other_sites)


def tag(sent: Parameters, city: City) -> str:
    """Return the language that names are wanted in: `locale`, else the city's own."""
    wanted = sent.one("locale")
    if wanted is None:
        return city.default_language
    if not is_language_tag(wanted.replace("_", "-")):
        raise refused(400, "locale: this is no language tag. Send one such as de, zh-Hans or fr-CA.")
    return wanted.replace("_", "-")


def spoken(tag: str) -> Language:
    offered = platform().languages
    return negotiate(tag, offered.source.tag, offered)

"""Case numbers in addresses: typed in any case, with or without a hyphen; one with a typo leads nowhere."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id, spell


class CaseNumberConverter(BaseConverter):
    """Reads a case number and writes it in two groups, as pages and letters show it."""

    regex = "[^/]{10,16}"

    def to_python(self, value: str) -> CaseNumber:
        try:
            return CaseNumber(parse_public_id(value))
        except NumberHasATypo as typo:
            raise ValidationError from typo

    def to_url(self, value: str) -> str:
        return spell(value)


def own_address(wanted: str) -> str | None:
    """Return an address of this site, never one that leads elsewhere (as `//example.org` does)."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_own else None


def register(app: Flask) -> None:
    app.url_map.converters["case"] = CaseNumberConverter

"""The platform that the running application serves."""

from typing import TYPE_CHECKING, cast

from flask import current_app, request

if TYPE_CHECKING:
    from civic.bootstrap import Platform
    from civic.cities.pack import City

KEY = "civic"


def platform() -> "Platform":
    return cast("Platform", current_app.extensions[KEY])


def chosen_city() -> "City":
    """Return the city that the address names with `?city=`, else the one that this site is for."""
    return platform().cities.get(request.args.get("city") or platform().settings.city)

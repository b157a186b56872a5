"""The platform that the running application serves."""

from typing import TYPE_CHECKING, cast

from flask import current_app, g, request

if TYPE_CHECKING:
    from civic.bootstrap import Platform
    from civic.cities.pack import City

KEY = "civic"


def platform() -> "Platform":
    return cast("Platform", current_app.extensions[KEY])


def chosen_city() -> "City":
    """Return the city that the address names with `?city=`, else the one that this site is for."""
    if "city" not in g:
        wanted = request.args.get("city")
        g.city = platform().cities.get(wanted) if wanted else site_city()
    city: City = g.city
    return city


def site_city() -> "City":
    return platform().cities.get(platform().settings.city)


def site_address() -> str:
    """Return where people reach this site, without a final slash: as it is set, else as it was asked for."""
    return platform().settings.public_url.rstrip("/") or f"{request.scheme}://{request.host}"

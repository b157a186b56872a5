"""Which city is asked."""

from civic.cases.open311.parameters import Parameters
from civic.cases.open311.refusals import refused
from civic.cities.pack import City
from civic.web.platform import platform


def jurisdictions() -> tuple[str, ...]:
    """Return the codes of the cities that answer here, the one that the pages show unless others are set."""
    settings = platform().settings
    return settings.open311_jurisdictions or (settings.city,)


def jurisdiction(sent: Parameters) -> City:
    """Return the city that is meant; raise RequestIsRefused."""
    wanted, served = sent.one("jurisdiction_id"), jurisdictions()
    if wanted is None:
        # SPEC: jurisdiction_id is only required if the endpoint serves multiple jurisdictions.
        if len(served) > 1:
            raise refused(400, f"jurisdiction_id was not provided. Send one of: {', '.join(served)}.")
        return platform().cities.get(served[0])
    if wanted not in served:
        raise refused(404, f"jurisdiction_id was not found. Known are: {', '.join(served)}.")
    return platform().cities.get(wanted)

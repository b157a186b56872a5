"""The place that a photo says: offered to whoever sent it, and taken only when they take it.

What lies outside the city says nothing here: a photo of another journey, or metadata that lie.
"""

from civic.cases.forms import point_written
from civic.cases.views.attaching import positions_of
from civic.cities.gazetteer import NEAR
from civic.cities.pack import Service
from civic.kernel.place import Place
from civic.web.forms import Form
from civic.web.platform import chosen_city


def offered_place(service: Service, typed: Form) -> Place | None:
    """Return where the first photo in the city was taken; None if the form names that place already."""
    city = chosen_city()
    point = next((each for each in positions_of(typed) if city.contains(each)), None)
    if point is None or service.place == "none":
        return None
    named = point_written(typed.value("coordinates"))
    if named and named.metres_to(point) < NEAR:
        return None
    district, neighbourhood = city.locate(point)
    nearest = city.gazetteer.nearest(point)
    return Place(point, district, neighbourhood, nearest.address if nearest else None)

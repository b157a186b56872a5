"""What somebody writes down on the spot: from a typed form to a command."""

from civic.cases import commands as c
from civic.cases.forms.filing import read_point, read_written_at
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.photo import Photo
from civic.kernel.place import Place
from civic.web.forms import Form


def read_inspection(
    number: CaseNumber,
    office: str,
    official: str,
    form: Form,
    language: str,
    photos: tuple[Photo, ...],
) -> c.RecordInspection:
    """Read what was found; raise InputHasFaults."""
    form.accept()
    return c.RecordInspection(
        case=number,
        office=office,
        official=official,
        finding=form.value("finding"),
        note=Text(form.value("note"), language) if form.value("note") else None,
        place=Place(point=read_point(form), address=form.value("address") or None),
        photos=photos,
        written_at=read_written_at(form),
    )

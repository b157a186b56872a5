"""What an official wants split off a case: a row of fields for each part, those left empty not counted."""

from dataclasses import replace

from civic.cases import commands as c
from civic.cases.forms.fields import seen_version
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.web.forms import Form

FIELDS = ("service", "description")


def part_field(row: int, name: str) -> str:
    """Return what a field of a row is called; rows count from 1."""
    return f"parts.{row}.{name}"


def rows_of(form: Form, most: int) -> list[int]:
    """Return the rows of a form in which something stands."""
    return [row for row in range(1, most + 1) if any(form.value(part_field(row, name)) for name in FIELDS)]


def rows_shown(form: Form, most: int) -> int:
    """Return how many rows the form has, those in which nothing stands included."""
    return sum(part_field(row, "service") in form.values for row in range(1, most + 1))


def without_gaps(form: Form, most: int) -> Form:
    """Return the form with what stands in its rows moved up, so that faults are told where they stand."""
    kept = {name: value for name, value in form.values.items() if not name.startswith("parts.")}
    filled = rows_of(form, most)
    empty = [row for row in range(1, rows_shown(form, most) + 1) if row not in filled]
    for place, row in enumerate([*filled, *empty], 1):
        kept |= {part_field(place, name): form.value(part_field(row, name)) for name in FIELDS}
    return replace(form, values=kept)


def read_splitting(
    number: CaseNumber, office: str, official: str, form: Form, language: str, most: int
) -> c.SplitCase:
    """Read which parts are wanted, of a form without gaps; raise InputHasFaults."""
    form.accept()
    return c.SplitCase(
        case=number,
        office=office,
        official=official,
        seen_version=seen_version(form),
        parts=tuple(
            c.NewPart(
                service=form.value(part_field(row, "service")),
                description=Text(form.value(part_field(row, "description")), language),
            )
            for row in rows_of(form, most)
        ),
    )

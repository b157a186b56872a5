"""Lists go forward by key, never by page number: what a page costs does not depend on what came before."""

from dataclasses import dataclass

from flask import request, url_for


@dataclass(frozen=True, slots=True)
class Pages:
    """Addresses of the first page, unless this is it, and of the next one, if there is one."""

    first: str | None
    following: str | None


def pages(next_after: str | None) -> Pages:
    """Return the neighbours of this page of a list, with the same filters."""
    kept = {name: values for name, values in request.args.lists() if name != "after"}
    here = {**(request.view_args or {}), **kept}
    endpoint = request.endpoint or ""
    return Pages(
        first=url_for(endpoint, **here) if "after" in request.args else None,
        following=url_for(endpoint, **here, after=next_after) if next_after else None,
    )


def position_before() -> int | None:
    """Return behind which event the list goes on; what is no number begins at the newest."""
    said = request.args.get("after", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None

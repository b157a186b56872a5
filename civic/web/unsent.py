"""What somebody wrote at length in a form that was not taken: shown again, not to be written twice."""

from flask import request

from civic.web.platform import site_address

WORDS = ("description", "explanation", "answer", "note")


def unsent_words() -> list[str]:
    """Return the words of the form that is being answered, if it came from a page of ours.

    Whoever forges a form does not get their words onto a page of the city.
    """
    if request.method != "POST" or not _is_from_here():
        return []
    typed = (request.form.get(name, "").strip() for name in WORDS)
    return [each for each in typed if each]


def _is_from_here() -> bool:
    came = request.headers.get("Sec-Fetch-Site")
    return came == "same-origin" if came else request.headers.get("Origin") == site_address()

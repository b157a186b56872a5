"""Ways that people take over several pages."""

from tests.web.browser import Browser, Shown

DUMPING = "/en/services/illegal-dumping/case"
HOLE = "/en/services/pothole/case"
LIGHT = "/en/services/street-light/case"
WORDS = "There is a deep hole in front of the school."


def check_page(browser: Browser, at: str = HOLE, **typed: str) -> Shown:
    values = {
        "description": WORDS,
        "address": "Schulgasse 4",
        "contact__email": "mira@example.org",
        **typed,
    }
    return browser.send(browser.open(at), at.partition("/services")[2], "check", **values)


def confirmation_page(browser: Browser, **typed: str) -> Shown:
    return browser.send(check_page(browser, **typed), "/case", "file")


def file_a_case(browser: Browser, **typed: str) -> str:
    return number_on(confirmation_page(browser, **typed))


def number_on(confirmation: Shown) -> str:
    return confirmation.soup.select_one(".number--large").get_text(strip=True)


def code_on(confirmation: Shown) -> str:
    return confirmation.soup.select_one(".notice .number").get_text(strip=True)


def sign_in(browser: Browser, office: str = "streets", role: str = "caseworker") -> Shown:
    return browser.send(browser.open("/en/office/session"), "/office/session", office=office, role=role)

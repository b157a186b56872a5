"""Where people are led after they have signed in: back into this site, or to the queue, nowhere else."""

import pytest

from civic.web.addresses import own_address


@pytest.mark.parametrize("wanted", ["/en/office/queue", "/de/office/cases/7K3MW-Q9HXR?city=demo#answer", "/"])
def test_an_address_of_this_site_is_kept(wanted):
    assert own_address(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "office/queue",
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "\\/example.org/",
        " //example.org/",
        "javascript:alert(1)",
        "/en/office\r\nSet-Cookie: office=mayor",
        "/\t/example.org/",
        "/en/\N{RIGHT-TO-LEFT OVERRIDE}office",
    ],
)
def test_whatever_leads_elsewhere_or_hides_something_is_forgotten(wanted):
    assert own_address(wanted) is None

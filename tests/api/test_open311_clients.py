"""Two clients that nobody here wrote understand the endpoint: georeport (2025), three (2013)."""

import itertools
import warnings
from io import BytesIO
from unittest.mock import patch

import pytest
import requests

from civic.cases import commands as c
from civic.kernel.language import Text
from tests.builders.cases import file_case
from tests.builders.photos import jpeg
from tests.builders.site import serving

GeoReport = pytest.importorskip("georeport", reason="georeport is not installed: make setup").GeoReport
pytestmark = pytest.mark.network


@pytest.fixture
def endpoint(platform, socket_enabled):
    with serving(platform) as address:
        yield f"{address}/open311/v2"


@pytest.fixture
def two(platform):
    """Return the numbers of two requests, the first of them closed."""
    numbers = [
        platform.cases.file(file_case(service=service), command_id=service).case
        for service in ("pothole", "street-light")
    ]
    done = c.ResolveCase(case=numbers[0], office="streets", answer=Text("Done.", "en"))
    platform.cases.work(done, command_id="done")
    return numbers


@pytest.fixture
def key(platform):
    return platform.clients.admit("three", 60)[1]


@pytest.fixture
def three(endpoint, key):
    """Return the client of 2013, which asks for a function that Python no longer has."""
    with patch.object(itertools, "ifilter", filter, create=True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        three = pytest.importorskip("three", reason="three is not installed: make setup")
    client = three.Three(endpoint, api_key=key, jurisdiction="demo")
    yield client
    client.session.close()


@pytest.mark.parametrize("form", ["json", "xml"])
class TestGeoReport:
    def test_services_and_definitions(self, endpoint, platform, form):
        client = GeoReport(endpoint, jurisdiction="demo", output_format=form)

        services = client.get_service_list()
        definition = client.get_service_definition("street-light")

        codes = [service.code for service in platform.cities.get("demo").services]
        assert [each["service_code"] for each in services] == codes
        attributes = definition["attributes"]
        listed = attributes if form == "json" else attributes["attribute"]
        asked = {each["code"] for each in listed}
        assert {"how-many", "number-on-post"} <= asked

    def test_requests(self, endpoint, two, form):
        client = GeoReport(endpoint, output_format=form)
        pothole, light = two

        found = client.get_service_requests()
        chosen = client.get_service_requests(service_request_id=f"{pothole},{light}", status="open")
        one = client.get_service_request(pothole)

        assert [each["service_request_id"] for each in found] == [light, pothole]
        assert [each["service_request_id"] for each in chosen] == [pothole, light]
        alone = one[0] if isinstance(one, list) else one
        assert (alone["status"], alone["status_notes"]) == ("closed", "Done.")

    def test_errors_are_raised(self, endpoint, form):
        client = GeoReport(endpoint, output_format=form)

        with pytest.raises(requests.HTTPError) as unknown:
            client.get_service_definition("nothing")
        with pytest.raises(requests.HTTPError) as wrong:
            client.get_service_requests(start_date="2026-01-01T00:00:00Z", end_date="2026-12-01T00:00:00Z")

        assert (unknown.value.response.status_code, wrong.value.response.status_code) == (404, 400)


class TestThree:
    def test_discovery_services_and_definitions(self, three, endpoint):
        assert three.discovery()["endpoints"][0]["url"] == endpoint
        assert {each["type"] for each in three.services()} == {"realtime"}
        assert three.services("street-light")["service_code"] == "street-light"

    def test_requests(self, three, two):
        pothole, light = two

        assert [each["service_request_id"] for each in three.requests()] == [light, pothole]
        assert [each["service_request_id"] for each in three.requests("pothole")] == [pothole]
        assert [each["service_request_id"] for each in three.requests(count=1)] == [light]
        assert len(three.requests(between=["03-01-2026", "03-03-2026"])) == 2
        assert three.requests(between=["01-01-2026", "01-03-2026"]) == []
        assert three.request(pothole)[0]["status"] == "closed"

    def test_a_filing_and_its_token(self, three, platform):
        (filed,) = three.post(
            "street-light",
            address="Schulgasse 4",
            name="Mira Muster",
            phone="+43 660 1234567",
            description="Die Laterne ist dunkel. 🙂",
        )

        number = filed["service_request_id"]
        recorded = platform.cases.page(number, sealed=True).filed
        assert recorded.description == Text("Die Laterne ist dunkel. 🙂")
        assert (recorded.contact.name, recorded.contact.phone) == ("Mira Muster", "+43 660 1234567")
        assert three.token(number) == [{"service_request_id": number, "token": number}]

    def test_a_photo_comes_with_a_filing(self, three):
        photo = BytesIO(jpeg())
        photo.name = "photo.jpg"

        (filed,) = three.post("street-light", address="Schulgasse 4", description="Dark.", media=photo)

        (found,) = three.request(filed["service_request_id"])
        assert found["media_url"].endswith("/photos/photo-1.jpg")

    def test_what_is_no_photo_is_refused_in_words(self, three, platform):
        photo = BytesIO(b"\xff\xd8\xff\xe0")
        photo.name = "photo.jpg"
        size = platform.journal.size()

        (error,) = three.post("street-light", address="Schulgasse 4", description="Dark.", media=photo)

        assert (error["code"], "photo.jpg" in error["description"]) == (400, True)
        assert platform.journal.size() == size

    def test_a_wrong_key_is_refused(self, three):
        three.configure(api_key="wrong")

        (error,) = three.post("street-light", address="Schulgasse 4", description="Dark.")

        assert error["code"] == 403

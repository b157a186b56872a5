"""POST requests: who may, what is refused and in which words, and that what was sent is what is recorded."""

from io import BytesIO

import pytest
import xmltodict
from click.testing import CliRunner

from civic.app import create_app
from civic.cases.events import Contact, GivenAnswer
from civic.cases.open311.events import ClientAdmitted
from civic.cli import Context
from civic.cli import civic as command
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.place import Point
from tests.api.open311_answers import ERRORS, FILED, V2, both, fits, read_xml
from tests.builders.postgresql import on_either

UMLAUTS = "Grüße 🙂 مصباح 路灯 ]]> <b>fett</b> & “quoted”"


@pytest.fixture
def key(platform):
    return platform.clients.admit("Fix Our City", 1000)[1]


@pytest.fixture
def send(client, key):
    """Return a function that files a broken street light, with whatever is different this time."""

    def post(form="json", *, query="", headers=None, **fields):
        data = {
            "api_key": key,
            "service_code": "street-light",
            "address_string": "Schulgasse 4",
            "description": "It is dark.",
            **fields,
        }
        sent = {name: value for name, value in data.items() if value is not None}
        return client.post(f"{V2}/requests.{form}{query}", data=sent, headers=headers)

    return post


def recorded(platform, answer):
    assert answer.status_code == 200, answer.text
    return platform.cases.page(CaseNumber(answer.json[0]["service_request_id"]), sealed=True).filed


def errors(answer):
    assert fits(answer.json, ERRORS)
    return answer.status_code, [each["description"] for each in answer.json]


@on_either
def test_everything_that_was_sent_is_recorded(send, platform):
    answer = send(
        lat="45.001",
        long="-30.02",
        first_name="Mira",
        last_name="Muster",
        email="mira@example.org",
        phone="+43 660 1234567",
        **{"attribute[how-many]": "several", "attribute[number-on-post]": "17"},
    )

    filed = recorded(platform, answer)
    assert fits(answer.json, FILED)
    assert (filed.service, filed.channel, filed.department) == ("street-light", "open311", "lighting")
    assert filed.description == Text("It is dark.")
    assert filed.exact_place.point == Point.from_degrees(45.001, -30.02)
    assert (filed.exact_place.address, filed.exact_place.district) == ("Schulgasse 4", "old-town")
    assert filed.contact == Contact("Mira Muster", "mira@example.org", "+43 660 1234567")
    assert filed.answers == (GivenAnswer("how-many", "several"), GivenAnswer("number-on-post", "17"))
    assert answer.json[0]["service_notice"] is None


def test_the_answer_is_the_same_in_xml(send, client):
    answer = send("xml")

    (filed,) = read_xml(answer.data)
    assert (answer.status_code, answer.content_type) == (200, "text/xml; charset=utf-8")
    assert list(filed) == ["service_request_id", "service_notice", "account_id"]
    assert both(client, f"requests/{filed['service_request_id']}")[0]["description"] == "It is dark."


def test_the_reporter_finds_their_case_on_the_site(send, client):
    number = send().json[0]["service_request_id"]

    page = client.get(f"/en/cases/{number}")

    assert "through another program (Open311)" in page.text


@pytest.mark.parametrize(
    "sent", [None, "", "wrong", "ü", "x" * 10_000], ids=["none", "empty", "wrong", "other", "long"]
)
def test_without_a_good_key_nothing_is_filed(send, platform, sent):
    size = platform.journal.size()

    status, said = errors(send(api_key=sent))

    assert (status, len(said)) == (403, 1)
    assert "api_key" in said[0]
    assert platform.journal.size() == size


def test_the_key_may_stand_in_the_address(send, key):
    assert send(api_key=None, query=f"?api_key={key}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"service_code": None}, 400, "service_code was not provided"),
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "nothing"}, 404, "service_code was not found"),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id was not found"),
        ({"address_string": None}, 400, "none was provided"),
        ({"address_string": None, "address_id": "7"}, 400, "address_id"),
        ({"lat": "45.001"}, 400, "long was not provided"),
        ({"long": "-30.02"}, 400, "lat was not provided"),
        ({"lat": "91", "long": "0"}, 400, "lat: send degrees"),
        ({"lat": "nan", "long": "0"}, 400, "lat: send degrees"),
        ({"lat": "45", "long": "inf"}, 400, "long: send degrees"),
        ({"lat": "4_5", "long": "0"}, 400, "lat: send degrees"),
        ({"lat": "north", "long": "0"}, 400, "lat: send degrees"),
        ({"lat": "0", "long": "0"}, 400, "lat, long, address_string"),
        ({"description": None}, 400, "description"),
        ({"description": "x" * 4001}, 400, "4000"),
        ({"description": "a\x00b"}, 400, "description"),
        ({"description": "a\x1bb"}, 400, "description"),
        ({"address_string": "a\x07b"}, 400, "address_string"),
        ({"address_string": "x" * 201}, 400, "address_string"),
        ({"email": "nobody"}, 400, "email"),
        ({"email": "a\x01@example.org"}, 400, "email"),
        ({"phone": "call me"}, 400, "phone"),
        ({"first_name": "a\x01"}, 400, "first_name"),
        ({"attribute[how-many]": "seven"}, 400, "attribute[how-many]"),
        ({"attribute[how-many]": ["one", "several"]}, 400, "takes one value"),
        ({"attribute[how-many][]": ["one", "several"]}, 400, "takes one value"),
        ({"media": "aGVsbG8="}, 400, "no photo is read"),
        ({"media": (BytesIO(b"\xff\xd8\xff"), "a.jpg")}, 400, "media: “a.jpg”"),
        ({"photo": (BytesIO(b"\xff\xd8\xff"), "")}, 400, "Send their files as media"),
    ],
)
def test_what_cannot_stand_is_refused_by_its_name(send, platform, fields, status, words):
    size = platform.journal.size()

    answered, said = errors(send(**fields))

    assert answered == status
    assert words in " ".join(said)
    assert platform.journal.size() == size


def test_everything_that_is_wrong_is_said_at_once(send):
    status, said = errors(send(description="", email="x", lat="1", **{"attribute[how-many]": "seven"}))

    assert status == 400
    assert len(said) == 4


def test_errors_of_a_filing_come_in_xml_too(send):
    answer = send("xml", service_code="nothing", lat="1")

    assert (answer.status_code, answer.content_type) == (404, "text/xml; charset=utf-8")
    assert [each["code"] for each in xmltodict.parse(answer.data)["errors"]["error"]] == ["404", "400"]


def test_a_required_attribute_has_to_be_answered(send, platform):
    service, question = next(
        (service, question)
        for service in platform.cities.get("demo").services
        for question in service.questions
        if question.required
    )

    status, said = errors(send(service_code=service.code))

    assert status == 400
    assert any(each.startswith(f"attribute[{question.code}]: ") for each in said)


@pytest.mark.parametrize("name", ["attribute[how-many]", "attribute[how-many][]"])
def test_an_attribute_is_read_however_it_is_written(send, platform, name):
    filed = recorded(platform, send(**{name: ["several", "several"]}))

    assert filed.answers == (GivenAnswer("how-many", "several"),)


def test_what_is_not_kept_is_named(send, platform):
    answer = send(
        device_id="d-1",
        account_id="a-1",
        title="Dark",
        media_url="https://example.org/a.jpg",
        **{"attribute[colour]": "red", "attribute[notice.emergency]": "x"},
    )

    recorded(platform, answer)
    notice = answer.json[0]["service_notice"]
    assert notice == (
        "Not kept, as nothing here asks for it: "
        "device_id, account_id, title, media_url, attribute[colour], attribute[notice.emergency]"
    )


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize(
    "text",
    [UMLAUTS, "a\r\nb\tc", "x" * 4000, "<![CDATA[x]]>", "<script>alert(1)</script>"],
    ids=["scripts", "lines", "long", "cdata", "html"],
)
def test_every_character_comes_back_and_none_becomes_markup(send, client, form, text):
    number = send(description=text).json[0]["service_request_id"]

    answer = client.get(f"{V2}/requests/{number}.{form}")

    said = answer.json if form == "json" else read_xml(answer.data)
    assert said[0]["description"] == text.replace("\r\n", "\n")
    assert b"<script" not in answer.data
    assert b"<b>" not in answer.data


@pytest.mark.parametrize("body", [b"description=%ff%fe", b"description=\xff"])
def test_bytes_that_are_no_utf_8_are_refused(client, key, body):
    form = f"api_key={key}&service_code=street-light&address_string=x&".encode() + body
    answer = client.post(
        f"{V2}/requests.json", data=form, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )

    assert errors(answer) == (400, ["description: this is not UTF-8."])


def test_multipart_forms_are_read_and_empty_files_are_none(client, key, platform):
    data = {
        "api_key": key,
        "service_code": "street-light",
        "address_string": "Gasse 1",
        "description": UMLAUTS,
    }

    answer = client.post(
        f"{V2}/requests.json", data={**data, "media": (BytesIO(b""), "")}, content_type="multipart/form-data"
    )

    assert recorded(platform, answer).description == Text(UMLAUTS)


def test_a_body_that_is_too_large_is_refused_in_the_format_of_the_address(client):
    multipart = "multipart/form-data; boundary=part"

    answer = client.post(f"{V2}/requests.xml", data=b"x" * (2**20 + 1), content_type=multipart)

    assert (answer.status_code, answer.content_type) == (413, "text/xml; charset=utf-8")


def test_a_service_without_a_place_needs_none(send, platform):
    service = next(each for each in platform.cities.get("demo").services if each.place == "none")

    status, said = errors(send(service_code=service.code, address_string=None, description="", email="x"))

    assert not [each for each in said if "provided" in each and "lat" in each]
    assert status == 400


@on_either
def test_the_same_idempotency_key_files_one_case(send, platform):
    first, second = (send(headers={"Idempotency-Key": "k-1"}) for _ in range(2))
    changed = send(headers={"Idempotency-Key": "k-1"}, description="Something else.")
    other = platform.clients.admit("Another", 60)[1]

    assert first.json == second.json
    assert changed.status_code == 400
    assert send(headers={"Idempotency-Key": "k-1"}, api_key=other).json != first.json


def test_with_extensions_the_reporter_gets_what_they_need(send, platform, client):
    answer = send(extensions="true", locale="de")

    number = answer.json[0]["service_request_id"]
    given = answer.json[0]["extended_attributes"]
    assert given["case_code"] == platform.secrets.case_code(CaseNumber(number))
    assert given["url"] == f"http://localhost/de/cases/{number}"
    platform.publisher.publish()
    assert client.get(given["receipt"].removeprefix("http://localhost")).status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_number_is_its_own_token_and_any_other_is_not_found(send, client):
    number = send().json[0]["service_request_id"]

    assert both(client, f"tokens/{number}") == [{"service_request_id": number, "token": number}]
    assert both(client, "tokens/123abc")[0]["code"] == 404


class TestClients:
    def run(self, platform, *arguments):
        context = Context(create_app)
        context.platform = platform
        result = CliRunner().invoke(command, ["client", *arguments], obj=context)
        return result.exit_code, result.output

    def test_a_client_is_added_files_and_is_revoked(self, platform, client):
        code, said = self.run(platform, "add", "Fix Our City", "--per-minute", "5")
        name, key = said.split()[0], said.partition("api_key: ")[2].split()[0]
        data = {"service_code": "street-light", "address_string": "A", "description": "B", "api_key": key}

        before = client.post(f"{V2}/requests.json", data=data).status_code
        listed = self.run(platform, "list")[1]
        revoked = self.run(platform, "revoke", name)
        after = client.post(f"{V2}/requests.json", data=data).status_code

        assert (code, before, after) == (0, 200, 403)
        assert listed == f"{name} Fix Our City: 5 cases a minute\n"
        assert revoked == (0, f"{name} Fix Our City: revoked\n")
        assert self.run(platform, "list")[1] == f"{name} Fix Our City: revoked\n"
        assert self.run(platform, "revoke", name)[0] == 0

    @pytest.mark.parametrize("name", ["2222222222", "x"])
    def test_nobody_is_revoked_who_was_never_admitted(self, platform, name):
        code, said = self.run(platform, "revoke", name)

        assert code == 1
        assert "civic client list" in said

    @pytest.mark.parametrize("arguments", [["add", " "], ["add", "a\nb"], ["add", "x", "--per-minute", "0"]])
    def test_a_client_needs_a_name_and_a_limit(self, platform, arguments):
        assert self.run(platform, *arguments)[0] == 2

    def test_the_log_says_who_may_file_and_not_by_which_key(self, platform):
        client, key = platform.clients.admit("Fix Our City", 60)

        (told,) = [recorded.event for recorded in platform.journal.load("clients")]

        assert isinstance(told, ClientAdmitted)
        assert (told.client, told.name, told.per_minute) == (client, "Fix Our City", 60)
        database = platform.settings.var / "civic.sqlite"
        for path in (database, database.with_name("civic.sqlite-wal")):
            assert key.encode() not in path.read_bytes()

    def test_each_client_has_a_limit_of_its_own(self, platform, client):
        platform.clock.stop()
        keys = [platform.clients.admit(name, 2)[1] for name in ("one", "two")]
        data = {"service_code": "street-light", "address_string": "A", "description": "B"}

        answers = [
            client.post(f"{V2}/requests.json", data={**data, "api_key": key})
            for key in (keys[0], keys[0], keys[0], keys[1])
        ]

        assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
        assert fits(answers[2].json, ERRORS)
        assert answers[2].headers["Retry-After"] == "30"

"""What is out of public view is on no page, in no feed, file or letter: every public route is asked."""

import gzip

import pytest

from civic.cases import commands as c
from civic.cases.events import Contact, Passage
from civic.cases.handlers import ELSEWHERE, STREAM
from civic.cases.passages import published
from civic.kernel.ids import CaseNumber
from civic.kernel.language import Text
from civic.kernel.photo import photos_of
from civic.store.rebuild import rebuild_all
from tests.builders.cases import file_case
from tests.builders.moderation import withhold
from tests.builders.partner import hear_from_partner
from tests.builders.photos import picture
from tests.builders.visitors import signed_in

WORD = "Zwiebelfisch"
NAMED = Text(f"{WORD} of number 12 did it.", "en")


@pytest.fixture
def case(platform) -> CaseNumber:
    """A case in which everything that anybody wrote names a neighbour."""
    pictures = [picture()]
    filed = file_case(
        service="street-light",
        description=NAMED,
        contact=Contact(email="mira@example.org"),
        photos=photos_of(pictures, [NAMED]),
    )
    case = platform.cases.file(filed, command_id="filed", pictures=pictures).case
    office = {"case": case, "office": "lighting"}
    steps = (
        c.AnswerCase(**office, answer=NAMED),
        c.MakeEnquiry(case=case, explanation=NAMED),
        c.ForwardCase(**office, party="grid", reference="N-17", answer=NAMED),
    )
    for number, step in enumerate(steps):
        platform.cases.work(step, command_id=f"step-{number}")
    hear_from_partner(platform, case, NAMED.text, "news")
    return case


def passages_of(platform, case) -> list[Passage]:
    streams = (STREAM + case, ELSEWHERE + case)
    history = [each for name in streams for each in platform.journal.load(name, whole=True)]
    return [each.passage for each in published(history)]


def addresses(app, platform, case, *, whose="anyone"):
    """Yield the addresses of all pages and files that somebody can open, those of the case among them."""
    known = {
        "lang": ["en"],
        "number": [case],
        "position": range(platform.journal.size()),
        "name": ["photo-1", "photo-1-small", "privacy", "cases", "closed"],
        "code": ["street-light", "demo"],
        "form": ["json", "xml"],
        "by": ["service"],
        "path": [f"tile/entries/000.p/{platform.journal.size()}", "checkpoint"],
        "token": ["x"],
        "city": ["demo"],
        "row": [0],
        "column": [0],
        "version": [1],
        "official": ["2222222222"],
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or app.view_functions[rule.endpoint].access != whose:
            continue
        asked = [name for name in sorted(rule.arguments) if len(known[name]) > 1]
        for several in known[asked[0]] if asked else [None]:
            values = {name: known[name][0] for name in rule.arguments} | (
                {asked[0]: several} if asked else {}
            )
            yield adapter.build(rule.endpoint, values, "GET")


# Routes that show the case only if they are asked for it.
ASKED = (
    "/open311/v2/requests.json?service_request_id={case}&extensions=true",
    "/open311/v2/requests.xml?service_request_id={case}&extensions=true",
    "/open311/v2/servicerequestupdates.json",
    "/api/v1/cases?state=forwarded",
    "/en/cases?service=street-light&view=map",
    "/en/audit/log?case={case}",
    "/data/cases.atom?language=de",
)


def with_the_word(client, asked):
    return {each for each in asked if WORD.encode() in body_of(client.get(each, follow_redirects=True))}


def body_of(answer):
    return gzip.decompress(answer.data) if answer.data.startswith(b"\x1f\x8b") else answer.data


def test_before_it_is_taken_away_many_routes_have_it(app, platform, client, case):
    platform.publisher.publish()

    found = with_the_word(
        client, [*addresses(app, platform, case), *(each.format(case=case) for each in ASKED)]
    )

    assert len(found) > 12, found
    assert client.get(f"/cases/{case}/photos/photo-1.jpg").status_code == 200


def test_no_public_route_has_a_word_of_what_is_out_of_public_view(app, platform, client, case):
    withhold(platform, case, *passages_of(platform, case))
    platform.publisher.publish()

    found = with_the_word(
        client, [*addresses(app, platform, case), *(each.format(case=case) for each in ASKED)]
    )

    assert found == set()
    for name in ("photo-1", "photo-1-small"):
        assert client.get(f"/cases/{case}/photos/{name}.jpg").status_code == 410


def test_no_letter_that_waits_has_a_word_of_it(platform, notifier, case):
    withhold(platform, case, *passages_of(platform, case))

    letters = notifier.of(platform)

    assert len(letters) > 2
    assert [letter for letter in letters if WORD in letter.text] == []


def test_whoever_may_work_on_the_case_still_has_it(app, platform, case):
    withhold(platform, case, *passages_of(platform, case))
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(signed_in(platform, "lighting", "caseworker"))

    assert with_the_word(client, [f"/en/office/cases/{case}"])
    assert client.get(f"/office/cases/{case}/photos/photo-1.jpg").status_code == 200


def test_read_tables_that_are_made_again_know_it_too(platform, client, case):
    withhold(platform, case, *passages_of(platform, case))

    compared = list(rebuild_all(platform.database, platform.journal, platform.projections, replace=True))

    assert {each.table: each.rows for each in compared}["withheld"] == len(passages_of(platform, case))
    assert [each.table for each in compared if not each.is_identical] == []
    assert WORD not in client.get(f"/en/cases/{case}").get_data(as_text=True)

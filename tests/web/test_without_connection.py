"""What the server gives a device so that people can write without a connection."""

import json

from tests.web.journeys import WORDS, check_page, number_on


def test_only_pages_that_say_nothing_of_a_person_may_be_kept(resident, official, number):
    def may_be_kept(browser, address):
        return browser.client.get(address).headers.get("Offline-Copy")

    assert may_be_kept(resident, "/en/services/pothole/case") == "yes"
    assert may_be_kept(resident, "/en/drafts") == "yes"
    assert may_be_kept(resident, f"/en/cases/{number}") is None
    assert may_be_kept(official, "/en/services/pothole/case") == "no"
    assert may_be_kept(official, "/en/office/queue") is None
    assert may_be_kept(official, "/en/office/inspections") is None
    assert may_be_kept(official, "/en/office/session") is None


def test_where_a_sign_in_is_over_the_device_forgets_what_an_official_took_along(resident, official):
    ended = official.send(official.open("/en/office/queue"), "/session/end")

    assert ended.heading == resident.open("/en/").heading
    assert official.client.get("/en/").headers["Offline-Copy"] == "yes"
    assert official.client.get("/en/office/session").headers["Offline-Copy"] == "forget"


def test_the_files_that_pages_of_inspections_need_exist(official):
    page = official.open("/en/office/inspections")
    files = page.soup.select_one("[data-along]")["data-files"].split()

    asked_for = {each["src"] for each in page.soup.select("script[src]")}
    assert asked_for | {page.soup.select_one("link[rel=stylesheet]")["href"]} <= set(files)
    assert {official.client.get(address).status_code for address in files} == {200}


def test_the_service_worker_names_files_that_exist(resident):
    answer = resident.client.get("/service-worker.js")
    shell = json.loads(answer.text.partition("const SHELL = ")[2].partition(";\n")[0])

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert {address.rpartition("/")[2].partition(".")[0] for address in shell[1:]} == {
        "device_store",
        "draft_photos",
        "drafts",
        "drafts_page",
        "filing_form",
        "offline",
    }
    assert [resident.client.get(address).status_code for address in shell] == [200] * len(shell)


def test_a_device_can_install_the_site(resident):
    manifest = resident.client.get("/site.webmanifest").get_json(force=True)

    assert manifest == {
        "name": "Erlbruck on the Mirn",
        "short_name": "Erlbruck on the Mirn",
        "lang": "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "icons": [{"src": "/mark.svg", "sizes": "any", "type": "image/svg+xml"}],
    }


def test_the_case_tells_when_its_words_were_written_as_the_device_says(resident):
    confirmation = resident.send(check_page(resident, written_at="2026-02-28T21:15:00.123Z"), "/case", "file")
    case = resident.open(f"/en/cases/{number_on(confirmation)}")

    assert WORDS in case.text
    assert "Written on a device without a connection, by its clock on 28 February 2026" in case.text


def test_a_moment_that_does_not_exist_is_refused(resident):
    for said in ("yesterday", "2026-02-30T10:00:00Z", "2026-02-28T10:00:00+01:00", "٢٠٢٦-02-28T10:00:00Z"):
        answer = check_page(resident, written_at=said)
        assert answer.status == 400, said

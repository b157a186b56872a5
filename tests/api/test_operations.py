"""What operators ask: /healthz, /readyz and /metrics."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from civic.bootstrap import Platform
from civic.cases.handlers import NOTICE
from civic.kernel.journal import Message
from tests.builders.cases import case_filed, filing
from tests.builders.clock import MONDAY_MORNING

SECRETS = ("rosa@example.org", "Rosa Luchs")


def test_a_process_that_answers_is_healthy(client: FlaskClient):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_platform_that_has_just_begun_is_ready(client: FlaskClient):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_a_log_that_lags_for_more_than_a_minute_is_not_ready(client: FlaskClient, platform: Platform):
    platform.projector.catch_up_with_all()
    platform.publisher.publish()
    platform.journal.append([filing()], command_id="one")
    platform.projector.catch_up_with_all()
    assert client.get("/readyz").status_code == 200
    platform.clock.set(MONDAY_MORNING + timedelta(seconds=100))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [line.partition(":")[0] for line in answer.text.splitlines()] == ["the published log"]
    platform.publisher.publish()
    assert client.get("/readyz").text == "ready\n"


def test_read_tables_that_lag_are_a_reason_of_their_own(client: FlaskClient, platform: Platform):
    platform.journal.append([filing()], command_id="one")
    platform.clock.set(MONDAY_MORNING + timedelta(hours=1))
    lines = client.get("/readyz").text.splitlines()
    assert [line.partition(",")[0].partition(" and ")[0] for line in lines] == [
        "the published log: 3 events",
        "the read tables: 3 events",
    ]


def test_a_database_that_is_not_migrated_is_not_ready(client: FlaskClient, platform: Platform):
    with platform.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (
        503,
        "the database is not migrated to this release: run `civic up`, or migrate it\n",
    )


def test_a_database_that_does_not_answer_is_not_ready(
    client: FlaskClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    with platform.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE tracking")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer: OperationalError\n")


def test_a_published_log_that_cannot_be_read_is_a_reason(client: FlaskClient, platform: Platform):
    platform.publisher.publish()
    (platform.settings.log_directory / "checkpoint").write_bytes(b"no checkpoint")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith("the published log cannot be read: ")
    assert len(answer.text.splitlines()) == 1


def values(client: FlaskClient) -> dict[Any, float]:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_the_gauges_say_how_much_there_is_and_how_far_behind(client: FlaskClient, platform: Platform):
    platform.publisher.publish()
    platform.journal.append([filing(case_filed())], command_id="one")
    platform.journal.append([filing(case_filed(department="lighting"))], command_id="two")
    before = values(client)
    lag = before.pop(("civic_log_lag_seconds",))
    assert lag > 0
    assert before == {
        ("civic_events_total",): 4,
        ("civic_log_size",): 2,
        ("civic_log_lag_events",): 2,
        ("civic_projection_lag_events",): 4,
        ("civic_outbox_waiting",): 0,
        ("civic_outbox_given_up",): 0,
        ("civic_log_unwitnessed_seconds",): 0,
    }
    platform.projector.catch_up_with_all()
    platform.publisher.publish()
    assert values(client) == {
        ("civic_events_total",): 4,
        ("civic_log_size",): 4,
        ("civic_log_lag_events",): 0,
        ("civic_log_lag_seconds",): 0,
        ("civic_projection_lag_events",): 0,
        ("civic_outbox_waiting",): 0,
        ("civic_outbox_given_up",): 0,
        ("civic_log_unwitnessed_seconds",): 0,
        ("civic_open_cases", "demo", "lighting"): 1,
        ("civic_open_cases", "demo", "streets"): 1,
    }


def test_a_letter_that_was_given_up_is_counted_apart_from_those_that_wait(
    client: FlaskClient, platform: Platform
):
    told = [Message(NOTICE, change=0, event=0)]
    for number in range(3):
        platform.journal.append([filing()], command_id=f"file-{number}", messages=told)
    taken = platform.outbox.take()
    assert taken is not None
    platform.outbox.give_up(taken, "address-refused")

    counted = values(client)

    assert (counted["civic_outbox_waiting",], counted["civic_outbox_given_up",]) == (2, 1)


def test_the_gauges_hold_no_personal_data(client: FlaskClient):
    body = {
        "service": "pothole",
        "description": SECRETS[1],
        "place": {"address": "Mill Lane 3"},
        "contact": {"email": SECRETS[0]},
    }
    assert client.post("/api/v1/cases", json=body).status_code == 201
    text = client.get("/metrics").text
    assert not [word for word in (*SECRETS, "Mill Lane") if word in text]

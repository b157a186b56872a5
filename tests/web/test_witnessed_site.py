"""A site whose log has witnesses: what it publishes, and whom it tells when they are missing."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from civic.app import create_app
from civic.bootstrap import build
from civic.settings import SettingsHaveFaults, read_settings
from ledger.acceptance import accept_checkpoint
from ledger.policy import QuorumIsNotMet, format_policy
from ledger.policy_parser import parse_policy
from ledger.storage import DirectoryStorage
from ledger.tlog_proof import parse_receipt, verify_receipt
from ledger.verify import verify_log
from tests.builders.clock import SteppingClock
from tests.builders.witnesses import DEAD, two_of, witness
from tests.web.browser import Browser
from tests.web.journeys import file_a_case, sign_in

pytestmark = pytest.mark.network
WARNING = "The public record is not being updated"


class Site:
    """One installation; `restart` opens it again with other addresses of its witnesses."""

    def __init__(self, directory):
        self.directory = directory
        self.clock = SteppingClock(step=timedelta(milliseconds=1))
        self.platform = None

    def restart(self, *urls, policy=None):
        self.close()
        file = self.directory / "policy"
        file.write_bytes(format_policy(two_of(*urls)) if policy is None else policy)
        settings = {
            "CIVIC_VAR": str(self.directory / "var"),
            "CIVIC_DEMO_LOGIN": "yes",
            "CIVIC_POSTS_PER_MINUTE": "0",
            "CIVIC_LOG_POLICY": str(file),
        }
        self.platform = build(read_settings(settings), clock=self.clock)
        app = create_app(self.platform)
        app.testing = True
        self.client = app.test_client()
        self.official = Browser(app.test_client())
        sign_in(self.official, "streets")

    def metrics(self):
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(self.client.get("/metrics").text)
            for sample in family.samples
            if "witness" in sample.name
        }

    def close(self):
        if self.platform is not None:
            self.platform.close()


@pytest.fixture
def site(tmp_path, socket_enabled):
    site = Site(tmp_path)
    yield site
    site.close()


@pytest.fixture
def urls(site, tmp_path):
    """The addresses of three honest witnesses of this site's log."""
    site.restart(DEAD, DEAD)
    with ExitStack() as stack:
        log = site.platform.log.signer.verifier
        yield [stack.enter_context(witness(n, tmp_path, [log])) for n in range(3)]


def test_the_published_policy_names_the_witnesses_and_what_is_published_meets_it(site, urls, tmp_path):
    site.restart(*urls)
    file_a_case(Browser(site.client))
    site.platform.publisher.publish()

    policy = parse_policy(site.client.get("/log/policy").data)
    assert [each.name for each in policy.witnesses] == ["w0", "w1", "w2"]
    assert len(accept_checkpoint(policy, site.client.get("/log/checkpoint").data).cosignatures) >= 2
    assert verify_log(DirectoryStorage(site.platform.settings.log_directory), policy).faults == []
    receipt = parse_receipt(site.client.get("/api/v1/events/1/receipt").data)
    assert verify_receipt(receipt, policy, receipt.extra).checkpoint.size == site.platform.log.size()
    assert site.client.get("/readyz").text == "ready\n"
    assert site.metrics() == {("civic_log_unwitnessed_seconds",): 0}
    assert WARNING not in site.official.open("/en/office/queue").text


def test_the_checkpoints_name_who_cosigned_them_and_who_is_missing(site, urls):
    site.restart(urls[0], urls[1], DEAD)
    file_a_case(Browser(site.client))
    size = site.platform.publisher.publish()
    newest, *_ = site.client.get("/data/checkpoints.json").json["checkpoints"]
    row = site.client.get("/data/checkpoints.csv").text.splitlines()[1].split(",")
    page = Browser(site.client).open("/en/audit/log/checkpoints").text

    names = [each.verifier.name for each in parse_policy(site.client.get("/log/policy").data).witnesses]
    assert newest["size"] == size
    assert sorted(each["name"] for each in newest["witnesses"]) == names[:2]
    assert newest["missing_witnesses"] == names[2:]
    assert (row[4].split(), row[5]) == ([each["name"] for each in newest["witnesses"]], names[2])
    assert f"Witnesses that are missing {names[2]}" in " ".join(page.split())


def test_a_checkpoint_that_waits_for_witnesses_is_not_among_those_that_were_published(site, urls):
    site.restart(*urls)
    size = site.platform.publisher.publish()
    site.restart(DEAD, DEAD, DEAD)
    file_a_case(Browser(site.client))
    site.platform.publisher.publish()
    while_waiting = site.client.get("/data/checkpoints.json").json["checkpoints"]
    site.restart(*urls)
    grown = site.platform.publisher.publish()

    assert [each["size"] for each in while_waiting] == [size]
    assert site.client.get("/data/checkpoints.json").json["checkpoints"][0]["size"] == grown > size


def test_a_receipt_of_before_there_were_witnesses_does_not_meet_their_quorum(site, urls):
    site.restart(policy=b"quorum none\n")
    site.platform.publisher.publish()
    receipt = parse_receipt(site.client.get("/api/v1/events/0/receipt").data)
    site.restart(*urls)

    with pytest.raises(QuorumIsNotMet):
        verify_receipt(receipt, parse_policy(site.client.get("/log/policy").data), receipt.extra)


def test_without_witnesses_the_site_goes_on_and_everybody_who_must_know_is_told(site, urls):
    site.restart(*urls)
    site.platform.publisher.publish()
    before = site.client.get("/log/checkpoint").data
    site.restart(DEAD, DEAD, urls[2])
    number = file_a_case(Browser(site.client))
    site.platform.publisher.publish()
    site.platform.projector.catch_up_with_all()
    site.clock.set(site.clock.now() + timedelta(seconds=100))

    assert site.client.get("/log/checkpoint").data == before
    ready = site.client.get("/readyz")
    assert ready.status_code == 200
    assert [line.partition(":")[0] for line in ready.text.splitlines()] == ["ready", *["degraded"] * 3]
    assert "for 100 seconds, for want of witnesses" in ready.text
    assert "w0 has not cosigned" in ready.text
    metrics = site.metrics()
    assert 100 <= metrics["civic_log_unwitnessed_seconds",] < 101
    assert metrics.keys() - {("civic_log_unwitnessed_seconds",)} == {
        ("civic_log_witness_missing_seconds", "w0"),
        ("civic_log_witness_missing_seconds", "w1"),
    }
    queue = site.official.open("/en/office/queue").text
    assert WARNING in queue
    assert number in queue

    site.restart(*urls)
    while site.client.get("/readyz").text != "ready\n":  # until the last one has answered, too
        site.platform.publisher.publish()
    assert WARNING not in site.official.open("/en/office/queue").text


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        (b"quorum w0\n", "line 1"),
        (b"", "no quorum line"),
        (b"# writer " + b"0" * 64 + b"\nquorum none\n", "leave out the lines"),
        (format_policy(two_of(DEAD, "ftp://w1.example")), "w1 has no http address"),
    ],
)
def test_a_policy_that_cannot_be_used_stops_the_start_with_the_reason(site, policy, fault):
    with pytest.raises(SettingsHaveFaults, match=f"CIVIC_LOG_POLICY=.*{fault}"):
        site.restart(policy=policy)


def test_a_policy_that_is_not_there_stops_the_start_with_the_reason(site, tmp_path):
    missing = {"CIVIC_VAR": str(tmp_path / "var"), "CIVIC_LOG_POLICY": str(tmp_path / "nothing")}

    with pytest.raises(SettingsHaveFaults, match="No such file"):
        build(read_settings(missing))

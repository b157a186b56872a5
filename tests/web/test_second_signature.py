"""A site whose checkpoints also carry an ML-DSA-44 signature, switched on and off in a log that goes on."""

import json

import pytest

from civic.app import create_app
from civic.bootstrap import build
from civic.settings import read_settings
from ledger.acceptance import accept_checkpoint
from ledger.keys import ED25519, ML_DSA_44
from ledger.policy import Policy
from ledger.policy_parser import parse_policy
from ledger.tlog_proof import parse_receipt, verify_receipt
from ledger.verify import verify_log
from tests.builders.cases import filing
from tests.web.browser import Browser


class Site:
    """One installation, as each start with `setting` finds it."""

    def __init__(self, directory, setting):
        self.platform = build(read_settings({"CIVIC_VAR": str(directory), "CIVIC_LOG_ML_DSA": setting}))
        self.platform.journal.append_batch([([filing()], f"{setting}-{self.platform.journal.size()}")])
        self.platform.publisher.publish()
        self.client = create_app(self.platform).test_client()

    def policy(self):
        return parse_policy(self.client.get("/log/policy").data)

    def kinds(self):
        return [log.verifier.kind for log in self.policy().logs]


@pytest.fixture
def start(tmp_path):
    sites = []

    def started(setting):
        sites.append(Site(tmp_path / "var", setting))
        return sites[-1]

    yield started
    for site in sites:
        site.platform.close()


def test_the_policy_names_both_keys_and_whoever_knows_one_of_them_verifies(start):
    site = start("yes")
    policy = site.policy()
    receipt = parse_receipt(site.client.get("/api/v1/events/2/receipt").data)

    assert site.kinds() == [ED25519, ML_DSA_44]
    for logs in (policy.logs, policy.logs[:1], policy.logs[1:]):
        known = Policy(logs, pinned_writers=policy.pinned_writers)
        assert verify_log(site.platform.log.source, known).faults == []
        assert verify_receipt(receipt, known, receipt.extra).checkpoint.size == 4


def test_it_can_be_switched_on_and_off_and_on_with_the_same_key(start):
    seen = [
        (site.kinds(), site.policy().logs[-1].verifier.vkey()) for site in map(start, ("no", "yes", "no"))
    ]
    again = start("yes")

    assert [kinds for kinds, _ in seen] == [[ED25519], [ED25519, ML_DSA_44], [ED25519]]
    assert again.policy().logs[-1].verifier.vkey() == seen[1][1]
    assert verify_log(again.platform.log.source, again.policy()).faults == []


def test_the_ed25519_signature_is_always_there(start):
    site = start("yes")
    ed25519_only = Policy(site.policy().logs[:1])

    assert accept_checkpoint(ed25519_only, site.client.get("/log/checkpoint").data).checkpoint.size == 4


def test_pages_name_both_signatures_and_browsers_are_given_what_they_can_check(start):
    site = start("yes")
    page = Browser(site.client).open("/en/audit/checkpoint")
    checking = Browser(site.client).open("/en/audit/verify")

    assert page.text.count("is the log itself. The signature is right.") == 2
    keys = checking.soup.find(id="f-key").get_text().split()
    assert keys == [site.policy().logs[0].verifier.vkey()]
    assert json.loads(checking.soup.find(attrs={"data-policy": True})["data-policy"])["witnesses"] == []
    row = site.client.get("/data/checkpoints.json").json["checkpoints"][0]
    assert len(row["log_keys"]) == 2

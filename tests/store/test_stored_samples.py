"""Every event type and version that was ever stored loads for ever, from signed bytes that never change."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from civic.bootstrap import EVENTS, vocabulary
from civic.kernel.event import Part as StoredPart
from civic.kernel.event import put_together, take_apart, to_json

SAMPLES = Path(__file__).with_name("samples")
WRITTEN = sorted(SAMPLES.glob("*.json"))


@pytest.mark.parametrize("event_class", EVENTS, ids=lambda each: each.TYPE)
def test_every_version_of_every_type_has_a_sample(event_class):
    wanted = {f"{event_class.TYPE}.v{version}.json" for version in range(1, event_class.VERSION + 1)}

    assert wanted <= {path.name for path in WRITTEN}


def test_no_sample_is_of_a_type_that_was_forgotten():
    known = {event_class.TYPE for event_class in EVENTS}

    assert {path.name.rsplit(".", 2)[0] for path in WRITTEN} == known


def read(path):
    sample = json.loads(path.read_text())
    event_class, data = vocabulary().read(sample["type"], sample["type_version"], sample["data"])
    parts = [
        StoredPart(*part["name"].split(".", 1), part["person"], part["value"]) for part in sample["parts"]
    ]
    event = put_together(event_class, data, parts, {part.role: part.person for part in parts})
    return sample, event


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_a_stored_sample_still_loads_as_what_it_meant(path):
    sample, event = read(path)

    assert (event.TYPE, path.name) == (
        sample["type"],
        f"{sample['type']}.v{sample['type_version']}.json",
    )
    assert to_json(event) == sample["means"]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_a_sample_of_the_newest_version_is_what_would_be_stored_today(path):
    sample, event = read(path)
    if sample["type_version"] != event.VERSION:
        pytest.skip("an older version is read, never written")

    data, parts = take_apart(event)

    assert data == sample["data"]
    assert [{"name": p.name, "person": p.person, "value": p.value} for p in parts] == sample["parts"]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_a_sample_of_the_newest_version_uses_every_field_of_its_type(path):
    sample, event = read(path)
    if sample["type_version"] < event.VERSION:
        pytest.skip("an older version lacks what came later")

    assert [name for name in event.__dataclass_fields__ if getattr(event, name) is None] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_samples_are_about_nobody(path):
    """Addresses end in names reserved for examples (RFC 2606), telephone numbers are of no network."""
    sample, _ = read(path)
    contact = next((p["value"]["contact"] for p in sample["parts"] if "contact" in p["value"]), {})

    assert contact.get("email", "x@example.org").endswith("@example.org")
    assert contact.get("phone", "+00 000").startswith("+00")


def test_the_key_in_the_samples_is_a_test_vector():
    """SPEC: RFC 8032 §7.1, TEST 1."""
    sample, _ = read(SAMPLES / "audit.key.announced.v1.json")

    key = b64decode(sample["data"]["public_key"])
    assert key.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

"""Every event, refusal, fault and state has its sentence in every language."""

import importlib
import pkgutil

import pytest

import civic
from civic.bootstrap import EVENTS
from civic.cases.workflow import STATES
from civic.i18n.catalogues import catalogue
from civic.i18n.languages import languages
from civic.i18n.symbols import symbols
from civic.kernel.errors import InputHasFaults, Refused

each_language = pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)


def refusals() -> set[type[Refused]]:
    for module in pkgutil.walk_packages(civic.__path__, "civic."):
        importlib.import_module(module.name)
    found, waiting = set(), [Refused]
    while waiting:
        found.update(known := waiting.pop().__subclasses__())
        waiting.extend(known)
    return {each for each in found if each.__module__.startswith("civic.")}


def own_words(spoken, symbol: str) -> bool:
    """Whether the language says it itself; a register may say it in the words of its language."""
    own = (None, symbol) in catalogue(spoken).entries
    return own or bool(spoken.register and own_words(spoken.fallback, symbol))


@each_language
def test_every_event_has_a_sentence(spoken):
    assert [event.TYPE for event in EVENTS if not own_words(spoken, f"event.{event.TYPE}")] == []


@each_language
def test_every_refusal_has_a_sentence(spoken):
    assert [each.code for each in refusals() if not own_words(spoken, f"refused.{each.code}")] == []


@each_language
def test_every_fault_and_state_has_words(spoken):
    needed = [symbol for symbol in symbols() if symbol.startswith(("fault.", "state.", "reason.", "http."))]

    assert [symbol for symbol in needed if not own_words(spoken, symbol)] == []
    assert f"state.resident.{STATES[0]}" in needed


def test_no_two_refusals_share_a_code():
    codes = [each.code for each in refusals() if each is not InputHasFaults]

    assert sorted(codes) == sorted(set(codes))

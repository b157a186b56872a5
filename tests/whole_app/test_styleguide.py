"""Every component has its contract beside it, keeps to it, and is shown in every state and language."""

import re

import pytest
from babel.support import NullTranslations
from bs4 import BeautifulSoup
from jinja2 import Environment, nodes

from civic.i18n.catalogues import catalogue
from civic.i18n.languages import language, languages
from civic.web.styleguide import COMPONENTS, call_of, components

TEMPLATES = COMPONENTS.parent
NAMES = sorted(path.stem for path in COMPONENTS.glob("*.html"))


@pytest.fixture(scope="module")
def jinja():
    read = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    read.install_gettext_translations(NullTranslations(), newstyle=True)
    return read


def macros_of(jinja, name):
    tree = jinja.parse((COMPONENTS / f"{name}.html").read_text(encoding="utf-8"))
    return {macro.name: macro for macro in tree.find_all(nodes.Macro)}


def documented(name):
    return next((each for each in components() if each.name == name), None)


def test_every_component_has_its_contract_and_every_contract_a_component():
    assert [each.name for each in components()] == NAMES, "write components/<name>.toml beside each macro"


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_names_what_the_macro_takes(jinja, name):
    macro, contract = macros_of(jinja, name)[name], documented(name)
    taken = [argument.name for argument in macro.args]
    needed = taken[: len(taken) - len(macro.defaults)]

    assert list(contract.parameters) == taken
    assert [each for each, about in contract.parameters.items() if about.required] == needed
    assert contract.purpose
    assert contract.accessibility
    assert all(each.description and each.type for each in contract.parameters.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_shown_or_says_where_it_is_seen(name):
    contract = documented(name)
    shown = {argument for example in contract.examples for argument in example.arguments}

    assert bool(contract.examples) != bool(contract.seen)
    if contract.examples:
        required = {each for each, about in contract.parameters.items() if about.required}
        assert required <= shown, "an example has to give what is required"


def test_what_is_a_part_of_one_component_is_used_by_no_other(jinja):
    parts = {(name, macro) for name in NAMES for macro in macros_of(jinja, name) if macro != name}
    for path in TEMPLATES.rglob("*.html"):
        for name, part in re.findall(r"from 'components/(\w+)\.html' import (\w+)", path.read_text("utf-8")):
            assert (name, part) not in parts, f"{path.name} imports {part}: give it a file of its own"


def messages_in(value):
    if isinstance(value, dict):
        if "say" in value:
            yield value["say"]
        for each in value.values():
            yield from messages_in(each)
    if isinstance(value, list):
        for each in value:
            yield from messages_in(each)


@pytest.mark.parametrize("name", NAMES)
def test_examples_speak_in_words_that_translators_have(name):
    for example in documented(name).examples:
        for message in messages_in([dict(example.arguments), example.content]):
            assert catalogue(language("de")).has(message), f"{example.name}: {message!r}"


@pytest.mark.parametrize("spoken", languages(), ids=lambda each: each.slug)
def test_the_style_guide_shows_every_example(client, spoken):
    answer = client.get(f"/{spoken.slug}/styleguide")
    soup = BeautifulSoup(answer.data, "html.parser")

    shown = soup.select(".specimen")
    assert [each.code.get_text() for each in shown] == [
        call_of(component, example) for component in components() for example in component.examples
    ]
    for each in shown:
        content = each.select_one(".specimen__shown")
        assert content.get_text(strip=True) or content.find(True), each.h3
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_an_example_is_written_as_a_template_writes_it(app):
    button = documented("button")
    notice = documented("notice")

    assert call_of(button, button.examples[1]) == "{{ button(words=_('Change something'), kind='quiet') }}"
    assert (
        call_of(notice, notice.examples[0])
        == "{% call notice() %}{{ _('Nothing is sent yet.') }}{% endcall %}"
    )


def slots_filled(jinja):
    """Yield (component, parameter, message, most characters) of what pages put into slots."""
    contracts = {each.name: each for each in components()}
    for path in TEMPLATES.rglob("*.html"):
        tree = jinja.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            contract = contracts.get(getattr(call.node, "name", ""))
            if contract is None:
                continue
            given = [*zip(contract.parameters, call.args, strict=False)]
            given += [(keyword.key, keyword.value) for keyword in call.kwargs]
            for parameter, value in given:
                message = message_of(value)
                most = contract.parameters[parameter].max_chars
                if message and most:
                    yield contract.name, parameter, message, most


def message_of(value):
    """Return the message of `_('...')` or `pgettext('...', '...')`."""
    if isinstance(value, nodes.Call) and getattr(value.node, "name", "") in {"_", "pgettext"}:
        words = [each.value for each in value.args if isinstance(each, nodes.Const)]
        return tuple([None, *words][-2:]) if words else None
    return None


def test_words_fit_into_their_slots_in_every_language(jinja):
    filled = list(slots_filled(jinja))
    too_long = [
        f"{component}.{parameter} takes {most}, {spoken.slug} has {len(words)}: {words!r}"
        for component, parameter, (context, message), most in filled
        for spoken in languages()
        for words in [in_language(spoken, context, message)]
        if len(words) > most
    ]

    assert len(filled) > 40
    assert too_long == []


def in_language(spoken, context, message):
    values = {"example": "TESTA-KTE2B"}
    words = catalogue(spoken)
    return words.pgettext(context, message, values) if context else words.gettext(message, values)

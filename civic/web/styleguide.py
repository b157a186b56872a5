"""The style guide: each component with its contract and in every state, from the file beside its macro.

`components/<name>.toml` says in English what the component is for, what makes it accessible, what its macro
takes and how it looks (`examples`). An argument is a value, words of the catalogues (`{ say = "Send" }`), an
object of `specimens.py` (`{ specimen = "form" }`) or a component; `content` is what a `call` block holds.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app
from jinja2.runtime import Macro
from markupsafe import Markup

from civic.i18n.catalogues import catalogue
from civic.web.access import access
from civic.web.page_language import page_language
from civic.web.platform import chosen_city
from civic.web.rendering import render
from civic.web.specimens import specimens

COMPONENTS = Path(__file__).parent / "templates" / "components"
blueprint = Blueprint("styleguide", __name__)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What one argument of a macro is; `max_chars` is how long words may be in any language."""

    type: str
    description: str
    required: bool = False
    max_chars: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One state of a component."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    content: Any = None


@dataclass(frozen=True, slots=True)
class Component:
    """What stands in one file; `seen` says where to see what cannot stand on the style guide by itself."""

    name: str
    purpose: str
    accessibility: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    examples: tuple[Example, ...] = ()
    seen: str = ""


@blueprint.get("/<language:lang>/styleguide")
@access("anyone")
def page() -> Response:
    known = specimens(chosen_city(), _say)
    shown = [
        (each, [(ex, call_of(each, ex), _rendered(each, ex, known)) for ex in each.examples])
        for each in components()
    ]
    answer = render("styleguide/page.html", city=chosen_city(), components=shown)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@cache
def components() -> tuple[Component, ...]:
    """Return every component that is documented, by name."""
    return tuple(_read(path) for path in sorted(COMPONENTS.glob("*.toml")))


def _read(path: Path) -> Component:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    parameters = {name: Parameter(**each) for name, each in table.pop("parameters", {}).items()}
    examples = tuple(Example(**each) for each in table.pop("examples", ()))
    criteria = tuple(table.pop("accessibility"))
    return Component(path.stem, parameters=parameters, examples=examples, accessibility=criteria, **table)


def macro_of(name: str) -> Macro:
    """Return the macro of a component as pages import it."""
    template = current_app.jinja_env.get_template(f"components/{name}.html")
    macro: Macro = getattr(template.module, name)
    return macro


def _rendered(component: Component, example: Example, known: Mapping[str, Any]) -> Markup:
    arguments = {name: _value(each, known) for name, each in example.arguments.items()}
    if example.content is not None:
        content = _value(example.content, known)
        arguments["caller"] = lambda *_: content
    return Markup(macro_of(component.name)(**arguments))  # noqa: S704 (a macro escapes what it is given)


def _value(argument: Any, known: Mapping[str, Any]) -> Any:
    """Return what an argument of an example stands for."""
    match argument:
        case {"say": message}:
            return _say(message)
        case {"specimen": name}:
            return known[name]
        case {"component": name, **arguments}:
            return Markup(macro_of(name)(**_value(arguments, known)))  # noqa: S704 (as above)
        case dict():
            return {name: _value(each, known) for name, each in argument.items()}
        case list():
            parts = [_value(each, known) for each in argument]
            return Markup().join(parts) if any(_is_component(each) for each in argument) else parts
    return argument


def _is_component(argument: Any) -> bool:
    return isinstance(argument, dict) and "component" in argument


def _say(message: str) -> Markup:
    return Markup(catalogue(page_language()).gettext(message, {}, Markup))  # noqa: S704 (our own words)


def call_of(component: Component, example: Example) -> str:
    """Write an example as a template would."""
    written = ", ".join(f"{name}={_source(each)}" for name, each in example.arguments.items())
    call = f"{component.name}({written})"
    if example.content is None:
        return f"{{{{ {call} }}}}"
    return f"{{% call {call} %}}{_content(example.content)}{{% endcall %}}"


def _content(content: Any) -> str:
    parts = content if isinstance(content, list) else [content]
    return " ".join(f"{{{{ {_source(part)} }}}}" for part in parts)


def _source(argument: Any) -> str:
    match argument:
        case {"say": message}:
            return f"_({message!r})"
        case {"specimen": name}:
            return str(name)
        case {"component": name, **arguments}:
            return f"{name}({', '.join(f'{key}={_source(each)}' for key, each in arguments.items())})"
        case dict():
            return "{" + ", ".join(f"{name!r}: {_source(each)}" for name, each in argument.items()) + "}"
        case list():
            return "[" + ", ".join(map(_source, argument)) + "]"
    return str(argument).lower() if isinstance(argument, bool) else repr(argument)

"""Scripts are ES modules in `static/js`, each under an address that names its content. No page needs one.

A page asks for one with type="module", nonce="{{ script_nonce() }}" and src="{{ script_address('x.js') }}"; a
module asks for another with `import … from "./y.js"`, which becomes the address of what y.js holds.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import url_for

JS = Path(__file__).parent / "static" / "js"
_IMPORT = re.compile(r'(?<=from ")\./([\w.]+\.js)(?=")')


def script_address(name: str) -> str:
    """Return the address of a module; raise FileNotFoundError if there is none of that name."""
    return url_for("web.script_file", name=_served(name)[0])


def script_addresses(*names: str) -> list[str]:
    """Return the addresses of modules and of whatever they import, each once."""
    return [script_address(name) for name in sorted(set(names).union(*map(_imported, names)))]


def script(served_name: str) -> bytes | None:
    """Return the module that is served under a name, None if none is (any more)."""
    return _by_served_name().get(served_name)


def _imported(name: str) -> set[str]:
    named = set(_IMPORT.findall((JS / name).read_text(encoding="utf-8")))
    return named.union(*map(_imported, named))


@cache
def _by_served_name() -> Mapping[str, bytes]:
    return dict(_served(path.name) for path in sorted(JS.glob("*.js")))


@cache
def _served(name: str) -> tuple[str, bytes]:
    """Return the name that a module is served under, and its content with the served names of its imports."""
    source = (JS / name).read_text(encoding="utf-8")
    content = _IMPORT.sub(lambda found: f"./{_served(found[1])[0]}", source).encode()
    return f"{Path(name).stem}.{hashlib.sha256(content).hexdigest()[:16]}.js", content

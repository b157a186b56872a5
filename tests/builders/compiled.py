"""Templates and routes are compiled once for all applications of a test process: most of what each costs."""

from collections.abc import Callable
from typing import Any, ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from civic.app import Application


class CompiledTemplates(BytecodeCache):
    """Keeps what was compiled, by name and content of the template."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


class CompiledRule(Rule):
    """Shares the function that writes an address: it knows of its rule only what it was compiled from."""

    _compiled: ClassVar[dict[Any, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, *append_unknown: bool) -> Callable[..., tuple[str, str]]:
        if self.defaults:  # these are written by the converters of one application
            return super()._compile_builder(*append_unknown)
        compiled_from = (self.rule, tuple(self._trace), append_unknown)
        if compiled_from not in self._compiled:
            self._compiled[compiled_from] = super()._compile_builder(*append_unknown)
        return self._compiled[compiled_from]


def compile_once() -> None:
    """Let every application of this process use what another one compiled."""
    Application.jinja_options = {**Application.jinja_options, "bytecode_cache": CompiledTemplates()}
    Application.url_rule_class = CompiledRule

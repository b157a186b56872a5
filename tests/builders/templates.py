"""Templates are compiled once for all applications of a test process, which saves each a quarter second."""

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

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


def compile_templates_once() -> None:
    Application.jinja_options = {**Application.jinja_options, "bytecode_cache": CompiledTemplates()}

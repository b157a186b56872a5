"""How requests are read: bytes that are no UTF-8 become U+FFFD, which `typed_form` names as a fault.
Files stay in memory.

Werkzeug keeps such bytes of a form as percent signs and digits, as if somebody had typed them.
"""

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.formparser import FormDataParser

from civic.web.uploads import MOST_HELD, HeldFile, Room


class PlainFormParser(FormDataParser):
    """Reads urlencoded forms as UTF-8 and nothing else."""

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        del mimetype, content_length, options  # the stream is limited already
        body = stream.read().decode("utf-8", "replace")
        return stream, self.cls(parse_qsl(body, keep_blank_values=True, errors="replace")), self.cls()


class PlainRequest(Request):
    form_data_parser_class = PlainFormParser

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        if not hasattr(self, "_room"):
            self._room = Room(MOST_HELD)
        return HeldFile(self._room)

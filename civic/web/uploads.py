"""Files that come with a form: how much of them is taken, by which views, and that they touch no disk.

Everywhere else a body may hold a form's words and no more. What people send is read into memory: a photo as
it left a telephone says where somebody lives, so it does not even lie in a temporary file. What is too much
is read and let go, so that whoever sent it gets their words back and is told which file it was.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.datastructures import FileStorage

from civic.kernel.language import is_turned_around, without_unseen
from civic.kernel.photo import Picture
from civic.photos.limits import LARGEST_FILE
from civic.photos.making import make_ready, too_heavy

LARGEST_UPLOAD = 100 * 1024 * 1024
MOST_HELD = 32 * 1024 * 1024
"""How many bytes of files are held of one request."""
LONGEST_NAME = 60
MULTIPART = "multipart/form-data"
View = TypeVar("View", bound=Callable[..., Any])


class HeldFile(BytesIO):
    """A file in memory, as long as there is room for it; `is_too_heavy` where it was let go."""

    def __init__(self, room: "Room") -> None:
        super().__init__()
        self._room = room
        self.is_too_heavy = False

    def write(self, some: Any, /) -> int:
        """Say that everything was written, whether it is held or not."""
        if self.is_too_heavy or self.tell() + len(some) > LARGEST_FILE or not self._room.take(len(some)):
            self.is_too_heavy = True
            self._room.give_back(self.tell())
            self.seek(0)
            self.truncate()
        else:
            super().write(some)
        return len(some)


class Room:
    """How many bytes of files may still be held of a request."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> bool:
        has_room = size <= self._left
        self._left -= size if has_room else 0
        return has_room

    def give_back(self, size: int) -> None:
        self._left += size


def takes_files(view: View) -> View:
    """Declare that a view takes files, in a multipart form."""
    vars(view)["takes_files"] = True
    return view


def register(app: Flask) -> None:
    """Come before whatever reads forms."""
    app.before_request(_allow_files)


def sent_files(name: str) -> list[FileStorage]:
    """Return the files of a field; browsers send an empty one where none was chosen."""
    return [file for file in request.files.getlist(name) if file.filename or not is_empty(file)]


def is_empty(file: FileStorage) -> bool:
    empty = not file.stream.read(1)
    file.stream.seek(0)
    return empty and not is_too_heavy(file)


def is_too_heavy(file: FileStorage) -> bool:
    """Say whether a file was let go because there was no room for it."""
    return bool(getattr(file.stream, "is_too_heavy", False))


def picture_in(file: FileStorage) -> Picture:
    """Return what is kept of a photo that was sent; raise InputHasFaults."""
    if is_too_heavy(file):
        raise too_heavy(shown_name(file))
    return make_ready(file.stream.read(), shown_name(file))


def shown_name(file: FileStorage) -> str:
    """Return the name of a file as a sentence may say it."""
    name = without_unseen(file.filename or "").replace("\n", " ")
    plain = "".join(each for each in name if each.isprintable())
    return plain[:LONGEST_NAME] if plain and not is_turned_around(file.filename or "") else "?"


def _allow_files() -> None:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and request.mimetype == MULTIPART:
        request.max_content_length = LARGEST_UPLOAD

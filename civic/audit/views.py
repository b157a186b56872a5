"""The published log: its files for programs, what they mean for people, and receipts to keep."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from civic.audit.entry import entry_at
from civic.audit.finding import find
from civic.audit.log_sync import A_MINUTE, A_SECOND, BYTES, FOR_EVER, TEXT, published_file
from civic.audit.published import LogIsDamaged
from civic.kernel.errors import InputHasFaults
from civic.kernel.ids import spell
from civic.kernel.receipt_code import receipt_code
from civic.web.access import access
from civic.web.forms import Form, typed_query
from civic.web.platform import chosen_city, platform, site_address
from civic.web.qr import qr_code
from civic.web.rendering import link, render
from ledger.checkpoint import parse_checkpoint
from ledger.note import parse_note

blueprint = Blueprint("audit", __name__)
log_files = Blueprint("log", __name__)
NOT_YET = "This log has not published a file of this name.\n"


@dataclass(frozen=True, slots=True)
class Head:
    """The first three lines of a checkpoint, for people to compare; the root in hexadecimal digits."""

    origin: str
    size: int
    root: str


@blueprint.get("/<language:lang>/audit")
@access("anyone")
def explanation() -> ResponseReturnValue:
    """Say how to check the log; lead to the entry that somebody asks for, or say why there is none."""
    typed = typed_query()
    if "entry" not in typed.values:
        return _explain(typed)
    try:
        typed.accept()
        found = find(platform().journal, typed.value("entry"))
    except InputHasFaults as refused:
        return _explain(typed.with_faults(refused.faults), refused.status)
    if found.case:
        return redirect(link("explorer.log", case=spell(found.case)), 302)
    if not found.code:
        return redirect(link("explorer.entry", position=found.position), 302)
    return redirect(link("audit.receipt", position=found.position, code=found.code), 302)


def _explain(form: Form, status: int = 200) -> Response:
    checkpoint = platform().log.checkpoint()
    head = read_head(checkpoint) if checkpoint else None
    now = platform().clock.now()
    return render("audit/log.html", status, city=chosen_city(), form=form, head=head, now=now)


@blueprint.get("/<language:lang>/audit/receipts/<int:position>")
@access("anyone")
def receipt(position: int) -> ResponseReturnValue:
    """Show the receipt to be read, printed and read aloud; the file that proves it is one click away."""
    if platform().log.receipt(position) is None:
        return _say_that_it_is_coming(position)
    entry = entry_at(platform().journal, platform().log, position)
    code = receipt_code(position, entry.leaf_hash)
    address = site_address() + url_for("audit.receipt", position=position)
    return render(
        "audit/receipt.html",
        city=chosen_city(),
        entry=entry,
        recorded=platform().journal.read(position, 1)[0],
        code=code,
        address=address,
        qr_code=qr_code(address),
        was_typed=request.args.get("code") == code,
    )


@blueprint.get("/<language:lang>/audit/receipts/<int:position>/file")
@access("anyone")
def receipt_file(position: int) -> ResponseReturnValue:
    """Give the receipt as a file, or say that it will be there in a moment."""
    proof = platform().log.receipt(position)
    if proof is None:
        return _say_that_it_is_coming(position)
    response = Response(proof, content_type=BYTES)
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{position}.tlog-proof"'
    return response


def _say_that_it_is_coming(position: int) -> Response:
    waiting = render("audit/receipt_is_coming.html", 202, position=position)
    waiting.headers["Retry-After"] = "1"
    return waiting


@log_files.get("/log/checkpoint")
@access("anyone", cookies=False)
def checkpoint() -> Response:
    return _file(platform().log.checkpoint(), TEXT, A_SECOND)


@log_files.get("/log/policy")
@access("anyone", cookies=False)
def policy() -> Response:
    return _file(platform().log.policy(), TEXT, A_MINUTE)


@log_files.get("/log/<path:path>")
@access("anyone", cookies=False)
def tile(path: str) -> Response:
    """Serve a tile or a bundle of entries; what was published under a name never changes."""
    content = platform().log.file(path)
    if content is None or not path.startswith("tile/entries/"):
        return _file(content, BYTES, FOR_EVER)
    response = _file(_compressed(content), BYTES, FOR_EVER)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


@log_files.errorhandler(LogIsDamaged)
def say_damaged(damaged: LogIsDamaged) -> Response:
    """A verifier must see that the fault is here, not on its own side, and must not keep the answer."""
    return Response(f"The log that is stored here is damaged: {damaged}\n", 500, content_type=TEXT)


def read_head(checkpoint: bytes) -> Head:
    found = parse_checkpoint(parse_note(checkpoint).text)
    return Head(found.origin, found.size, found.root.hex())


def _file(content: bytes | None, content_type: str, keep: str) -> Response:
    if content is None:
        return Response(NOT_YET, 404, content_type=TEXT, headers={"Cache-Control": "no-cache"})
    response = Response(content, content_type=content_type)
    response.headers["Cache-Control"] = keep
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


@lru_cache(maxsize=64)
def _compressed(content: bytes) -> bytes:
    return published_file(content, is_bundle=True).body

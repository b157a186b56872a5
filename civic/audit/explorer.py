"""The explorer: every entry of the log, one by one, and who vouches for the whole of it."""

import hashlib
import json
from dataclasses import asdict, replace

from flask import Blueprint, Response, request

from civic.audit.browsing import browse
from civic.audit.entry import CASE_STREAM, SHOWN_BYTES, entry_at
from civic.audit.opening import opening_of
from civic.audit.queries import event_at
from civic.audit.vouching import signatures_of
from civic.cases.views.case import refuse_stranger
from civic.i18n.sentences import event_sentence_left_open
from civic.kernel.errors import Fault
from civic.kernel.ids import CaseNumber, NumberHasATypo, parse_public_id, spell
from civic.web.access import access
from civic.web.forms import Form, typed_query
from civic.web.page_language import page_language
from civic.web.pagination import Pages
from civic.web.platform import chosen_city, platform
from civic.web.rendering import link, render
from civic.web.scripts import script, script_address
from civic.web.security import connect_to_nothing
from ledger.keys import COSIGNATURE_V1, ED25519
from ledger.note import parse_note
from ledger.policy import Policy
from ledger.policy_parser import parse_policy

blueprint = Blueprint("explorer", __name__)
BYTES = "application/octet-stream"
MOST_DIGITS = 18
CHECKED_BY = ("receipt.js", "receipt_page.js")


@blueprint.get("/<language:lang>/audit/log")
@access("anyone")
def log() -> Response:
    """List entries, newest first; a filter that nothing can fit is said beside its field."""
    typed = typed_query()
    stream = ""
    if typed.value("case"):
        try:
            stream = CASE_STREAM + parse_public_id(typed.value("case"))
        except NumberHasATypo:
            typed = typed.with_faults([Fault("case", "input.case-number-typo")])
    types = _types_in_words()
    known = {code for code, _ in types}
    chosen = typed if typed.value("type") in known else replace(typed, values={**typed.values, "type": ""})
    found = browse(platform().journal, _before(), chosen.value("type"), stream) if not typed.faults else None
    return render(
        "audit/entries.html",
        422 if typed.faults else 200,
        city=chosen_city(),
        form=chosen,
        types=types,
        entries=found.entries if found else (),
        pages=_pages(chosen, found.next_before if found else None),
    )


@blueprint.get("/<language:lang>/audit/log/<int:position>")
@access("anyone")
def entry(position: int) -> Response:
    found = entry_at(platform().journal, platform().log, position)
    recorded = platform().journal.read(position, 1)[0]
    return render(
        "audit/entry.html", city=chosen_city(), entry=found, recorded=recorded, shown_bytes=SHOWN_BYTES
    )


@blueprint.get("/audit/entries/<int:position>")
@access("anyone", cookies=False)
def exact_bytes(position: int) -> Response:
    """Give the entry byte for byte: what was signed, with its signature, as it is hashed into the tree."""
    response = Response(event_at(platform().journal, position).leaf, content_type=BYTES)
    response.headers["Content-Disposition"] = f'attachment; filename="entry-{position}.json"'
    return response


@blueprint.get("/<language:lang>/audit/checkpoint")
@access("anyone")
def checkpoint() -> Response:
    log = platform().log
    signed, policy = log.checkpoint(), parse_policy(log.policy())
    return render(
        "audit/checkpoint.html",
        city=chosen_city(),
        text=parse_note(signed).text if signed else "",
        signatures=signatures_of(signed, policy) if signed else (),
        policy=policy,
    )


@blueprint.get("/<language:lang>/audit/verify")
@access("anyone")
def check_receipt() -> Response:
    """Let the reader's own browser check a receipt; the page may not tell anybody which one."""
    connect_to_nothing()
    policy = parse_policy(platform().log.policy())
    return render(
        "audit/check_receipt.html",
        city=chosen_city(),
        keys=" ".join(each.verifier.vkey() for each in policy.logs if each.verifier.kind == ED25519),
        policy=json.dumps(_for_scripts(policy)),
        scripts=[_fingerprinted(name) for name in CHECKED_BY],
    )


@blueprint.post("/<language:lang>/cases/<case:number>/opening")
@access("reporter", otherwise=refuse_stranger)
def opening(number: CaseNumber) -> Response:
    """Give the reporter, and nobody else, what opens the commitments of their own case."""
    platform().cases.page(number)
    opened = opening_of(platform().journal, platform().log, number)
    response = Response(json.dumps(opened, ensure_ascii=False, indent=2), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="case-{spell(number)}.json"'
    return response


def _for_scripts(policy: Policy) -> dict[str, object]:
    """Return what browsers can check: they know no ML-DSA, and what nobody verifies does not count."""
    known = [each for each in policy.witnesses if each.verifier.kind == COSIGNATURE_V1]
    return {
        "witnesses": [{"name": each.name, "key": each.verifier.vkey()} for each in known],
        "groups": [asdict(each) for each in policy.groups],
        "quorum": policy.quorum,
    }


def _fingerprinted(name: str) -> tuple[str, str]:
    address = script_address(name)
    content = script(address.rsplit("/", 1)[1]) or b""
    return address, hashlib.sha256(content).hexdigest()


def _before() -> int | None:
    typed = request.args.get("before", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else None


def _types_in_words() -> list[tuple[str, str]]:
    """Return every type of event with its sentence, in which dots stand for what each event says itself."""
    types = sorted(each.TYPE for each in platform().journal.vocabulary)
    return [(code, event_sentence_left_open(code, page_language()).striptags()) for code in types]


def _pages(form: Form, next_before: int | None) -> Pages:
    kept = {name: form.value(name) for name in ("type", "case") if form.value(name)}
    return Pages(
        first=link("explorer.log", **kept) if "before" in request.args else None,
        following=link("explorer.log", **kept, before=next_before) if next_before else None,
    )

"""Feeds that people follow with a program of their own (RFC 4287), without giving anybody an address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from flask import Response

from civic.kernel.clock import to_timestamp
from civic.kernel.language import UNDETERMINED, Text

ATOM = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# SPEC: XML 1.0 §2.2, Char; whatever else stands in old data cannot be written at all.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new: `id` is an address that never changes, `address` the page to read it on."""

    id: str
    title: str
    address: str
    updated: datetime
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """`id` is the feed's own address, `address` that of the page with the same things; newest entry first."""

    id: str
    title: str
    author: str
    address: str
    language: str
    updated: datetime
    entries: Sequence[Entry]


def feed_response(feed: Feed) -> Response:
    """Answer with a feed, which readers may keep for a minute."""
    response = Response(written(feed), content_type=f"{ATOM}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def written(feed: Feed) -> bytes:
    root = ET.Element("feed", {"xmlns": _NAMESPACE, _LANGUAGE: feed.language})
    _head(root, feed.id, feed.title, feed.updated)
    ET.SubElement(root, "link", rel="self", href=feed.id)
    ET.SubElement(root, "link", rel="alternate", href=feed.address)
    _say(ET.SubElement(root, "author"), "name", feed.author)
    for each in feed.entries:
        entry = ET.SubElement(root, "entry")
        _head(entry, each.id, each.title, each.updated)
        ET.SubElement(entry, "link", rel="alternate", href=each.address)
        if each.words is not None:
            summary = _say(entry, "summary", each.words.text)
            # SPEC: RFC 4287 §2 takes xml:lang from XML, where an empty tag says that nobody knows.
            summary.set(_LANGUAGE, "" if each.words.language == UNDETERMINED else each.words.language)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _head(parent: ET.Element, identifier: str, title: str, updated: datetime) -> None:
    _say(parent, "id", identifier)
    _say(parent, "title", title)
    _say(parent, "updated", to_timestamp(updated))


def _say(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = _NOT_XML.sub("\ufffd", text)
    return element

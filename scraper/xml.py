"""XML of strangers: no document types, no entities of its own, read element by element so that memory stays small."""

import io
from collections.abc import Iterator
from typing import Any, cast
from xml.etree.ElementTree import Element
from xml.etree.ElementTree import ParseError as XmlError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from scraper.errors import Blocked, ParseError
from scraper.html import is_html

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def read_elements(body: bytes, names: tuple[str, ...], subject: str) -> Iterator[Element]:
    """Each element with one of these local names, whatever its namespace, when it is whole; the root comes last.

    What was given is emptied when the next one is asked for. ParseError for what is not XML, was cut off or declares
    a document type; Blocked for a web page.
    """
    # A page of HTML says so at once; a feed has its declaration, or its root, there.
    head = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or not is_html(body):
        raise _no_xml(body, subject)
    if any(mark in body[:100_000] for mark in _DECLARATIONS):
        raise ParseError("the file declares a document type, which no feed needs", subject)
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(body.lstrip(b"\xef\xbb\xbf \t\r\n")), events=("start", "end")):
            element = cast(Element, element)
            if event == "start":
                root = element if root is None else root
                continue
            if local_name(element) in names and element is not root:
                yield element
                element.clear()
    except (XmlError, DefusedXmlException, LookupError, ValueError) as error:
        raise ParseError(f"this is not sound XML, or it was cut off ({error})", subject) from error
    if root is not None:
        yield root


def local_name(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first child with a local name."""
    return next((inner for inner in element if local_name(inner) == name), None)


def child_text(element: Element, name: str) -> str | None:
    """The text of a child without white space around it; None when absent or empty."""
    inner = child(element, name)
    return ("".join(inner.itertext()).strip() or None) if inner is not None else None


def as_record(element: Element) -> dict[str, Any]:
    """The children by local name: a text, a record where they have children, a list where a name comes twice."""
    record: dict[str, Any] = {}
    for inner in element:
        name = local_name(inner)
        value: Any = as_record(inner) if len(inner) else (inner.text or "").strip()
        if name in record:
            before = record[name]
            record[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            record[name] = value
    return record


def _no_xml(body: bytes, subject: str) -> ParseError | Blocked:
    start = body[:200].decode("latin-1").strip()
    if is_html(body):
        return Blocked("a web page stands where the file should be; open the address and look", subject)
    return ParseError(f"the answer is not XML; it begins with {start[:60]!r}", subject)

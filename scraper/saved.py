"""An answer as people save it: packed, with a byte order mark, inside a page, an envelope or a call of a function.

`read_saved` takes the wrapping off only where the platform cannot read what is there, and says what it took off.
Nothing of this is used where an answer is fetched: there, another shape is news.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scraper.errors import ParseError, ScraperError
from scraper.fields import sound
from scraper.html import find_all, is_html, parse_html
from scraper.http.decode import decode_text
from scraper.jobposting import parse_page
from scraper.listing import Listing
from scraper.platforms import load, names, recognise
from scraper.posting import PARTIAL
from scraper.sitemap import gunzip
from scraper.sources import UNNAMED, Source

_GZIP = b"\x1f\x8b"
_HEAD = re.compile(r"HTTP/[\d.]+ \d{3}[^\n]*\n(?:[\w-]+:[^\n]*\n)*\r?\n")  # what `curl -i` writes before a body
_PREFIX = re.compile(r"\)\]\}'?,?\s*|while\s*\(1\)\s*;\s*|for\s*\(;;\)\s*;\s*|/\*\*/\s*")
_CALL = re.compile(r"(?:(?:var|let|const)\s+)?[\w$.]+\s*(?:\(|=)\s*(?=[\[{])")  # callback({…}), window.data = {…}
_URL = re.compile(rb"https?://[^\s\"'<>\\]{4,300}")
_MOST_READ = 500_000  # bytes that are searched for addresses
_ENVELOPES = ("answer", "body", "json", "output", "payload", "raw", "response")
_MOST_INNER = 200  # values inside an envelope that are tried
_MAX_DEPTH = 5


@dataclass(frozen=True)
class Saved:
    """What was read, and what stood around it: empty where nothing did."""

    listing: Listing
    around: str = ""


def read_saved(body: bytes, source: Source) -> Saved:
    """The listing of a saved answer of the source's platform; the error of the platform where nothing helps."""
    body, around = _unpacked(body, source)
    try:
        read = Saved(_parse(body, source), around)
    except ScraperError:
        if (found := next(_unwrapped(body, source), None)) is None:
            raise
        return found
    return read if _says_something(read.listing) else next(_unwrapped(body, source), read)


def platforms_of(body: bytes, source: Source) -> list[str]:
    """The platforms that can read an answer, the one that leaves least of it unread first; none for no answer.

    `site` reads the pages of any, and comes last; a page is another's only where something in it says so.
    """
    try:
        body = _unpacked(body, source)[0]
    except ScraperError:
        return []
    named = Counter(found[0] for url in _URL.findall(body[:_MOST_READ]) if (found := recognise(url.decode("latin-1"))))
    marked = _ids(body, replace(source, platform="site"))  # what most platforms read of any page
    likely: list[tuple[int, int, int, str]] = []
    for name in names():
        try:
            listing = _parse(body, replace(source, platform=name))
        except ScraperError:
            continue
        unread = sum(issue["kind"] == "unreadable" for issue in listing.issues)
        is_told = bool(named[name]) or name.encode() in body[:_MOST_READ].lower() or _has_mark(body, name)
        is_own = not listing.postings or [posting.native_id for posting in listing.postings] != marked
        if unread < listing.listed and (is_told or is_own or name == "site"):
            doubts = unread + len(listing.leftovers) + (listing.status == PARTIAL)
            likely.append((doubts, -named[name], -len(listing.postings), name))
    return [name for *_, name in sorted(likely, key=lambda one: (one[-1] == "site", *one))]


def _ids(body: bytes, source: Source) -> list[str]:
    try:
        return [posting.native_id for posting in _parse(body, source).postings]
    except ScraperError:
        return []


def _has_mark(page: bytes, name: str) -> bool:
    """Whether a page has what the platform leaves in the pages of employers' own sites."""
    mark: re.Pattern[str] | None = getattr(load(name), "MARK", None)
    return mark is not None and mark.search(page[:_MOST_READ].decode("utf-8", "replace")) is not None


def _parse(body: bytes, source: Source) -> Listing:
    """As the platform has it, but without addresses that were made up of a board that nobody named."""
    listing = load(source.platform).parse(body, source)
    listing.postings = [
        replace(posting, url=None) if UNNAMED in (posting.url or "") else posting for posting in listing.postings
    ]
    return listing


def _says_something(listing: Listing) -> bool:
    return bool(listing.listed or listing.postings or listing.nothing)


def _unpacked(body: bytes, source: Source) -> tuple[bytes, str]:
    """The answer without what no answer of any platform begins with, and what that was."""
    body = gunzip(body, source.source_id) if body.startswith(_GZIP) else body
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        body = decode_text(body)[0].encode("utf-8", "replace")
    if is_html(body):
        return body, ""
    text = decode_text(body)[0]
    bare = _bare(text)
    try:
        value = json.loads(bare) if bare.startswith('"') else None
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, str):
        return value.encode("utf-8", "replace"), "JSON that holds an answer as text"
    return (body, "") if bare == text.strip() else (bare.encode(), "an answer with something before or behind it")


def _unwrapped(body: bytes, source: Source) -> Iterator[Saved]:
    """What the platform reads of the pieces that an answer may consist of, the likeliest first."""
    for piece, around in _pieces(body):
        try:
            listing = _parse(piece, source)
        except ScraperError:
            continue
        if _says_something(listing):
            yield Saved(listing, around)
    if is_html(body) and (marked := _postings_in(body, source)):
        yield Saved(marked, "a page, of which the schema.org markup was read")


def _postings_in(page: bytes, source: Source) -> Listing | None:
    """What a page marks as schema.org has it; None where it marks nothing."""
    try:
        listing = parse_page(page, source)
    except ScraperError:
        return None
    return listing if listing.listed else None


def _pieces(body: bytes) -> Iterator[tuple[bytes, str]]:
    text = decode_text(body)[0]
    if is_html(body):
        yield from ((piece.encode(), "a page that shows an answer") for piece in _shown(text))
        return
    try:
        value = sound(json.loads(text), "")
    except (ValueError, RecursionError, ParseError):
        return
    for count, (path, inner) in enumerate(_inner(value, "", 0)):
        if count >= _MOST_INNER:
            return
        piece = inner if isinstance(inner, str) else json.dumps(inner)
        yield piece.encode("utf-8", "replace"), f"an envelope that has an answer as {path!r}"


def _bare(text: str) -> str:
    """The text without a head of HTTP, a prefix against theft, or the call of a function around it."""
    text = _HEAD.sub("", text.replace("\r\n", "\n"), count=1) if text.startswith("HTTP/") else text
    text = text.strip()
    if match := _PREFIX.match(text):
        text = text[match.end() :]
    if match := _CALL.match(text):
        inner = text[match.end() :]
        try:
            end = json.JSONDecoder().raw_decode(inner)[1]
        except (ValueError, RecursionError):
            return text
        return inner[:end]
    return text


def _shown(page: str) -> Iterator[str]:
    """The texts that a browser shows of an answer that is no page, as it saves them."""
    for node in find_all(parse_html(page, ""), "pre"):
        text = node.text(deep=True).strip()
        if text.startswith(("{", "[", "<")):
            yield text


def _inner(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """The objects, lists and long texts inside a value, the outer ones first."""
    pairs = [(key, one) for key, one in value.items() if _is_around(key, one)] if isinstance(value, dict) else []
    if isinstance(value, list) and len(value) <= 3:  # a list of answers, not one of postings
        pairs = [(str(number), one) for number, one in enumerate(value)]
    kept = [(f"{path}.{key}".strip("."), inner) for key, inner in pairs if _may_be_an_answer(inner)]
    yield from kept
    if depth < _MAX_DEPTH:
        for name, inner in kept:
            if not isinstance(inner, str):
                yield from _inner(inner, name, depth + 1)


def _is_around(key: str, value: Any) -> bool:
    """Whether a key is one of an envelope; a list under any other may be a part of an answer that was refused."""
    return not isinstance(value, list) or key.lower() in _ENVELOPES


def _may_be_an_answer(value: Any) -> bool:
    if isinstance(value, str):
        return value.lstrip().startswith(("{", "[", "<")) and len(value) > 20
    return isinstance(value, dict | list) and bool(value)

"""Reads one board: by the platform's own `fetch` where it has one, else by the one request that gives it whole."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

from scraper.errors import BadRedirect, BadStatus, Blocked, ParseError
from scraper.http import Client, Page
from scraper.listing import Listing
from scraper.paging import Pages
from scraper.platforms import load
from scraper.posting import COMPLETE, Posting
from scraper.sandbox import call_within
from scraper.sources import Source

Parse = Callable[[bytes, Source], Listing]
Validators = dict[str, dict[str, str]]  # URL -> {"etag": …, "last_modified": …, "sha256": of the body}


@dataclass(frozen=True)
class Past:
    """What earlier readings of this board left for this one, which is of the day `today`."""

    validators: Validators = field(default_factory=dict)  # of the last complete reading
    postings: Callable[[], dict[str, Posting]] = dict  # by native id, as last read; looked up when first asked for
    nothing: dict[str, str] = field(default_factory=dict)  # see Listing.nothing
    today: date = date.min
    first_pages: Mapping[str, str] = field(default_factory=dict)  # see scraper.glance; none when they are too old


@dataclass(frozen=True)
class Answer:
    """A board as it is now; `listing` is None when it has not changed since the validators of `Past`.

    With `is_glance` only the first pages of its lists were asked for, and are as they were.
    """

    listing: Listing | None
    validators: Validators = field(default_factory=dict)
    first_pages: dict[str, str] = field(default_factory=dict)
    is_glance: bool = False


def read_board(source: Source, client: Client, past: Past) -> Answer:
    """The board of a source, or a FetchError or ParseError that says why not."""
    platform = load(source.platform)
    own: Callable[[Source, Client, Past], Answer] | None = getattr(platform, "fetch", None)
    return (
        own(source, client, past)
        if own
        else read_whole(platform.list_url(source), platform.parse, source, client, past)
    )


def read_whole(
    url: str, parse: Parse, source: Source, client: Client, past: Past, *, accept: str = "application/json"
) -> Answer:
    """A board that one request gives whole; `parse` is pure and runs in a process of its own."""
    known: dict[str, Any] = dict(past.validators.get(url, {}))
    digest_before = known.pop("sha256", None)
    page = client.get(url, accept=accept, **known)
    if page.is_unchanged:
        return Answer(
            None, past.validators | {url: (page.validators or cast(dict[str, str], known)) | _sha256(digest_before)}
        )
    body = whole_body(page)
    digest = hashlib.sha256(body).hexdigest()
    validators = {url: page.validators | _sha256(digest)}
    if digest == digest_before:  # half of the platforms send no validators of their own
        return Answer(None, validators)
    return Answer(call_within(client.settings.parse_seconds, parse, body, source), validators)


def read_paged(
    pages: Pages,
    url: str,
    parse: Parse,
    source: Source,
    client: Client,
    past: Past,
    *,
    complete: Callable[[Pages], None] | None = None,
) -> Answer:
    """A board whose list has the texts but comes in pages; `parse` takes all entries as a JSON list, see `read_whole`.

    `complete` adds what a list that is not the last one lacks, such as texts that stand in a list of their own.
    """
    digest = hashlib.sha256(b"\n".join(sorted(_as_json(pages.entries, url)))).hexdigest()
    validators = {url: _sha256(digest)}
    if pages.status == COMPLETE and past.validators.get(url) == validators[url]:
        return Answer(None, validators)
    if complete:
        complete(pages)
    body = b"[%b]" % b",".join(_as_json(pages.entries, url))
    listing = call_within(client.settings.parse_seconds, parse, body, source)
    if listing.status == COMPLETE:
        listing.status, listing.reason = pages.status, pages.reason
    return Answer(listing, validators)


def _as_json(entries: list[Any], url: str) -> list[bytes]:
    try:
        return [json.dumps(entry, sort_keys=True).encode() for entry in entries]
    except RecursionError as error:
        raise ParseError("the list is nested deeper than people write", url) from error


def _sha256(digest: str | None) -> dict[str, str]:
    return {"sha256": digest} if digest else {}


def whole_body(page: Page) -> bytes:
    """The body of a list; BadStatus when there is no such board, ParseError when the answer is empty."""
    if page.is_gone:
        raise BadStatus(
            f"there is no such board ({page.status}); find its new name, or switch the source off",
            page.url,
            status=page.status,
        )
    if not page.body.strip():
        raise ParseError("the answer is empty, which no board's is", page.url)
    return page.body


def own_body(page: Page, asked: str) -> bytes:
    """As `whole_body`, where a board that is gone leads to another site's page with status 200.

    BadRedirect names that site; Blocked when a log-in page was asked for instead.
    """
    there = urlsplit(page.url)
    if there.netloc.removeprefix("www.") != urlsplit(asked).netloc.removeprefix("www."):
        if "login" in there.path.lower():
            raise Blocked(f"a log-in page of {there.netloc} stands where the list should be", asked)
        message = f"the board leads to {there.netloc}; find its new name, or switch the source off"
        raise BadRedirect(message, asked)
    return whole_body(page)

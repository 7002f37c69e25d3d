"""Boards whose list is one answer without texts: unchanged, it costs one request; changed, only what is new in it."""

from collections.abc import Callable
from typing import Any

from scraper.board import Answer, Past, own_body
from scraper.details import Listed, ParseDetail, is_any_due, read_details
from scraper.errors import Cut
from scraper.html import is_cut, is_html
from scraper.http import Client
from scraper.listing import Listing
from scraper.sandbox import call_within
from scraper.sources import Source

# The entries of a list, and what was odd in it: what `scraper.details.read_list` gives.
ParseList = Callable[[bytes, Source], tuple[list[Listed], Listing]]


def read_one_list(
    url: str,
    parse_list: ParseList,
    parse_detail: ParseDetail,
    source: Source,
    client: Client,
    past: Past,
    *,
    accept: str = "application/json",
) -> Answer:
    """The postings of a list at `url`. Both parsers are pure and run in a process of their own.

    A list that leads to another site is no board. Its entries, not its bytes, tell what has changed: many pages hold
    a number that is new each time.
    """
    known: dict[str, Any] = {} if is_any_due(past, client.settings.reread_days) else past.validators.get(url, {})
    page = client.get(url, accept=accept, etag=known.get("etag"), last_modified=known.get("last_modified"))
    if page.is_unchanged:
        return Answer(None, past.validators)
    body = own_body(page, url)
    if not page.is_length_known and is_html(body) and is_cut(page.text):
        raise Cut("the list ends before its end tag", page.url)
    listed, of_list = call_within(client.settings.parse_seconds, parse_list, body, source)
    listing = read_details(listed, source, client, past, parse_detail, accept=accept, of_list=of_list)
    return Answer(listing, {url: page.validators} if page.validators else {})

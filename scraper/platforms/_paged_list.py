"""Boards whose list comes in pages and has no texts: as it was, it costs a glance; changed, only what is new in it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from scraper.board import Answer, Past
from scraper.details import Listed, ParseDetail, read_listed
from scraper.fields import Fields
from scraper.glance import Glance, as_listed, read_changed
from scraper.http import Client
from scraper.paging import Pages
from scraper.sources import Source


def read_paged_list(
    read: Callable[[Glance, str], Pages],
    key: Callable[[Any], str],
    listed_of: Callable[[Fields, Source], Listed],
    parse_detail: ParseDetail,
    source: Source,
    client: Client,
    past: Past,
    *,
    accept: str = "application/json",
) -> Answer:
    """The postings of a board. `read` asks for the list of one search by `read_pages`, and takes its glance along."""
    glance = Glance(client, past, as_listed(listed_of, source))
    pages = read_changed(source.search, partial(read, glance), key, glance)
    if pages is None:
        return glance.as_before()
    listing = read_listed(pages, listed_of, parse_detail, source, client, past, accept=accept)
    return glance.noted(Answer(listing))

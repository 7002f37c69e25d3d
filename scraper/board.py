"""Reads one board: by the platform's own `fetch` where it has one, else by the one request that gives it whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from scraper.errors import BadStatus, ParseError
from scraper.http import Client, Page
from scraper.listing import Listing
from scraper.platforms import Platform, load
from scraper.sources import Source

Validators = dict[str, dict[str, str]]  # URL -> {"etag": …, "last_modified": …}


@dataclass(frozen=True)
class Past:
    """What the last complete reading of this board left for the next one."""

    validators: Validators = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A board as it is now; `listing` is None when it has not changed since the validators of `Past`."""

    listing: Listing | None
    validators: Validators = field(default_factory=dict)


def read_board(source: Source, client: Client, past: Past) -> Answer:
    """The board of a source, or a FetchError or ParseError that says why not."""
    platform = load(source.platform)
    own: Callable[[Source, Client, Past], Answer] | None = getattr(platform, "fetch", None)
    return own(source, client, past) if own else _read_whole(platform, source, client, past)


def _read_whole(platform: Platform, source: Source, client: Client, past: Past) -> Answer:
    url = platform.list_url(source)
    known: dict[str, Any] = dict(past.validators.get(url, {}))
    page = client.get(url, accept="application/json", **known)
    if page.is_unchanged:
        return Answer(None, {url: page.validators or cast(dict[str, str], known)})
    return Answer(platform.parse(_whole(page), source), {url: page.validators} if page.validators else {})


def _whole(page: Page) -> bytes:
    if page.is_gone:
        raise BadStatus(
            f"there is no such board ({page.status}); find its new name, or switch the source off",
            page.url,
            status=page.status,
        )
    if not page.body.strip():
        raise ParseError("the answer is empty, which no board's is", page.url)
    return page.body

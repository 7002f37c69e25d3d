"""One module per platform, found by its file name; a new one needs no registration."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:  # the list of sources asks for the names of the platforms
    from scraper.listing import Listing
    from scraper.sources import Source


class Platform(Protocol):
    """What every platform module has.

    A board that takes more than one request also has `fetch(source, client, past) -> board.Answer`, and
    `recognise(url) -> str | None` gives the board's name in an address that people use. `EXAMPLE_BOARD` shows how a
    board is called where that is more than a word; `OWN_DOMAIN` is False where boards stand on employers' domains;
    `MARK` is then a pattern that the platform leaves in their pages.
    `OFF_BECAUSE` says in one clause why boards are left alone unless their row says `enabled` yes. `OFFICIAL_API` is
    where the operator documents the interface for programs and gives keys; with the key robots.txt is not asked.
    """

    API_ROOT: str
    PUBLIC_URL: str

    def list_url(self, source: "Source") -> str: ...
    def parse(self, body: bytes | str, source: "Source") -> "Listing": ...


@cache
def names() -> tuple[str, ...]:
    """The names of all platforms, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def load(name: str) -> Platform:
    """The module of a platform; KeyError for a name that is none of `names()`."""
    if name not in names():
        raise KeyError(name)
    return cast(Platform, import_module(f"{__name__}.{name}"))


def off_because(name: str) -> str:
    """Why the boards of a platform are left alone unless their row says otherwise; empty for most platforms."""
    reason: str = getattr(load(name), "OFF_BECAUSE", "")
    return f"off by default: {reason}; `enabled` yes in its row asks it, and robots.txt decides" if reason else ""


def recognise(url: str) -> tuple[str, str] | None:
    """The platform and board that an address of a board or posting belongs to; None when it is of no known platform."""
    try:
        urlsplit(url)
        url.encode()
    except ValueError:  # not an address
        return None
    for name in names():
        find = getattr(load(name), "recognise", None)
        board = find(url) if find else None
        if board:
            return name, board
    return None

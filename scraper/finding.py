"""Finds the board behind an address that a person pastes: by the address, by where it leads, by what its page shows."""

import html
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.errors import NoBoard
from scraper.http import Client
from scraper.http.hosts import host_key
from scraper.platforms import load, names, recognise

_MOST_LINKS = 5_000
_LINK = re.compile(r"https?://[^\s\"'<>\\)]{4,500}")
_OF_MANY = ("nlx", "themuse", "usajobs", "usajobshistoric")  # a page that links them is no board of theirs


@dataclass(frozen=True, slots=True)
class Board:
    """A board as a row of the list of sources names it, and `how` it was found."""

    platform: str
    board: str
    how: str
    api_root: str = ""


def find_board(address: str, client: Client) -> Board:
    """The board of an address of a board, a posting or a careers page; the page is asked for where need be.

    NoBoard when there is none, Refused for what is never read, another FetchError when the page cannot be read.
    """
    url = whole_address(address)
    host_key(url)
    named = recognise(url)
    if named and not _is_guess(named[0]):
        return Board(*named, how="its address names the board")
    page = client.get(url, accept="text/html, application/xhtml+xml, */*")
    if page.is_gone:
        raise NoBoard(f"there is no such page ({page.status}); copy the address anew", url)
    leads_to = recognise(page.url)
    if leads_to and not _is_guess(leads_to[0]):
        return Board(*leads_to, how=f"it leads to {page.url}")
    parts = urlsplit(page.url)
    host, root = parts.netloc, "" if parts.scheme == "https" else f"{parts.scheme}://{parts.netloc}"
    maker = next((name for name in names() if _is_made_by(name, page.text)), None)
    if maker:
        return Board(maker, host, f"its page is made by {maker}", root)
    linked = _linked_board(page.text, url)
    if linked:
        return Board(*linked, how="its page links this board")
    guess = leads_to or named
    if guess:
        return Board(*guess, how="it looks like the address of a posting there", api_root=root)
    is_sitemap = parts.path.endswith((".xml", ".xml.gz"))
    board = f"{host}{parts.path}" if is_sitemap else host
    return Board("site", board, "no platform was recognised: the site's own sitemap and markup are read", root)


def whole_address(text: str) -> str:
    """What was pasted, with https:// before it where no scheme is."""
    text = text.strip()
    return text if re.match(r"[a-z][a-z+.-]*://", text, re.IGNORECASE) else f"https://{text}"


def _is_guess(platform: str) -> bool:
    """Whether its boards stand on employers' domains, so that an address alone proves little."""
    return not getattr(load(platform), "OWN_DOMAIN", True)


def _is_made_by(platform: str, page: str) -> bool:
    mark: re.Pattern[str] | None = getattr(load(platform), "MARK", None)
    return mark is not None and mark.search(page) is not None


def _linked_board(page: str, url: str) -> tuple[str, str] | None:
    """The board that a page links, or shows in a frame, most; NoBoard when several are linked alike."""
    text = html.unescape(page).replace("\\/", "/")
    links = list(dict.fromkeys(_LINK.findall(text)))[:_MOST_LINKS]
    found = Counter(board for link in links if (board := recognise(link)) and _is_employers(board[0]))
    if not found:
        return None
    (first, most), *others = found.most_common()
    if others and others[0][1] * 2 > most:
        several = ", ".join(f"{board} on {platform}" for platform, board in list(found)[:5])
        raise NoBoard(f"the page links several boards ({several}); give the address of one of them", url)
    return first


def _is_employers(platform: str) -> bool:
    return platform not in _OF_MANY and not _is_guess(platform)

"""The list of an iCIMS portal: pages of 20 or 50 cards as HTML, in the form that the portal's own frame shows."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from scraper.board import own_body
from scraper.errors import ParseError
from scraper.glance import Glance
from scraper.html import Node, attribute, find, find_all, parse_html, plain_text, text_of
from scraper.paging import Pages, Sheet, read_pages
from scraper.posting import COMPLETE, TRUNCATED
from scraper.sandbox import call_within

JOB = re.compile(r"/jobs/(\d+)/(?:[^/?#]+/)?job(?=[/?#]|$)")

_MOST = 500  # cards of one page; portals show 50 at most
_PAGE_OF = re.compile(r"\bpage (\d{1,6}) of (\d{1,6})\b", re.IGNORECASE)
_NOTHING = re.compile(r"\bno (?:jobs|openings|positions|results) (?:were |are )?(?:found|available)", re.IGNORECASE)


@dataclass(frozen=True)
class Cards:
    """What one page shows: its cards, its own number, and how many pages it says there are."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    number: int | None = None
    of: int | None = None
    is_empty: bool = False  # the page says that nothing was found


def page_url(root: str, words: str, number: int) -> str:
    keyword = f"&searchKeyword={quote(words)}" if words else ""
    return f"{root}/jobs/search?ss=1&in_iframe=1{keyword}&pr={number}"


def read_cards(root: str, glance: Glance, words: str) -> Pages:
    """The cards of all pages, each once. Past the end stands a page without cards, or the last one again."""
    said = read = 0

    def ask(number: int, _: int) -> Sheet:
        nonlocal said, read
        url = page_url(root, words, number)
        body = own_body(glance.client.get(url, accept="text/html"), url)
        cards = call_within(glance.client.settings.parse_seconds, parse_cards, body, url)
        if number == 0 and not cards.entries and not cards.is_empty:
            raise ParseError("the list shows no job and does not say that there is none", url)
        said, read = max(said, cards.of or 0), number + bool(cards.entries)
        return Sheet(cards.entries, is_last=cards.of is not None and number + 1 >= cards.of)

    pages = read_pages(ask, card_key, size=1, glance=glance, name=words)
    if pages.status == COMPLETE and read < said:
        pages.status, pages.reason = TRUNCATED, f"the list ends after page {read} of {said}"
    return pages


def card_key(card: Any) -> str:
    return str(card["id"])


def parse_cards(body: bytes | str, subject: str) -> Cards:
    """The cards of a page; ParseError when it is not a portal's list."""
    root = parse_html(body, subject)
    listing = find(root, ".iCIMS_ListingsPage") or find(root, ".iCIMS_JobsTable") or _around_cards(root)
    if listing is None:
        raise ParseError("this is not the list of a portal, or the page around its frame", subject)
    entries: dict[str, dict[str, Any]] = {}
    cards = find_all(listing, ".iCIMS_JobCardItem") or find_all(listing, ".iCIMS_JobsTable .row")
    if len(cards) > _MOST:
        raise ParseError(f"the page shows more than {_MOST} jobs, which no portal's does", subject)
    for card in cards:
        link = find(card, 'a[href*="/jobs/"]')
        match = JOB.search(attribute(link, "href") or "")
        if match and link is not None and match[1] not in entries:
            entries[match[1]] = {"id": match[1], "path": match[0], **_card(card, link)}
    text = plain_text(listing.text(separator=" "))
    count = _PAGE_OF.search(text)
    number, of = (int(count[1]), int(count[2])) if count else (None, None)
    return Cards(list(entries.values()), number, of, is_empty=bool(_NOTHING.search(text)))


def is_list_of_jobs(page: bytes) -> bool:
    """Whether a page is a list, or what somebody cut out of one; a job's page may show other jobs too."""
    is_cut_out = b"iCIMS_JobCardItem" in page or b"iCIMS_JobsTable" in page
    is_job = b"iCIMS_JobContent" in page or b"JobPosting" in page
    return b"iCIMS_ListingsPage" in page or (is_cut_out and not is_job)


def _around_cards(root: Node) -> Node | None:
    return root if find(root, ".iCIMS_JobCardItem") is not None else None


def _card(card: Node, link: Node) -> dict[str, Any]:
    """Title, and all that the card says; "3 hours ago" is given as the moment that it means."""
    title = find(link, "h2, h3, h4")
    shown = [attribute(node, "title") or text_of(node) for node in find_all(card, "span:not(.sr-only), .description")]
    return {"title": text_of(title if title is not None else link), "shown": [text for text in shown if text]}

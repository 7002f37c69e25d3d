"""JazzHR boards (applytojob.com): one page lists all jobs, each job has a page of its own.

Undocumented. The list is the one that employers put into a frame of their sites; the page of the board itself looks
different for each employer and also links what is no opening. A board that is gone answers with a page of the firm and
status 200. Two of three job pages have a JobPosting as JSON-LD; the text and the kind of employment are taken from the
page, which has them always. Its `validThrough` is on every posting, so no employer has set it, and is not taken; nor is
the list's time stamp, which is when the draft was begun. Read as others have described and recorded it: never tried
against a live board.
"""

import re
from functools import partial
from typing import Any

from scraper.board import Answer, Past
from scraper.details import Listed, read_list
from scraper.errors import ParseError
from scraper.fields import Fields
from scraper.html import Node, attribute, find, find_all, inner_html, parse_html, scripts, text_of
from scraper.http import Client
from scraper.jobposting import posting_from
from scraper.listing import Listing, read_entries
from scraper.platforms._one_list import read_one_list
from scraper.platforms._subdomains import board_in_host
from scraper.sources import Source
from scraper.structured import find_postings, read_json

API_ROOT = ""  # each employer has a host of its own
PUBLIC_URL = "https://{board}.applytojob.com/apply"

_KEY = re.compile(r"/apply/(?:jobs/details/)?([A-Za-z0-9]{6,})(?=[/?#]|$)")
_LABEL = re.compile(r"^[A-Z][a-z]+:\s+")  # "Type: Full Time", in the older theme
_MADE_UP = ("uniqueJobCode", "validThrough")


def list_url(source: Source) -> str:
    return f"{_root(source)}/jobs"


def recognise(url: str) -> str | None:
    return board_in_host(url, r"applytojob\.com")


def fetch(source: Source, client: Client, past: Past) -> Answer:
    return read_one_list(list_url(source), parse_list, parse_detail, source, client, past, accept="text/html")


def parse(body: bytes | str, source: Source) -> Listing:
    """The posting of a page; of a list, which has no texts, the number of its jobs."""
    root = parse_html(body, source.source_id)
    if find(root, "#jobs_table") is not None:
        return _read_list(root, source)[1]
    return _read_page(body, source, None)


def parse_list(body: bytes, source: Source) -> tuple[list[Listed], Listing]:
    return _read_list(parse_html(body, list_url(source)), source)


def parse_detail(body: bytes, one: Listed, source: Source) -> Listing:
    return _read_page(body, source, one)


def _root(source: Source) -> str:
    return f"{source.api_root}/apply" if source.api_root else PUBLIC_URL.format(board=source.board)


def _read_list(root: Node, source: Source) -> tuple[list[Listed], Listing]:
    """The rows of the wide layout; the narrow one repeats them."""
    table = find(root, "#jobs_table")
    if table is None:
        raise ParseError("there is no list of jobs: the board is gone; find its new name", list_url(source))
    entries = [_row(row) for row in find_all(table, 'tr[id^="row_job_"]')]
    return read_list(entries, source, _listed)


def _row(row: Node) -> dict[str, Any]:
    link, cells = find(row, "a[href]"), find_all(row, "td")
    match = _KEY.search(attribute(link, "href") or "")
    return {
        "key": match[1] if match else None,
        "title": text_of(link),
        "department": text_of(find(row, ".resumator_department")),
        "place": text_of(cells[-1]) if len(cells) > 1 else None,
    }


def _listed(row: Fields, source: Source) -> Listed:
    key = row.need_id("key")
    kept = {"title": row.need_text("title"), "department": row.text("department"), "place": row.text("place")}
    return Listed(key, f"{_root(source)}/{key}", kept)


def _read_page(body: bytes | str, source: Source, one: Listed | None) -> Listing:
    subject = one.url if one else source.source_id
    root = parse_html(body, subject)
    try:
        found = find_postings(body, subject)
    except ParseError:  # the page itself says the same
        found = []
    text = find(root, "#job-description, #resumator-job-description")
    if text is None and not found:
        raise ParseError("the page holds no job; the platform may have changed", subject)
    shown = {
        "title": one.entry["title"] if one else text_of(find(root, ".job-header h2")),
        "description": inner_html(text),
        "employmentType": _said(root, "#resumator-job-employment, #resumator-job-type"),
        "experienceRequirements": _said(root, "#resumator-job-experience"),
        "hiringOrganization": _organisation(root),
    }
    job = {"jobLocation": one.entry["place"] if one else _said(root, "[title=Location]")}
    job |= {key: value for key, value in (found[0] if found else {}).items() if key not in _MADE_UP}
    job |= {key: value for key, value in shown.items() if value}
    if not job.get("description"):
        job.pop("experienceRequirements", None)  # a level alone is no text
    url, key = (one.url, one.native_id) if one else _own_address(root)
    return read_entries([job], source, partial(posting_from, url=url, native_id=key))


def _said(root: Node, selector: str) -> str | None:
    """What the page says beside a label, without the label itself."""
    words = text_of(find(root, selector))
    return _LABEL.sub("", words) if words else None


def _organisation(root: Node) -> str | None:
    """The employer's name, which stands on every page beside the posting."""
    for block in scripts(root, "application/ld+json"):
        value = read_json(block)
        if isinstance(value, dict) and value.get("@type") == "Organization" and isinstance(value.get("name"), str):
            return str(value["name"])
    return None


def _own_address(root: Node) -> tuple[str | None, str | None]:
    canonical = attribute(find(root, "link[rel=canonical]"), "href")
    match = _KEY.search(canonical or "")
    return (canonical, match[1]) if match else (None, None)

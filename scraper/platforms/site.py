"""An employer's own site: robots.txt names sitemaps, sitemaps name pages, schema.org markup in a page is the posting.

https://developers.google.com/search/docs/appearance/structured-data/job-posting. `board` is the host, or the address of
the sitemap itself without https://; `search` a pattern (regular expression) that the addresses of jobs contain. Tried
against recorded pages only, never against a live site.
"""

from urllib.parse import urlsplit

from scraper.board import Answer, Past
from scraper.http import Client
from scraper.jobpages import parse_site, pattern_of, read_job_pages
from scraper.listing import Listing
from scraper.sources import Source

API_ROOT = ""  # each site is its own
PUBLIC_URL = "https://{board}"
EXAMPLE_BOARD = "careers.example.org"
OWN_DOMAIN = False  # boards stand on the employers' own domains, so no address tells the platform

_USUAL = ("/sitemap.xml", "/sitemap_index.xml")


def list_url(source: Source) -> str:
    """The sitemap that the board names, or else the usual one."""
    if not source.api_root and source.board.partition("/")[2]:
        return f"https://{source.board}"
    root = source.api_root or "https://" + source.board.rstrip("/")
    return root + _USUAL[0]


def fetch(source: Source, client: Client, past: Past) -> Answer:
    is_job = pattern_of(source)
    url = list_url(source)
    if not url.endswith(_USUAL[0]):
        return read_job_pages(source, client, past, [url], is_job=is_job)
    root = url.removesuffix(_USUAL[0])
    named = [address for address in client.sitemaps(url) if urlsplit(address).netloc == urlsplit(url).netloc]
    usual = [root + path for path in _USUAL]
    return read_job_pages(source, client, past, named or usual, is_guess=not named, is_job=is_job)


def parse(body: bytes | str, source: Source) -> Listing:
    return parse_site(body, source)

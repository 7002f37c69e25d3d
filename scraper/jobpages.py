"""The general way to read an employer's site: sitemaps name the pages, schema.org markup in a page is the posting."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from scraper.board import Answer, Past
from scraper.details import Listed, ParseDetail, is_any_due, read_details
from scraper.errors import ParseError, SourceError
from scraper.html import is_html
from scraper.http import Client
from scraper.jobposting import parse_page
from scraper.listing import Listing
from scraper.posting import COMPLETE, PARTIAL
from scraper.sitemap import gunzip, parse_sitemap, read_sitemaps
from scraper.sources import Source

# Words that stand before the name of a job in the addresses of employers' sites, and what stands there besides jobs.
_JOB = re.compile(
    r"/(?:jobs?|job-?details?|job-?postings?|careers?|positions?|openings?|vacanc(?:y|ies)|opportunit(?:y|ies)"
    r"|requisitions?|postings?|details?)/(?!$)[^?#]*",
    re.IGNORECASE,
)
_NO_JOB = re.compile(
    r"/(?:search|search-?results?|categor(?:y|ies)|locations?|tags?|page|log-?in|apply|benefits|culture|blog|events?"
    r"|faqs?|teams?|about|students?|privacy[\w-]*|sitemap)(?:/|$|\?)|\.(?:xml|pdf|jpe?g|png)$",
    re.IGNORECASE,
)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_ENOUGH_WITHOUT = 25  # pages without a posting, and none with one: the site does not mark its postings

IsJob = Callable[[str], bool]


def looks_like_a_job(url: str) -> bool:
    """Whether an address is built like that of one job, on no site in particular."""
    path = urlsplit(url).path
    return bool(_JOB.search(path)) and not _NO_JOB.search(path)


def pattern_of(source: Source) -> Callable[[str], bool] | None:
    """Whether an address has the pattern of the source; None when it has no pattern."""
    if not source.search:
        return None
    try:
        pattern = re.compile(source.search)
    except re.error as error:
        message = f"search {source.search!r} is not a pattern for addresses ({error})"
        raise SourceError(message, source.source_id) from error
    return lambda url: pattern.search(url) is not None


def path_of(url: str) -> str:
    """What tells a page from the others of its site."""
    parts = urlsplit(url)
    return parts.path.strip("/") + (f"?{parts.query}" if parts.query else "")


def parse_site(body: bytes | str, source: Source) -> Listing:
    """The postings of a saved page; of a saved sitemap, the number of pages that it names.

    ParseError for what is neither: nothing found there says nothing about the site.
    """
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if raw.startswith(b"\x1f\x8b"):
        raw = gunzip(raw, source.source_id)
    if _SITEMAP.search(raw[:2_000]):
        found = parse_sitemap(raw, f"https://{source.board}/")
        return Listing(listed=len(found.pages) + len(found.sitemaps))
    listing = parse_page(raw, source)
    if not listing.listed and not is_html(raw):
        raise ParseError("this is neither a page nor a sitemap, and holds no JobPosting", source.source_id)
    return listing


def parse_job_page(body: bytes, one: Listed, source: Source) -> Listing:
    """The posting of a page; none where nothing is marked as one."""
    return parse_page(body, source, url=one.url, native_id=one.native_id)


def read_job_pages(
    source: Source,
    client: Client,
    past: Past,
    sitemaps: Sequence[str],
    *,
    is_guess: bool = False,
    is_job: IsJob | None = None,
    id_of: Callable[[str], str] = path_of,
    parse_detail: ParseDetail = parse_job_page,
    asked_of: Callable[[str], str] = str,
) -> Answer:
    """The postings of a site whose sitemaps stand at these addresses; or at one of them, if `is_guess`.

    `is_job` says which pages are asked for; without it, those that look like a job, and ParseError when none does.
    `asked_of` gives the address to ask for, where that is not the page's own.
    A site of which no page is a job's, or none is marked as a posting, is partial, never empty.
    """
    is_due = is_any_due(past, client.settings.reread_days)
    site = read_sitemaps(sitemaps, client, {} if is_due else past.validators, is_guess=is_guess)
    if site is None:
        return Answer(None, past.validators)
    pages = [page for page in site.pages if (is_job or looks_like_a_job)(page.url)]
    if site.pages and not pages and is_job is None:
        message = f"none of {len(site.pages):,} pages looks like a job; give a pattern of their addresses as search"
        raise ParseError(message, sitemaps[0])
    listed = {id_of(page.url): page for page in reversed(pages)}  # of two addresses of one job the first
    listing = read_details(
        [Listed(name, asked_of(page.url), {"lastmod": page.lastmod}) for name, page in reversed(listed.items())],
        source,
        client,
        past,
        parse_detail,
        accept="text/html, application/xhtml+xml",
        status=site.status,
        reason=site.reason,
        enough_without=_ENOUGH_WITHOUT,
    )
    is_trial = bool(pages) and not (listing.details_read or listing.nothing)  # none of them was asked for
    if listing.status == COMPLETE and site.pages and not listing.postings and not is_trial:
        listing.status = PARTIAL
        listing.reason = f"none of {len(site.pages):,} pages holds an open posting marked as schema.org has it"
    listing.listed -= len(listing.nothing)
    return Answer(listing, site.validators)

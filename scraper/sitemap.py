"""Reads the sitemaps of a site: indexes, gzip, plain lists, within the limits that sitemaps.org sets.

https://www.sitemaps.org/protocol.html: 50,000 addresses or 50 MB a file. Names are matched without their namespace,
because an https variant of it is common. A file that cannot be read fails the whole: what it lists would seem gone.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from scraper.board import Validators
from scraper.errors import BadStatus, Enough, ParseError
from scraper.http import Client, Page
from scraper.http.decode import read_body
from scraper.posting import COMPLETE, TRUNCATED
from scraper.sandbox import call_within
from scraper.xml import child_text, local_name, read_elements

MAX_ADDRESSES = 50_000  # of one file
MAX_FILES = 500
MAX_DEPTH = 2  # an index of indexes is the deepest

_ABOUT_JOBS = re.compile(r"job|career|position|vacanc|requisition|opening|posting", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A page that a sitemap names, and when it changed, in the sitemap's own words."""

    url: str
    lastmod: str | None = None


@dataclass
class Sitemap:
    """One file: pages, and other sitemaps where it is an index."""

    pages: list[Address] = field(default_factory=list)
    sitemaps: list[Address] = field(default_factory=list)
    is_capped: bool = False


@dataclass
class SitePages:
    """What the sitemaps of a site name, each page once; `validators` tell next time whether a file has changed.

    `named` counts the addresses of the site's host, also those that were not wanted.
    """

    pages: list[Address] = field(default_factory=list)
    validators: Validators = field(default_factory=dict)
    files: int = 0
    named: int = 0
    status: str = COMPLETE
    reason: str | None = None


def read_sitemaps(
    roots: Sequence[str],
    client: Client,
    known: Validators,
    *,
    is_guess: bool = False,
    is_wanted: Callable[[str], bool] | None = None,
) -> SitePages | None:
    """The pages of all files below the roots; None when none of the files has changed since `known`.

    `is_wanted` leaves out pages by their address as they come: some sites name millions.

    Only addresses of the file's own host count. Of an index, only the files that speak of jobs are read when some do.
    A root that is not there is passed over as long as another is; of guessed ones the first that is there is enough.
    """
    return _Reader(client, known, is_wanted).read(list(dict.fromkeys(roots)), is_guess)


def parse_sitemap(body: bytes, subject: str) -> Sitemap:
    """The entries of one file, not more than 50,000; ParseError or Blocked for what is none."""
    if body.startswith(b"\x1f\x8b"):
        body = gunzip(body, subject)
    found = Sitemap()
    if re.match(rb"\s*https?://\S+\s*(?:\n|$)", body.removeprefix(b"\xef\xbb\xbf")):  # one address a line
        lines = body.decode("utf-8-sig", "replace").split()
        for line in lines[:MAX_ADDRESSES]:
            with suppress(ValueError):  # not an address
                found.pages += [Address(line)] if urlsplit(line).scheme in ("http", "https") else []
        found.is_capped = len(lines) > MAX_ADDRESSES
        return found
    root = ""
    for element in read_elements(body, ("url", "sitemap"), subject):
        name = local_name(element)
        if name not in ("url", "sitemap"):
            root = name
            continue
        if len(found.pages) + len(found.sitemaps) == MAX_ADDRESSES:
            found.is_capped = True
            return found
        if url := child_text(element, "loc"):
            target = found.pages if name == "url" else found.sitemaps
            with suppress(ValueError):  # not an address
                target.append(Address(urljoin(subject, url), child_text(element, "lastmod")))
    if root not in ("urlset", "sitemapindex"):
        raise ParseError(f"this is XML of another kind ({root}), not a sitemap", subject)
    return found


def gunzip(body: bytes, subject: str, limit: int = 50_000_000) -> bytes:
    """The content of a gzip file, up to a limit, or a FetchError."""
    try:
        return read_body([body], "gzip", max_wire=len(body) + 1, max_decoded=limit)
    except Exception as error:
        if hasattr(error, "subject"):
            error.subject = subject
        raise


class _Reader:
    """One reading; pages that were asked for to see whether they changed are not asked for twice."""

    def __init__(self, client: Client, known: Validators, is_wanted: Callable[[str], bool] | None) -> None:
        self._client = client
        self._known = known
        self._is_wanted = is_wanted
        self._answers: dict[str, Page] = {}
        self._result = SitePages()

    def read(self, roots: Sequence[str], is_guess: bool) -> SitePages | None:
        if self._is_unchanged(roots):
            return None
        found = 0
        for root in roots:
            found += self._file(root, 0)
            if found and is_guess:
                break
        if not found:
            raise BadStatus("the site has no sitemap; name it in the board column", roots[0], status=404)
        result = self._result
        result.pages = list({page.url: page for page in result.pages}.values())
        return result

    def _is_unchanged(self, roots: Sequence[str]) -> bool:
        """Whether every file is as it was; an index that dates its files speaks for them."""
        if not self._known or not any(root in self._known for root in roots):
            return False
        todo = [url for url in self._known if url in roots]
        todo += [url for url in self._known if url not in roots]
        for url in todo:
            before: dict[str, Any] = dict(self._known[url])
            if before.pop("under", None) == "dated":
                continue
            digest = before.pop("sha256", None)
            page = self._client.get(url, accept="application/xml, */*", **before)
            if not page.is_unchanged:
                self._answers[url] = page
                if page.is_gone or _digest(page) != digest:
                    return False
        return True

    def _file(self, url: str, depth: int, under: str = "") -> bool:
        """Read one file and those that it names; False when it is not there."""
        result = self._result
        if url in result.validators:
            return True
        if result.files >= MAX_FILES:
            self._cap(f"the site has more than {MAX_FILES} sitemaps")
            return True
        client = self._client if depth else self._client.aside()
        try:
            page = self._answers.get(url) or client.get(url, accept="application/xml, */*")
        except Enough:
            self._cap(f"a trial, of which {result.files:,} sitemaps were asked for")
            return True
        if page.is_gone:
            if depth:
                raise BadStatus(f"the index names a sitemap that is not there ({page.status})", url, status=page.status)
            return False
        result.files += 1
        found = call_within(self._client.settings.parse_seconds, parse_sitemap, page.body, url)
        result.validators[url] = page.validators | {"sha256": _digest(page)} | ({"under": under} if under else {})
        if found.is_capped:
            self._cap(f"{url} names more than {MAX_ADDRESSES:,} pages")
        pages = [address for address in found.pages if _same_host(address.url, url)]
        result.named += len(pages)
        result.pages += [page for page in pages if self._is_wanted is None or self._is_wanted(page.url)]
        children = [address for address in found.sitemaps if _same_host(address.url, url)]
        children = [address for address in children if _ABOUT_JOBS.search(urlsplit(address.url).path)] or children
        if children and depth == MAX_DEPTH:
            self._cap(f"sitemaps are nested deeper than {MAX_DEPTH} levels")
            return True
        is_dated = all(address.lastmod for address in children) and depth == 0
        for address in children:
            self._file(address.url, depth + 1, "dated" if is_dated or under == "dated" else "")
        return True

    def _cap(self, reason: str) -> None:
        self._result.status, self._result.reason = TRUNCATED, reason


def _digest(page: Page) -> str:
    return hashlib.sha256(page.body).hexdigest()


def _same_host(url: str, other: str) -> bool:
    return _host(url) == _host(other) != ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""

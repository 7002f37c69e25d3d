"""Sitemaps of all kinds: read whole, within limits, or refused; an unchanged site costs as little as can be."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from scraper.errors import ScraperError
from scraper.http import Client
from scraper.settings import Settings
from scraper.sitemap import MAX_ADDRESSES, SitePages, parse_sitemap, read_sitemaps
from tests.faultserver import FaultServer, answer, fault_server
from tests.scraper.boards import parse_here
from tests.scraper.test_wire import Recorder

ROOT = "https://example.org/sitemap.xml"


def urlset(*urls: str, lastmod: str = "") -> bytes:
    date = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<urlset>{''.join(f'<url><loc>{url}</loc>{date}</url>' for url in urls)}</urlset>".encode()


def index(*urls: str, lastmod: str = "") -> bytes:
    date = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return (
        f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc>{date}</sitemap>' for url in urls)}</sitemapindex>".encode()
    )


class Site:
    """Serves files, and reads them as the scraper does."""

    def __init__(self, server: FaultServer) -> None:
        self.server = server
        self.recorder = Recorder()
        self.known: dict[str, dict[str, str]] = {}

    def say(self, path: str, body: bytes, **headers: Any) -> None:
        def reply(request: Any) -> bytes:
            if headers.get("etag") and request.headers.get("if-none-match") == headers["etag"]:
                return answer(b"", status=304, **headers)
            return answer(body, **{"content_type": "application/xml"} | headers)

        self.server.pages[path] = reply

    def read(self, *paths: str, is_guess: bool = False) -> tuple[SitePages | None, list[str]]:
        """The pages, and the paths that were asked for."""
        before = len(self.server.requests)
        settings = Settings(min_delay=0.0, backoff_base=0.0)
        client = Client(settings, now=self.recorder.now, sleep=self.recorder.sleep, allow=self.server.allow)
        try:
            roots = [self.server.url(path) for path in paths or ("/sitemap.xml",)]
            pages = read_sitemaps(roots, client, self.known, is_guess=is_guess)
        finally:
            client.close()
        self.known = pages.validators if pages else self.known
        return pages, [request.path for request in self.server.requests[before:] if request.path != "/robots.txt"]

    def urls(self, *paths: str) -> list[str]:
        return [self.server.url(path) for path in paths]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    parse_here(monkeypatch)
    with fault_server() as server:
        yield Site(server)


def paths_of(pages: SitePages | None) -> list[str]:
    assert pages
    return ["/" + page.url.split("/", 3)[3] for page in pages.pages]


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + urlset("https://example.org/job/1"),
        b"\n<?xml version='1.0'?><urlset xmlns='https://www.sitemaps.org/x'><url><loc>\n /job/1 </loc></url></urlset>",
        b"<ns:urlset xmlns:ns='http://www.sitemaps.org/x'><ns:url><ns:loc>/job/1</ns:loc></ns:url></ns:urlset>",
        gzip.compress(urlset("https://example.org/job/1"), mtime=0),
        b"https://example.org/job/1\n",
    ],
    ids=["mark", "https namespace", "prefix", "gzip", "plain"],
)
def test_a_sitemap_is_read_however_it_is_written(body: bytes) -> None:
    assert [page.url for page in parse_sitemap(body, ROOT).pages] == ["https://example.org/job/1"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"Not Found", b"<!DOCTYPE html><html><body>Welcome</body></html>", b"<html>", b"<rss><channel/></rss>",
        urlset("https://example.org/job/1")[:40], gzip.compress(urlset("x") * 99, mtime=0)[:-9],
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><urlset/>", b"<urlset>&nothing;</urlset>",
        b"<?xml version='1.0' encoding='klingon'?><urlset/>",
    ],
)  # fmt: skip
def test_what_is_no_sitemap_is_an_error_and_not_an_empty_site(body: bytes) -> None:
    with pytest.raises(ScraperError):
        parse_sitemap(body, ROOT)


def test_an_entry_that_is_no_address_costs_only_itself() -> None:
    assert [page.url for page in parse_sitemap(urlset("http://[", "/job/1", ""), ROOT).pages] == [
        "https://example.org/job/1"
    ]


def test_a_gzip_bomb_is_too_large() -> None:
    with pytest.raises(ScraperError, match="larger than"):
        parse_sitemap(gzip.compress(b"<urlset>" + b" " * 60_000_000), ROOT)


@pytest.mark.slow
def test_fifty_thousand_addresses_are_read_and_more_are_said_to_be_cut() -> None:
    full = urlset(*(f"https://example.org/job/{number}" for number in range(MAX_ADDRESSES)))
    whole = parse_sitemap(full, ROOT)
    assert (len(whole.pages), whole.is_capped) == (MAX_ADDRESSES, False)
    more = parse_sitemap(full.replace(b"</urlset>", b"<url><loc>/x</loc></url></urlset>"), ROOT)
    assert (len(more.pages), more.is_capped) == (MAX_ADDRESSES, True)


def test_an_index_leads_to_the_files_that_speak_of_jobs(site: Site) -> None:
    site.say("/sitemap.xml", index(*site.urls("/jobs-1.xml", "/blog.xml")))
    site.say("/jobs-1.xml", urlset(*site.urls("/job/1", "/job/2"), "https://other.example.org/job/3"))
    pages, asked = site.read()
    assert (paths_of(pages), asked) == (["/job/1", "/job/2"], ["/sitemap.xml", "/jobs-1.xml"])


def test_an_index_that_names_itself_ends(site: Site) -> None:
    site.say("/sitemap.xml", index(*site.urls("/sitemap.xml", "/a.xml")))
    site.say("/a.xml", index(*site.urls("/sitemap.xml", "/b.xml")))
    site.say("/b.xml", urlset(*site.urls("/job/1")))
    pages, asked = site.read()
    assert (paths_of(pages), asked) == (["/job/1"], ["/sitemap.xml", "/a.xml", "/b.xml"])


def test_indexes_that_never_end_are_cut(site: Site) -> None:
    for number in range(9):
        site.say(f"/{number}.xml", index(*site.urls(f"/{number + 1}.xml")))
    pages, asked = site.read("/0.xml")
    assert pages
    assert (pages.status, len(asked)) == ("truncated", 3)


@pytest.mark.parametrize("status", [404, 403, 500])
def test_a_file_of_an_index_that_fails_fails_the_site(site: Site, status: int) -> None:
    site.say("/sitemap.xml", index(*site.urls("/a.xml", "/b.xml")))
    site.say("/a.xml", urlset(*site.urls("/job/1")))
    site.say("/b.xml", b"no", status=status)
    with pytest.raises(ScraperError):
        site.read()


def test_the_first_guess_that_is_there_is_enough(site: Site) -> None:
    site.say("/two.xml", urlset(*site.urls("/job/1")))
    site.say("/three.xml", urlset(*site.urls("/job/2")))
    pages, asked = site.read("/one.xml", "/two.xml", "/three.xml", is_guess=True)
    assert (paths_of(pages), asked) == (["/job/1"], ["/one.xml", "/two.xml"])
    with pytest.raises(ScraperError, match="no sitemap"):
        site.read("/none.xml", is_guess=True)


def test_an_unchanged_site_of_one_file_costs_one_request(site: Site) -> None:
    for headers in ({}, {"etag": '"1"'}):
        site.say("/sitemap.xml", urlset(*site.urls("/job/1")), **headers)
        site.known = {}
        site.read()
        assert site.read() == (None, ["/sitemap.xml"])
    site.say("/sitemap.xml", urlset(*site.urls("/job/2")))
    pages, asked = site.read()
    assert (paths_of(pages), asked) == (["/job/2"], ["/sitemap.xml"]), "not asked for twice"


def test_an_index_speaks_for_its_files_when_it_dates_them(site: Site) -> None:
    site.say("/a.xml", urlset(*site.urls("/job/1")))
    site.say("/sitemap.xml", index(*site.urls("/a.xml")))
    site.read()
    assert site.read() == (None, ["/sitemap.xml", "/a.xml"])
    site.say("/sitemap.xml", index(*site.urls("/a.xml"), lastmod="2026-11-01"))
    site.read()
    assert site.read() == (None, ["/sitemap.xml"])
    site.say("/sitemap.xml", index(*site.urls("/a.xml"), lastmod="2026-11-02"))
    site.say("/a.xml", urlset(*site.urls("/job/2")))
    assert paths_of(site.read()[0]) == ["/job/2"]


def test_a_changed_file_is_noticed_beside_unchanged_ones(site: Site) -> None:
    site.say("/a.xml", urlset(*site.urls("/job/1")), etag='"1"')
    site.say("/b.xml", urlset(*site.urls("/job/2")), etag='"1"')
    site.read("/a.xml", "/b.xml")
    site.say("/b.xml", urlset(*site.urls("/job/3")), etag='"2"')
    assert paths_of(site.read("/a.xml", "/b.xml")[0]) == ["/job/1", "/job/3"]

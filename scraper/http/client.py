"""Asks hosts for pages, the way they want to be asked.

Every request passes the same gate: forbidden hosts, robots.txt, parking, budget, pace, address guard, deadline,
size limits. A redirect passes it again.
"""

import copy
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from scraper.errors import (
    BadEncoding,
    BadRedirect,
    BadStatus,
    Blocked,
    BudgetSpent,
    Cut,
    DeadlinePassed,
    Enough,
    Parked,
    RobotsRefused,
    ScraperError,
    Unreachable,
)
from scraper.http.addresses import Allowed
from scraper.http.challenge import guard_of
from scraper.http.hosts import Host, Hosts
from scraper.http.page import Page
from scraper.pacing import Clock, Sleep, backoff, retry_after_seconds
from scraper.robots import RobotsMemory, Rules, robots_url, rules_from, whole_lines
from scraper.settings import Settings

_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class Tally:
    """What was asked and answered."""

    requests: int = 0
    bytes: int = 0
    statuses: dict[str, int] = field(default_factory=dict)


@dataclass
class Memory:
    """Answers that `client` gives once more instead of asking again; it fills while it is open."""

    client: "Client"
    is_open: bool = False
    pages: dict[tuple[str, str, bytes | None], Page] = field(default_factory=dict)


@dataclass
class Allowance:
    """How much a trial may ask for: answers for the list of a board, and answers for single postings."""

    lists: int
    details: int


class Client:
    """Asks hosts for pages. Safe to share between threads; each host is asked one thing at a time."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Clock,
        sleep: Sleep,
        allow: Allowed = frozenset(),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.settings = settings
        self.tally = Tally()
        self.robots = RobotsMemory(settings.robots_ttl)
        self._now = now
        self._sleep = sleep
        self._chance = chance
        self._hosts = Hosts(settings, now=now, sleep=sleep, allow=allow)
        self._allowance: Allowance | None = None
        self._kind = "lists"
        self._least_delay = 0.0
        self._memory: Memory | None = None

    def counted(self) -> "Client":
        """The same client with a tally of its own, for one source."""
        twin = copy.copy(self)
        twin.tally = Tally()
        return twin

    def slowed(self, seconds: float) -> "Client":
        """The same client, with at least so many seconds between two requests to a host from its first one on."""
        twin = copy.copy(self)
        twin._least_delay = seconds
        return twin

    def traffic(self) -> tuple[int, int]:
        """How many hosts were asked in this run, and the bytes that came from them; any thread may ask."""
        return self._hosts.traffic()

    def trying(self, allowance: Allowance) -> "Client":
        """The same client for a trial: Enough is raised instead of asking for more than it may."""
        twin = self.counted()
        twin._allowance = allowance
        return twin

    @property
    def is_trying(self) -> bool:
        return self._allowance is not None

    def for_details(self) -> "Client":
        """The same client, which asks for single postings from here on."""
        twin = copy.copy(self)
        twin._kind = "details"
        return twin

    def remembering(self) -> Memory:
        """The same client with a memory, for who must look at a page before it is known what else to ask for."""
        twin = copy.copy(self)
        twin._memory = Memory(twin)
        return twin._memory

    def aside(self) -> "Client":
        """The same client for what leads to a list and is none, such as an index; a trial does not count it."""
        twin = copy.copy(self)
        twin._allowance = None
        return twin

    def get(
        self,
        url: str,
        *,
        accept: str | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        official_api: str = "",
    ) -> Page:
        """The answer of the host: a page, "not modified" (304) or "gone" (404, 410). All else is a FetchError.

        With `headers`, which may hold a key, a redirect is an error: they are for this host alone. `official_api` is
        where the host's operator documents this interface for the programs that it gives keys to. It counts beside
        the key in `headers` only: robots.txt, which speaks to those whom nobody invited, is then not asked. All else
        stays as it is.
        """
        usual = {"Accept": accept or "*/*", "If-None-Match": etag, "If-Modified-Since": last_modified}
        given = {name: value for name, value in usual.items() if value} | dict(headers or {})
        return self._ask("GET", url, given, None, is_final=bool(headers), is_invited=bool(official_api and headers))

    def post(self, url: str, payload: Any, *, accept: str = "application/json") -> Page:
        """The answer to a question that is asked as JSON; as `get`, but a redirect is an error."""
        headers = {"Accept": accept, "Content-Type": "application/json"}
        return self._ask("POST", url, headers, json.dumps(payload).encode(), is_final=True)

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of an address's host names."""
        return self._rules(self._hosts.of(url), url).sitemaps(url)

    def close(self) -> None:
        self._hosts.close()

    def _ask(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: bytes | None,
        *,
        is_final: bool,
        is_invited: bool = False,
    ) -> Page:
        memory, question = self._memory, (method, url, data)
        if memory and question in memory.pages:
            return memory.pages.pop(question)
        self._spend(url)
        try:
            page = _judged(self._follow(method, url, headers, data, is_final=is_final, without_robots=is_invited))
            if memory and memory.is_open:
                memory.pages[question] = page
            return page
        except ScraperError as error:
            if not error.subject.startswith(("http://", "https://")):
                error.subject = url
            raise

    def _spend(self, url: str) -> None:
        if self._allowance is None:
            return
        left = getattr(self._allowance, self._kind)
        if left <= 0:
            raise Enough(f"a trial asks for no more {self._kind}", url)
        setattr(self._allowance, self._kind, left - 1)

    def _follow(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: bytes | None,
        *,
        is_robots: bool = False,
        is_final: bool = False,
        without_robots: bool = False,
    ) -> Page:
        first = url
        for _ in range(self.settings.max_redirects + 1):
            host = self._hosts.of(url)
            host.pacer.raise_floor(self._least_delay)
            if not (is_robots or without_robots):
                self._obey_robots(host, url)
            page = self._try(host, method, url, headers, data, is_robots)
            if page.status not in _REDIRECTS:
                return page
            if is_final:
                raise BadRedirect(f"a {method} was redirected with status {page.status}", url)
            url = _target(page)
        raise BadRedirect(f"more than {self.settings.max_redirects} redirects", first)

    def _obey_robots(self, host: Host, url: str) -> None:
        rules = self._rules(host, url)
        product = self.settings.product
        if not rules.allows(url, product):
            reason = rules.refusal or "robots.txt does not allow this path"
            raise RobotsRefused(f"{reason}; the source is left alone", url)
        delay = rules.crawl_delay(product)
        if delay > self.settings.max_crawl_delay:
            raise RobotsRefused(f"robots.txt asks for {delay:g} s between requests; the source is left alone", url)
        host.pacer.raise_floor(delay)

    def _rules(self, host: Host, url: str) -> Rules:
        with host.rules_turn:
            rules = self.robots.get(host.name, self._now())
            if rules is None:
                rules = self._read_robots(url)
                self.robots.put(host.name, rules)
            return rules

    def _read_robots(self, url: str) -> Rules:
        try:
            page = self._follow("GET", robots_url(url), {"Accept": "text/plain, */*"}, None, is_robots=True)
        except (Unreachable, DeadlinePassed, Cut, BadEncoding, BadRedirect) as error:
            return Rules(None, self._now(), refusal=f"robots.txt could not be read ({error.message})")
        is_whole = len(page.body) < self.settings.max_robots_bytes
        return rules_from(page.status, page.text if is_whole else whole_lines(page.text), self._now())

    def _try(
        self, host: Host, method: str, url: str, headers: dict[str, str], data: bytes | None, is_robots: bool
    ) -> Page:
        """One answer after at most `tries` attempts; holds the host's turn, waits included."""
        coding = "gzip"
        settings = self.settings
        with host.turn:
            for attempt in range(settings.tries):
                is_last = attempt == settings.tries - 1
                wait: float | None = self._backoff(attempt)
                self._check_host(host, url)
                host.pacer.wait()
                try:
                    page = self._exchange(host, method, url, {**headers, "Accept-Encoding": coding}, data, is_robots)
                except (Unreachable, Cut, BadEncoding) as error:
                    if is_last:
                        raise
                    if isinstance(error, BadEncoding):
                        coding = "identity"
                else:
                    wait = self._wait_after(host, page, attempt)
                    if wait is None or is_last:
                        return page
                self._sleep(wait or 0.0)
        raise AssertionError("the last attempt returns or raises")

    def _check_host(self, host: Host, url: str) -> None:
        if host.parked_until and self._now() < host.parked_until:
            raise Parked(
                f"the host asked to be left alone until {host.parked_until:%Y-%m-%d %H:%M} UTC",
                url,
                until=host.parked_until,
            )
        if host.requests >= self.settings.max_requests_per_host or host.bytes >= self.settings.max_bytes_per_host:
            raise BudgetSpent(f"{host.requests:,} requests and {host.bytes:,} bytes are enough for one run", url)

    def _wait_after(self, host: Host, page: Page, attempt: int) -> float | None:
        """Seconds until the next attempt; None when the answer stands. Raises Parked when the host has had enough."""
        if page.status in (429, 503):
            host.throttled += 1
            asked = retry_after_seconds(page.headers.get("retry-after"), self._now())
            if host.throttled >= self.settings.throttle_answers or (asked or 0.0) > self.settings.max_retry_after:
                pause = asked if asked is not None else self.settings.park_seconds
                host.parked_until = self._now() + timedelta(seconds=min(pause, 366 * 86_400))
                raise Parked(
                    f"the host answered {page.status}; it is left alone until {host.parked_until:%Y-%m-%d %H:%M} UTC",
                    page.url,
                    until=host.parked_until,
                )
            return max(asked or 0.0, self._backoff(attempt))
        if page.status >= 500 or page.status == 408:
            return self._backoff(attempt)
        return None

    def _backoff(self, attempt: int) -> float:
        settings = self.settings
        return backoff(attempt, base=settings.backoff_base, cap=settings.backoff_cap, chance=self._chance())

    def _exchange(
        self, host: Host, method: str, url: str, headers: dict[str, str], data: bytes | None, is_robots: bool
    ) -> Page:
        host.requests += 1
        self.tally.requests += 1
        started = time.monotonic()
        is_success = False

        def count(size: int) -> None:
            host.bytes += size
            self.tally.bytes += size

        try:
            first_bytes = self.settings.max_robots_bytes if is_robots else None
            page = host.transport.exchange(method, url, headers, data, first_bytes=first_bytes, on_bytes=count)
            status = str(page.status)
            self.tally.statuses[status] = self.tally.statuses.get(status, 0) + 1
            is_success = page.status < 300 or page.is_unchanged
            return page
        finally:
            host.pacer.observe(time.monotonic() - started, is_success=is_success)


def _judged(page: Page) -> Page:
    """The page, when it is an answer to the question; else the error that it is."""
    guard = guard_of(page.headers, page.body[:20_000].decode("latin-1")) if page.body else None
    if guard:
        raise Blocked(f"a page for people guards the address ({guard}); read it in a browser and decide", page.url)
    if page.status < 300 or page.is_unchanged or page.is_gone:
        return page
    error: Blocked | BadStatus
    if page.status in (401, 403):
        error = Blocked(f"the host answered {page.status}; it does not want to be read by programs", page.url)
    else:
        error = BadStatus(f"the host answered {page.status}", page.url, status=page.status)
    error.answer = page.body[:2_000]
    raise error


def _target(page: Page) -> str:
    location = page.headers.get("location", "").strip()
    if not location:
        raise BadRedirect(f"status {page.status} names no new address", page.url)
    try:
        target = urljoin(page.url, location)
        scheme = urlsplit(target).scheme
    except ValueError as error:
        raise BadRedirect(f"the new address is none ({error})", page.url) from error
    if urlsplit(page.url).scheme == "https" and scheme != "https":
        raise BadRedirect(f"a redirect from HTTPS to {scheme.upper()} is not followed", page.url)
    return target

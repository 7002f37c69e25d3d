"""Retry-After, pace, robots rules, body codings and charsets: whatever a server sends, no error of ours comes of it."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import BadEncoding, Cut, FetchError, TooLarge
from scraper.http.addresses import is_public
from scraper.http.decode import decode_text, read_body
from scraper.pacing import Pacer, backoff, retry_after_seconds
from scraper.robots import robots_url, rules_from

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@given(st.text())
def test_retry_after_is_never_negative_and_never_raises(value: str) -> None:
    seconds = retry_after_seconds(value, NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(0, 10**6))
def test_retry_after_reads_what_it_should(seconds: int) -> None:
    assert retry_after_seconds(f" {seconds} ", NOW) == seconds
    assert retry_after_seconds(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True), NOW) == seconds
    assert retry_after_seconds(format_datetime(NOW - timedelta(seconds=seconds), usegmt=True), NOW) == 0


@pytest.mark.parametrize(
    "value", [None, "", "soon", "-5", "1e3", "²", "Tue, 99 Foo 2026", "Mon, 01 Jan 99999 00:00:00 GMT"]
)
def test_retry_after_that_says_nothing(value: str | None) -> None:
    assert retry_after_seconds(value, NOW) is None


@given(st.integers(0, 50), st.floats(0, 1))
def test_backoff_stays_within_its_cap(attempt: int, chance: float) -> None:
    assert 0 <= backoff(attempt, base=1, cap=30, chance=chance) <= 30


class Recorder:
    def __init__(self) -> None:
        self.moment = NOW
        self.naps: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.moment += timedelta(seconds=seconds)


@given(st.lists(st.tuples(st.floats(0, 200), st.booleans(), st.integers(-5000, 5000))))
def test_the_pace_stays_between_floor_and_ceiling(answers: list[tuple[float, bool, int]]) -> None:
    """A failure never shortens the delay, and a clock that jumps never lengthens one wait past it."""
    recorder = Recorder()
    pacer = Pacer(1, 60, now=recorder.now, sleep=recorder.sleep)
    for latency, is_success, jump in answers:
        pacer.wait()
        before = pacer.delay
        pacer.observe(latency, is_success=is_success)
        assert 1 <= pacer.delay <= 60
        assert is_success or pacer.delay >= before
        recorder.moment += timedelta(seconds=jump)
    assert all(0 < nap <= 60 for nap in recorder.naps)


def test_a_slow_host_is_asked_less_often() -> None:
    recorder = Recorder()
    pacer = Pacer(1, 60, now=recorder.now, sleep=recorder.sleep)
    pacer.observe(8, is_success=True)
    assert pacer.delay == 8
    pacer.observe(0.1, is_success=False)
    assert pacer.delay == 8
    pacer.observe(0.1, is_success=True)
    assert 4 < pacer.delay < 4.1
    pacer.raise_floor(90)
    pacer.observe(0.1, is_success=True)
    assert pacer.delay == 90


@given(st.integers(200, 599), st.text())
def test_robots_rules_never_raise(status: int, text: str) -> None:
    rules = rules_from(status, text, NOW)
    allowed = rules.allows("https://example.org/jobs", "jobreq")
    assert rules.crawl_delay("jobreq") >= 0
    if status >= 500 or status == 429:
        assert not allowed
    elif status >= 300:
        assert allowed


def test_robots_stands_at_the_root_of_the_host() -> None:
    assert robots_url("https://example.org:8443/a/b?c=d#e") == "https://example.org:8443/robots.txt"


@given(st.binary(max_size=3000), st.integers(1, 700), st.integers(0, 40))
def test_a_gzip_body_comes_back_whole_or_not_at_all(body: bytes, size: int, missing: int) -> None:
    packed = gzip.compress(body)
    assert read(packed, size) == body
    assert read(packed + gzip.compress(b"more") + b"\0\0", size) == body + b"more"
    if 0 < missing < len(packed):
        with pytest.raises((Cut, BadEncoding)):
            read(packed[:-missing], size)


@given(st.binary(max_size=2000), st.integers(1, 500))
def test_any_bytes_are_a_body_or_an_error_of_ours(data: bytes, size: int) -> None:
    try:
        read(data, size)
    except FetchError:
        return


def read(packed: bytes, size: int) -> bytes:
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
    return read_body(chunks, "gzip", max_wire=10_000, max_decoded=10_000)


def test_a_limit_holds_on_the_wire_and_after_it() -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    with pytest.raises(TooLarge):
        read_body([bomb], "gzip", max_wire=10**6, max_decoded=10**6)
    with pytest.raises(TooLarge):
        read_body([b"x" * 11], "", max_wire=10, max_decoded=100)
    assert read_body([b"x" * 50] * 9, "", max_wire=1000, max_decoded=100, keep_first=True) == b"x" * 100


@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_bytes_have_a_text(body: bytes, content_type: str) -> None:
    text, charset = decode_text(body, content_type)
    assert isinstance(text, str)
    assert charset


@given(st.text(max_size=200))
def test_utf8_is_read_without_being_told(text: str) -> None:
    body = text.encode("utf-8", "ignore")
    if not body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"charset" not in body:
        assert decode_text(body) == (body.decode(), "utf-8")


@pytest.mark.parametrize("name", ["utf-16", "rot13", "hex", "idna", "unicode_escape", "undefined"])
def test_a_strange_charset_does_no_harm(name: str) -> None:
    text, _ = decode_text("Größe".encode(), f"text/html; charset={name}")
    assert text


@given(st.ip_addresses())
def test_only_global_addresses_are_public(address: object) -> None:
    if is_public(str(address)):
        assert address.is_global  # type: ignore[attr-defined]

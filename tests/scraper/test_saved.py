"""A saved answer is read whatever stands around it, and whatever is wrong with it is still said."""

import gzip
import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import ParseError
from scraper.platforms import names
from scraper.saved import platforms_of, read_saved
from scraper.sources import UNNAMED, Source
from tests.scraper.test_platforms import GOLDEN, source_of

ANSWER = (GOLDEN / "lever" / "normal.json").read_bytes()
TEXT = json.dumps(json.loads(ANSWER))

WRAPPED: dict[str, bytes] = {
    "byte order mark": b"\xef\xbb\xbf" + ANSWER,
    "UTF-16": ANSWER.decode().encode("utf-16"),
    "gzip": gzip.compress(ANSWER),
    "head of HTTP": b"HTTP/2 200 OK\r\ncontent-type: application/json\r\n\r\n" + ANSWER,
    "JSONP": f"/**/show_1({TEXT});".encode(),
    "script": f"var postings = {TEXT};".encode(),
    "prefix": f")]}}',\n{TEXT}".encode(),
    "browser": f"<html><head></head><body><pre>{html.escape(TEXT)}</pre></body></html>".encode(),
    "envelope": json.dumps({"status": 200, "url": "https://example.org", "body": json.loads(ANSWER)}).encode(),
    "envelope of text": json.dumps({"request": {"method": "GET"}, "response": {"body": TEXT}}).encode(),
    "text": json.dumps(TEXT).encode(),
    "minified": json.dumps(json.loads(ANSWER), separators=(",", ":")).encode(),
}


def anybodys(platform: str) -> Source:
    return Source(source_id="saved", platform=platform, board=UNNAMED, employer="")


@pytest.mark.parametrize("name", WRAPPED)
def test_what_stands_around_an_answer_is_taken_off_and_named(name: str) -> None:
    source = source_of("lever")
    plain, saved = read_saved(ANSWER, source), read_saved(WRAPPED[name], source)
    assert saved.listing.postings == plain.listing.postings
    assert not plain.around
    assert bool(saved.around) is (name not in ("byte order mark", "UTF-16", "gzip", "minified"))


def test_a_page_of_any_platform_is_read_by_its_markup() -> None:
    page = (GOLDEN / "site" / "normal.html").read_bytes()
    saved = read_saved(page, source_of("lever"))
    assert len(saved.listing.postings) == 1
    assert "schema.org" in saved.around


@pytest.mark.parametrize("case", ["themuse/timed_out.json", "themuse/others.json", "jibe/nototal.json"])
def test_a_refused_answer_is_not_read_by_its_parts(case: str) -> None:
    with pytest.raises(ParseError):
        read_saved((GOLDEN / case).read_bytes(), source_of(case.partition("/")[0]))


def test_an_error_of_the_platform_stays_its_own() -> None:
    with pytest.raises(ParseError, match="no list 'jobs'"):
        read_saved(b'{"error": {"message": "gone"}}', source_of("ashby"))


def test_a_board_that_nobody_named_makes_up_no_address() -> None:
    for platform in names():
        for path in sorted((GOLDEN / platform).glob("normal.*")):
            if path.name.endswith(".expected.json"):
                continue
            listing = read_saved(path.read_bytes(), anybodys(platform)).listing
            assert listing.listed
            assert not any(UNNAMED in (posting.url or "") for posting in listing.postings)


def own_answers() -> list[Any]:
    found = [path for path in sorted(GOLDEN.glob("*/normal.*")) if not path.name.endswith(".expected.json")]
    marked = ("icims", "jobvite", "phenom")  # their pages say nothing but what any site's say
    return [pytest.param(path, id=path.parent.name) for path in found if path.parent.name not in marked]


@pytest.mark.parametrize("path", own_answers())
def test_an_answer_tells_its_platform(path: Path) -> None:
    assert platforms_of(path.read_bytes(), anybodys("site"))[0] == path.parent.name


@pytest.mark.parametrize("body", [b"", b"User-agent: *\nDisallow: /", b"{}", b"[]", b"<html></html>", b"\x1f\x8bx"])
def test_what_is_no_answer_is_of_no_platform(body: bytes) -> None:
    assert platforms_of(body, anybodys("site")) == []


@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: {"a": x}], ids=["lists", "objects"])
def test_what_is_nested_without_end_is_no_answer(wrap: Callable[[Any], Any]) -> None:
    value: Any = {}
    for _ in range(90):
        value = wrap(value)
    with pytest.raises(ParseError):
        read_saved(json.dumps(value).encode(), source_of("ashby"))

"""Whatever stands in an answer, a platform makes a listing of it or says why not; nothing else, and at once.

The golden answers with values of other kinds in each place, cut off, garbled, and nested deep.
"""

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import ScraperError
from scraper.listing import Listing
from scraper.platforms import load, names, recognise
from tests.scraper.test_platforms import ANSWERS, source_of

ODD = (
    None, True, -1, 1e308, 10**30, "", " ", "x", "<", "&lt;script&gt;", "\ud800", "9999-99-99", "https://[",
    [], {}, [None], [[]], [{}], [[{"name": 1}]], {"": {}}, {"name": {"name": []}}, {"value": "x"},
    "a" * 5_000, "1,234-5,678/hour " * 500,
)  # fmt: skip
MOST = 150  # mutations of one answer
SECONDS = 3.0  # of the processor, for one of them


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_answer_that_is_spoilt(path: Path) -> None:
    platform = path.parent.name
    for spoilt in spoilt_answers(path.read_bytes()):
        expect_no_surprise(platform, spoilt)


@pytest.mark.parametrize("platform", names())
@pytest.mark.parametrize("depth", [90, 900, 50_000])
def test_an_answer_that_is_nested_deep(platform: str, depth: int) -> None:
    for answer in deep_answers(platform, depth):
        expect_no_surprise(platform, answer)


@pytest.mark.parametrize(
    "rest", ["[", "]:x", "%", "?cid=%zz&", "\ud800", "/" * 3_000, "a." * 3_000, "x=&" * 3_000, "\n"]
)
def test_an_address_that_is_none(rest: str) -> None:
    for platform in names():
        address = load(platform).PUBLIC_URL.format(board=source_of(platform).board)
        for url in ("https://" + rest, address + rest, address + "?" + rest, rest):
            started = time.process_time()
            recognise(url)
            assert time.process_time() - started < SECONDS


def expect_no_surprise(platform: str, answer: bytes) -> None:
    started = time.process_time()
    try:
        listing = load(platform).parse(answer, source_of(platform))
    except ScraperError:
        listing = None
    except Exception as error:
        error.add_note(f"{platform} of {answer[:2_000]!r}")
        raise
    assert time.process_time() - started < SECONDS, answer[:2_000]
    assert listing is None or isinstance(listing, Listing)
    if listing:
        json.dumps([posting.record for posting in listing.postings])
        assert all(
            isinstance(posting.title, str) and isinstance(posting.description, str) for posting in listing.postings
        )


def spoilt_answers(body: bytes) -> Iterator[bytes]:
    """At most `MOST` with one value changed where the answer is JSON; and some cut off, or with bytes changed."""
    chance = random.Random(len(body))
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if value is not None:
        changes = [(place, odd) for place in places(value) for odd in ODD]
        for place, odd in chance.sample(changes, min(MOST, len(changes))):
            yield json.dumps(changed(value, place, odd)).encode()
    for _ in range(20):
        yield body[: chance.randrange(len(body) + 1)]
        raw = bytearray(body)
        for _ in range(5):
            raw[chance.randrange(len(raw))] = chance.choice(b'<>&"{}[]\x00\xff,;')
        yield bytes(raw)


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """The way to every value within a value."""
    yield ()
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        for place in places(one):
            yield (key, *place)


def changed(value: Any, place: tuple[Any, ...], odd: Any) -> Any:
    """A copy with another value in one place."""
    if not place:
        return odd
    first, *rest = place
    copy = value.copy()
    copy[first] = changed(value[first], tuple(rest), odd)
    return copy


def deep_answers(platform: str, depth: int) -> Iterator[bytes]:
    """The normal answer with something deep in one place after the other, and something deep alone."""
    makers: tuple[Callable[[int], str], ...] = (
        lambda depth: "[" * depth + "]" * depth,
        lambda depth: '{"name":' * depth + "1" + "}" * depth,
        lambda depth: "<div>" * depth + "text" + "</div>" * depth,
    )
    for make in makers:
        yield make(depth).encode()
    (normal,) = (path for path in ANSWERS if path.parent.name == platform and path.stem == "normal")
    body = normal.read_text(encoding="utf-8")
    if normal.suffix != ".json":
        for make in makers:
            yield body.replace("</", make(depth) + "</", 1).encode()
        return
    value = json.loads(body)
    found = list(places(value))
    for place in random.Random(depth).sample(found, min(12, len(found))):
        with_mark = json.dumps(changed(value, place, "@@"))
        for make in makers[:2]:
            yield with_mark.replace('"@@"', make(depth)).encode()
        yield with_mark.replace("@@", makers[2](depth)).encode()

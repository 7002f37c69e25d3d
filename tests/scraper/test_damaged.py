"""Whatever stands in an answer, a platform makes a listing of it or says why not; nothing else, and at once.

Each golden answer damaged: values of another kind in one place, cut off, garbled, odd text put in, nested deep. Which
places, is drawn by the answer's length, so that a failure comes again; `-m slow` damages many more.
"""

import json
import random
import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import ScraperError
from scraper.listing import Listing
from scraper.platforms import load, names, recognise
from tests.scraper.test_platforms import ANSWERS, source_of

# How many of each way to damage one answer, and at which depth in how many places of it.
AMOUNTS = [3, pytest.param(250, marks=pytest.mark.slow)]
DEPTHS = [(90, 1), (5_000, 1), *(pytest.param(depth, 12, marks=pytest.mark.slow) for depth in (90, 900, 50_000))]
SECONDS = 3.0  # of the processor, for one of them

ODD: tuple[Any, ...] = (
    None, True, -1, 3, 1e308, 1e400, 10**30, "", " ", "x", "<", "&lt;script&gt;", "\ud800", "9999-99-99", "https://[",
    [], {}, [None], [[]], [{}], [[{"name": 1}]], {"": {}}, {"name": {"name": []}}, {"value": "x"},
    "a" * 5_000, "1,234-5,678/hour " * 500,
)  # fmt: skip
PUT_IN = (
    "<!--", "<script>", '"', "&#x110000;", "\x00", "\ud800", "{" * 2_000, "<div>" * 2_000, "9" * 400, "http://[",
)  # fmt: skip
DEEP = (("[", "", "]"), ('{"name":', "1", "}"), ("<div>", "text", "</div>"))


@pytest.mark.parametrize("most", AMOUNTS)
@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_answer_that_is_damaged(path: Path, most: int) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    for damaged in (*with_odd_values(text, most), *with_damaged_text(text, most), *with_odd_links(text)):
        expect_no_surprise(path.parent.name, damaged.encode("utf-8", "surrogatepass"))
    for garbled in with_garbled_bytes(path.read_bytes(), most):
        expect_no_surprise(path.parent.name, garbled)


@pytest.mark.parametrize(("depth", "most"), DEPTHS)
@pytest.mark.parametrize("platform", names())
def test_an_answer_that_is_nested_deep(platform: str, depth: int, most: int) -> None:
    for answer in deep_answers(platform, depth, most):
        expect_no_surprise(platform, answer.encode())


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
    if listing is None:
        return
    assert isinstance(listing, Listing)
    json.dumps([posting.record for posting in listing.postings])
    assert all(isinstance(text, str) for posting in listing.postings for text in (posting.title, posting.description))


def with_odd_values(text: str, most: int) -> Iterator[str]:
    """The JSON with a value of another kind in one place."""
    try:
        value = json.loads(text)
    except ValueError:
        return
    changes = list(product(places(value), ODD))
    for place, odd in random.Random(len(text)).sample(changes, min(2 * most, len(changes))):
        yield json.dumps(changed(value, place, odd))


def with_damaged_text(text: str, most: int) -> Iterator[str]:
    """The text cut off, with a part missing, or with something put in behind a tag, a quotation mark or a bracket."""
    draw = random.Random(len(text))
    marks = [place for place, letter in enumerate(text) if letter in '<>"{}[]'] or [0]
    for _ in range(most):
        start, end = sorted(draw.choices(marks, k=2))
        yield text[:start]
        yield text[:start] + text[end:]
        yield text[: start + 1] + draw.choice(PUT_IN) + text[start + 1 :]


def with_odd_links(text: str) -> Iterator[str]:
    """The page with every link to what is no address."""
    if "href=" in text:
        yield re.sub(r'(href=")[^"?]*', r"\1http://[x/jobs/123456/job", text)


def with_garbled_bytes(body: bytes, most: int) -> Iterator[bytes]:
    draw = random.Random(len(body))
    for _ in range(most if body else 0):
        raw = bytearray(body)
        for _ in range(5):
            raw[draw.randrange(len(raw))] = draw.choice(b'<>&"{}[]\x00\xff,;')
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


def deep_answers(platform: str, depth: int, most: int) -> Iterator[str]:
    """Something deep alone, and in the normal answer, there in one place after the other."""
    deep = [start * depth + middle + end * depth for start, middle, end in DEEP]
    yield from deep
    (normal,) = (path for path in ANSWERS if path.parent.name == platform and path.stem == "normal")
    text = normal.read_text(encoding="utf-8")
    if normal.suffix != ".json":
        yield from (text.replace("</", f"{one}</", 1) for one in deep)
        return
    value = json.loads(text)
    found = list(places(value))
    *values, markup = deep
    for place in random.Random(depth).sample(found, min(most, len(found))):
        with_mark = json.dumps(changed(value, place, "@@"))
        yield from (with_mark.replace('"@@"', one) for one in values)
        yield with_mark.replace("@@", markup)

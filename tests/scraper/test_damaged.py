"""Whatever stands in an answer, a platform reads it or raises an error of our own: each golden file, damaged."""

import json
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import ScraperError
from scraper.platforms import load
from tests.scraper.test_platforms import ANSWERS, source_of

PLACES = 150  # of a file, where it is damaged
ODD: list[Any] = [None, 3, True, "x", [3], [[]], {"a": 1}, 1e400]
PUT_IN = ["<!--", "<script>", '"', "&#x110000;", "\x00", "\ud800", "{" * 2_000, "<div>" * 2_000, "9" * 400, "http://["]


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_damaged_answer_raises_nothing_of_its_own(path: Path) -> None:
    platform, text = path.parent.name, path.read_text(encoding="utf-8", errors="replace")
    for damaged in [*islice(with_odd_values(text), PLACES), *with_damaged_text(text)]:
        with suppress(ScraperError):
            load(platform).parse(damaged.encode("utf-8", "surrogatepass"), source_of(platform))


def with_odd_values(text: str) -> Iterator[str]:
    """The JSON with a value of another kind in one place, the places from all over the file."""
    try:
        value = json.loads(text)
    except ValueError:
        return
    places = list(places_of(value))
    random.Random(len(text)).shuffle(places)
    for number, (holder, key) in enumerate(places):
        kept, holder[key] = holder[key], ODD[number % len(ODD)]
        yield json.dumps(value)
        holder[key] = kept


def places_of(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places_of(value[key])


def with_damaged_text(text: str) -> Iterator[str]:
    """The text cut off, with a part missing, or with something put in before a tag, a quotation mark or a bracket."""
    draw = random.Random(len(text))
    marks = [place for place, letter in enumerate(text) if letter in '<>"{}[]'] or [0]
    for number in range(PLACES // 3):
        start, end = sorted(draw.choices(marks, k=2))
        yield text[:start]
        yield text[:start] + text[end:]
        yield text[: start + 1] + PUT_IN[number % len(PUT_IN)] + text[start + 1 :]


@pytest.mark.parametrize(
    "path", [path for path in ANSWERS if path.suffix == ".html"], ids=lambda path: path.parent.name
)
def test_a_link_to_no_address_raises_nothing_of_its_own(path: Path) -> None:
    text = re.sub(r'(href=")[^"?]*', r"\1http://[x/jobs/123456/job", path.read_text(encoding="utf-8"))
    with suppress(ScraperError):
        load(path.parent.name).parse(text, source_of(path.parent.name))

"""The reader reads the labelled postings no worse than it did, and what is said about its quality is what it does."""

import csv
import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from analysis.evaluate import PINNED, RANK
from analysis.labelled import LABELLED, LabelledSet, check_floors, load_floors, own_set, quality_rows
from analysis.vocabulary import load_vocabulary

UPDATE = "`jobreq evaluate --update` writes it anew"
ROWS = [json.loads(line) for path in sorted(LABELLED.glob("*.labels.jsonl")) for line in path.read_text().splitlines()]
LEVELS = {"high_school", "some_college", "associate", "bachelor", "master", "doctorate", "unspecified"}


@pytest.fixture(scope="module")
def own() -> LabelledSet:
    return own_set()


def test_no_figure_is_below_its_floor(own: LabelledSet) -> None:
    check_floors(own)


def test_every_figure_that_is_pinned_has_a_floor(own: LabelledSet) -> None:
    floors = load_floors()["floors"]
    pinned = {(aspect, name) for aspect, names in floors.items() for name in names}
    assert pinned == {key for key in own.measures if key[1] in PINNED}


def test_the_quality_that_is_told_is_the_quality_that_is_measured(own: LabelledSet) -> None:
    with (LABELLED / "quality.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == quality_rows(own), UPDATE


def test_the_set_is_large_enough_to_say_something(own: LabelledSet) -> None:
    strengths = Counter(entry["strength"] for row in ROWS for entry in row["credentials"])
    assert len(ROWS) >= 100
    assert min(strengths[strength] for strength in RANK) >= 30
    assert len({posting["format"] for posting in own.postings.values()}) == 4


@pytest.mark.parametrize("path", sorted(LABELLED.glob("*.jsonl")), ids=lambda path: path.name)
def test_each_posting_has_its_labels_in_the_file_beside_it(path: Path) -> None:
    name, kind, _ = path.name.split(".")
    other = path.with_name(f"{name}.{'labels' if kind == 'postings' else 'postings'}.jsonl")
    ids = [json.loads(line)["id"] for line in path.read_text().splitlines()]
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == sorted(json.loads(line)["id"] for line in other.read_text().splitlines())


TAG = re.compile(r"<[^>]*>")
MARKS = re.compile(r"[*_#|`\\]+|^[ ]*[-•·] ", re.MULTILINE)


def plain(text: str) -> str:
    """The words, whatever stands between them: markup once or twice escaped, marks of Markdown, table strokes."""
    unescaped = html.unescape(html.unescape(text))
    return " ".join(MARKS.sub(" ", TAG.sub(" ", unescaped)).split()).replace(" .", ".").replace(" ,", ",")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_labels_quote_their_posting_and_agree_with_themselves(row: dict[str, Any], own: LabelledSet) -> None:
    posting = own.postings[row["id"]]
    text = plain(f"{posting['title']}\n{posting['description']}")
    known = load_vocabulary().by_id
    for entry in row["credentials"] + row["degrees"] + row["training"]:
        assert entry["strength"] in RANK
        for piece in re.split(r"\s*(?:\.\.\.|…)\s*", entry["quote"]):
            assert plain(piece) in text
    assert {entry["level"] for entry in row["degrees"]} <= LEVELS
    assert {known[term_id].kind for term_id in row["skills"]} <= {"skill"}
    asked = {entry["level"] for entry in row["degrees"] if entry["strength"] == "required"}
    assert row["education_required"] in {*asked, None, "none"}
    assert len({entry["id"] for entry in row["credentials"]}) == len(row["credentials"])
    assert len({entry["level"] for entry in row["degrees"]}) == len(row["degrees"])

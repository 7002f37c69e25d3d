"""The invented sample is in the platforms' wire format, points nowhere real, and its labels quote its text."""

import csv
import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scraper.platforms import load
from scraper.posting import Posting
from scraper.sources import load_sources

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
BOARDS = sorted(SAMPLE.glob("*/*.json"))
LABELS = [json.loads(line) for line in (SAMPLE / "expected.jsonl").read_text(encoding="utf-8").splitlines()]

STRENGTHS = {"required", "preferred", "not_required", "mentioned"}
BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|br|h[1-6])\b[^>]*>")
TAG = re.compile(r"<[^>]+>")


def text_of(markup: str) -> str:
    """The words as a reader sees them: a block ends a word, an inline tag does not."""
    return " ".join(html.unescape(TAG.sub("", BLOCK.sub(" ", markup))).split())


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def entries(board: Path) -> list[dict[str, Any]]:
    body = json.loads(board.read_text(encoding="utf-8"))
    jobs: list[dict[str, Any]] = body if isinstance(body, list) else body["jobs"]
    return jobs


@pytest.fixture(scope="module")
def postings() -> dict[str, Posting]:
    """What the platform modules find in the sample, by posting_id."""
    found: dict[str, Posting] = {}
    for source in load_sources(SAMPLE / "sources.csv", loopback="http://127.0.0.1:1"):
        listing = load(source.platform).parse((SAMPLE / source.platform / f"{source.board}.json").read_bytes(), source)
        assert listing.issues == []
        assert len(listing.postings) >= source.min_postings
        for posting in listing.postings:
            assert posting.posting_id not in found
            found[posting.posting_id] = posting
    return found


def test_nine_employers_over_three_platforms_and_no_file_without_a_source() -> None:
    with (SAMPLE / "sources.csv").open(encoding="utf-8", newline="") as file:
        listed = {(row["platform"], row["board"]) for row in csv.DictReader(file)}
    assert listed == {(board.parent.name, board.stem) for board in BOARDS}
    assert Counter(platform for platform, _ in listed) == {"greenhouse": 3, "lever": 3, "ashby": 3}


def test_native_ids_are_unique() -> None:
    ids = [str(entry["id"]) for board in BOARDS for entry in entries(board)]
    assert len(ids) == len(set(ids)) >= 70


@pytest.mark.parametrize("file", [*BOARDS, SAMPLE / "sources.csv"], ids=lambda file: file.stem)
def test_every_address_is_one_that_cannot_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    hosts = re.findall(r"https?://([^/\"\s&<]+)", text) + re.findall(r"@([\w-]+(?:\.[\w-]+)+)", text)
    assert {host for host in hosts if not host.endswith(".example")} == set()


def test_every_vacancy_has_labels_and_every_label_a_vacancy(postings: dict[str, Posting]) -> None:
    assert sorted(label["id"] for label in LABELS) == sorted(postings)


def test_talent_pools_and_unlisted_postings_are_no_vacancies(postings: dict[str, Posting]) -> None:
    everything = [entry for board in BOARDS for entry in entries(board)]
    pools = [entry for entry in everything if entry.get("internal_job_id", "none here") is None]
    unlisted = [entry for entry in everything if entry.get("isListed") is False]
    assert (len(pools), len(unlisted)) == (1, 1)
    assert len(postings) == len(everything) - 2


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label["id"].rsplit("/", 1)[1][:8])
def test_every_quote_stands_in_the_posting(label: dict[str, Any], postings: dict[str, Posting]) -> None:
    posting = postings[label["id"]]
    text = f"{posting.title} {text_of(posting.description)}"
    for found in label["credentials"] + label["degrees"] + label["training"]:
        assert found["quote"] in text
        assert found["strength"] in STRENGTHS


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label["id"].rsplit("/", 1)[1][:8])
def test_labels_agree_with_themselves(label: dict[str, Any]) -> None:
    levels = {strength: {d["level"] for d in label["degrees"] if d["strength"] == strength} for strength in STRENGTHS}
    required, preferred = label["education_required"], label["education_preferred"]
    assert required in levels["required"] or (required in (None, "none") and not levels["required"])
    assert preferred in levels["preferred"] or (preferred is None and not levels["preferred"])
    ways_out = {d["level"] for d in label["degrees"] if d["or_experience"]}
    assert label["education_substitutable"] == (required in ways_out)
    assert len({c["id"] for c in label["credentials"]}) == len(label["credentials"])


def test_greenhouse_content_is_escaped_as_the_api_sends_it() -> None:
    for board in BOARDS:
        for entry in entries(board) if board.parent.name == "greenhouse" else []:
            assert "<" not in entry["content"]
            assert html.unescape(entry["content"]).startswith("<")


@pytest.mark.parametrize(
    ("rich", "plain"),
    [("descriptionHtml", "descriptionPlain"), ("description", "descriptionPlain"), ("additional", "additionalPlain")],
)
def test_redundant_plain_fields_say_the_same(rich: str, plain: str) -> None:
    both = [entry for board in BOARDS for entry in entries(board) if rich in entry and plain in entry]
    assert both
    for entry in both:
        assert words_of(text_of(entry[rich])) == words_of(entry[plain])


def test_the_mix_is_plausible_and_the_traps_are_there(postings: dict[str, Posting]) -> None:
    named = Counter(
        c["id"] for label in LABELS for c in label["credentials"] if c["strength"] in ("required", "preferred")
    )
    assert named["cpc"] > named["ccs"] > named["cpb"] > named["cmrs"] > 0
    texts = Counter(posting.description for posting in postings.values())
    assert sum(count == 2 for count in texts.values()) == 2  # the same job in two cities, twice
    lengths = sorted(len(text_of(posting.description).split()) for posting in postings.values())
    assert lengths[0] < 100
    assert 250 <= lengths[len(lengths) // 2] <= 500
    assert lengths[-1] > 600

"""Postings with people's labels beside what the reader finds in them, and the floors pinned on the project's own."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.errors import AnalysisError
from analysis.evaluate import VALUES, Comparison, Measure, below, compare, floors_of, measures, quality
from analysis.reading import READER_VERSION, labels_of, read_batch
from analysis.vocabulary import DATA, load_vocabulary
from scraper.posting import FORMATS, storable

LABELLED = DATA / "labelled"

# Reading is the same each time, so that only rounding is noise: less than one decision in any class but skills.
NOISE = 0.002

_LABEL_FIELDS = frozenset({"credentials", "degrees", "training", "skills", *VALUES})
_TEXTS = ("content_hash", "title", "employer", "format", "description")
_FALLEN = "{1} of {0} fell from {2:.3f} to {3:.3f}"


class LabelledError(AnalysisError):
    """A labelled set cannot be used, or a figure measured on it fell; `subject` is the file, line or posting."""


@dataclass(frozen=True)
class LabelledSet:
    """Postings with people's labels, both by id; reads the postings when first asked."""

    name: str
    postings: Mapping[str, Mapping[str, Any]]
    labels: Mapping[str, Mapping[str, Any]]
    settled: frozenset[str]

    @cached_property
    def readings(self) -> dict[str, dict[str, Any]]:
        """What the reader finds in each labelled posting; LabelledError when it fails on one."""
        rows = [self.postings[posting_id] for posting_id in self.labels]
        columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in _TEXTS}
        found = read_batch(pa.RecordBatch.from_pydict(columns)).to_pylist()
        for reading in found:
            if reading["error"]:
                raise LabelledError(f"the reader failed ({reading['error']}); mend it first", reading["content_hash"])
        return {reading["content_hash"]: reading for reading in found}

    @cached_property
    def read_labels(self) -> dict[str, dict[str, Any]]:
        """The readings in the form of labels."""
        return {posting_id: labels_of(reading) for posting_id, reading in self.readings.items()}

    @cached_property
    def comparisons(self) -> list[Comparison]:
        return list(compare(self.labels, self.read_labels, self.settled))

    @cached_property
    def measures(self) -> dict[tuple[str, str], Measure]:
        return measures(self.comparisons)


def own_set(folder: Path = LABELLED) -> LabelledSet:
    """The postings of data/labelled with their labels."""
    return load_set("data/labelled", sorted(folder.glob("*.jsonl")), folder)


def load_set(name: str, paths: Iterable[Path], folder: Path = LABELLED) -> LabelledSet:
    """One set from JSON Lines files: a row with a description is a posting, one with labels is a label, or both.

    LabelledError names the line that cannot be read, or the label whose posting is in none of the files.
    """
    postings, labels = {}, {}
    for path in paths:
        # As bytes: `splitlines` would also cut at the line separators that descriptions hold.
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if line.strip():
                row = _row(line, f"{path}:{number}")
                if isinstance(row.get("description"), str):
                    postings[row["id"]] = _posting(row)
                if _LABEL_FIELDS & row.keys():
                    labels[row["id"]] = row
    for posting_id in labels:
        if posting_id not in postings:
            raise LabelledError("it has labels but no text; name the file that holds its description too", posting_id)
    if not labels:
        raise LabelledError("there is no label; a row needs an id and what its posting asks, as in data/labelled", name)
    return LabelledSet(name, postings, labels, settled_credentials(folder))


def _row(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:  # no UTF-8 or no JSON
        raise LabelledError("this is not JSON; each line must be one JSON object", where) from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise LabelledError("this is not a JSON object with an `id`", where)
    if row.get("format", "plain") not in FORMATS:
        raise LabelledError(f"format {row['format']!r} is none of {', '.join(FORMATS)}", where)
    return row


def _posting(row: Mapping[str, Any]) -> dict[str, str]:
    texts = {name: storable(str(row.get(name) or "")) for name in ("title", "employer", "description")}
    return {"content_hash": row["id"], "format": row.get("format", "plain"), **texts}


def settled_credentials(folder: Path = LABELLED) -> frozenset[str]:
    """The credential ids whose naming is settled between labellers."""
    lines = (folder / "settled_credentials.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def labelled_hash(folder: Path = LABELLED) -> str:
    """SHA-256 of everything that a floor depends on but the reader."""
    paths = [*sorted(folder.glob("*.jsonl")), folder / "settled_credentials.txt"]
    return hashlib.sha256(b"".join(path.name.encode() + b"\0" + path.read_bytes() for path in paths)).hexdigest()


def load_floors(folder: Path = LABELLED) -> dict[str, Any]:
    """The pinned floors and the hash of the set that they were measured on; empty before the first pinning."""
    path = folder / "floors.json"
    if not path.is_file():
        return {"labelled_sha256": "", "floors": {}}
    floors: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return floors


def check_floors(own: LabelledSet, folder: Path = LABELLED) -> None:
    """LabelledError when a figure lies below its floor, or the set is not the one that the floors were measured on."""
    pinned = load_floors(folder)
    if pinned["labelled_sha256"] != labelled_hash(folder):
        message = "the labelled postings are not those that the floors were measured on; look at them, then --update"
        raise LabelledError(message, str(folder / "floors.json"))
    fallen = below(pinned["floors"], own.measures, NOISE)
    if fallen:
        raise LabelledError("; ".join(_FALLEN.format(*one) for one in fallen))


def update(own: LabelledSet, *, may_lower: bool, folder: Path = LABELLED) -> None:
    """Pin the floors and write quality.csv; LabelledError, and nothing written, when a floor would sink."""
    pinned = load_floors(folder)["floors"]
    fallen = below(pinned, own.measures, NOISE)
    if fallen and not may_lower:
        changes = "; ".join(_FALLEN.format(*one) for one in fallen)
        raise LabelledError(f"{changes}: mend the reader, or add --allow-regression and say why in the commit")
    floors = floors_of(own.measures)
    if not may_lower:
        for aspect, held in pinned.items():
            floors[aspect] |= {name: max(floor, floors[aspect][name]) for name, floor in held.items()}
    text = json.dumps({"labelled_sha256": labelled_hash(folder), "floors": floors}, indent=2)
    (folder / "floors.json").write_text(text + "\n", encoding="utf-8")
    with (folder / "quality.csv").open("w", encoding="utf-8", newline="") as file:
        rows = quality_rows(own)
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def quality_rows(own: LabelledSet) -> list[dict[str, str]]:
    """The rows of quality.csv as they stand in the file; a share of nothing is empty."""
    versions = {"reader_version": READER_VERSION, "vocabulary_hash": load_vocabulary().content_hash}
    rows = []
    for row in quality(own.labels, own.read_labels):
        counts = {name: str(getattr(row, name)) for name in _COUNTS}
        shares = {name: "" if share is None else f"{share:.4f}" for name, share in row.shares.items()}
        rows.append(versions | {"kind": row.kind, "term_id": row.term_id} | counts | shares)
    return rows


_COUNTS = ("postings", "true_positive", "false_positive", "false_negative", "true_negative")

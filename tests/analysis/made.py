"""Segments, readings and databases made by hand, for the tests of the published database."""

import os
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.build import Inputs, build
from analysis.engine import Reader
from analysis.publish import publish
from analysis.reading import READING_SCHEMA
from analysis.vocabulary import Term
from scraper.posting import RECORD_KEY, Posting, SegmentRecord, to_table

BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)

TERMS = (
    Term("cpc", "credential", "certification", "Certified Professional Coder"),
    Term("ccs", "credential", "certification", "Certified Coding Specialist"),
    Term("cmrs", "credential", "certification", "Certified Medical Reimbursement Specialist"),
    Term("rn", "credential", "licence", "Registered Nurse"),
    Term("high_school", "degree", "degree", "High school"),
    Term("bachelor", "degree", "degree", "Bachelor's degree"),
    Term("master", "degree", "degree", "Master's degree"),
    Term("training_program", "training", "training", "Completed programme"),
    Term("employer_training", "training", "employer", "Training that the employer gives"),
    Term("excel", "skill", "skill", "Excel"),
)
KINDS = {term.term_id: term.kind for term in TERMS}
OCCUPATIONS = {"biller": "Medical billers", "coder": "Medical coders"}

SILENT = {
    "certification": "not_stated",
    "licence": "not_stated",
    "training": "not_stated",
    "education_substitutable": False,
    "employer_training": False,
}


def moment(hours: float) -> datetime:
    """So many hours after the beginning of all stories."""
    return BEGINNING + timedelta(hours=hours)


def run_id(hours: float) -> str:
    return moment(hours).strftime("%Y%m%dT%H%M%SZ")


def posting(native_id: str, description: str = "We bill.", **fields: Any) -> Posting:
    given = {"source_id": "board", "platform": "greenhouse", "title": "Biller", "format": "plain", "employer": "Acme"}
    return Posting(native_id=native_id, description=description, **(given | fields))


def segment(results: Path, hours: float, postings: Iterable[Posting] = (), **fields: Any) -> Path:
    """The file of one source in the run at `hours`."""
    rows = to_table(postings)
    given: dict[str, Any] = {"source_id": "board", "platform": "greenhouse", "status": "complete"}
    times = {"started_at": moment(hours).isoformat(), "ended_at": moment(hours + 0.1).isoformat()}
    record = SegmentRecord(run_id=run_id(hours), kept=rows.num_rows, **(times | given | fields))
    path = results / "runs" / record.run_id / f"{record.source_id}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows.replace_schema_metadata({RECORD_KEY: record.to_json()}), path)
    return path


def mention(description: str, surface: str, term_id: str, strength: str = "required", **fields: Any) -> dict[str, Any]:
    start = description.index(surface)
    given = {
        "term_id": term_id,
        "kind": KINDS[term_id],
        "surface": surface,
        "start": start,
        "end": start + len(surface),
        "section": "unheaded",
        "strength": strength,
        "after_hire": False,
        "or_experience": False,
        "sentence": description,
        "rule_id": "by-hand",
    }
    return given | fields


def reading(of: Posting, mentions: Sequence[dict[str, Any]] = (), **fields: Any) -> dict[str, Any]:
    """What a reader says of a posting; names of `requirement` are set in it."""
    requirement = SILENT | {name: fields.pop(name) for name in list(fields) if name.startswith(("edu", "emp", "exp"))}
    given: dict[str, Any] = {"language": "en", "is_truncated": False, "error": None}
    row = {"content_hash": of.content_hash, "reader_version": "0", "vocabulary_hash": "0"} | given | fields
    return row | {"mentions": list(mentions), "requirement": None if row["error"] else requirement}


def readings(results: Path, rows: Sequence[dict[str, Any]], name: str = "shard") -> Path:
    folder = results / "readings" / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), READING_SCHEMA), folder / f"{name}.parquet")
    return folder


def classify(title: str, employer: str | None, description: str | None) -> str | None:
    return next((key for key in OCCUPATIONS if key in title.lower()), None)


def inputs(results: Path) -> Inputs:
    by_hand = results / "readings" / "by-hand"
    return Inputs(by_hand, TERMS, OCCUPATIONS, classify, results / "quality.csv", results / "claims")


def built(results: Path) -> Path:
    return build(results, now=lambda: moment(1000), inputs=inputs(results))


def published(results: Path) -> Path:
    return publish(built(results), results)


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


class Harm(StrEnum):
    """Words that a text can do to the reader below."""

    RAISE = "RAISE"
    DIE = "DIE"
    HANG = "HANG"
    LOSE = "LOSE"


def read_cpc(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A reader that knows one word, and some that hurt it."""
    rows = []
    for row in batch.to_pylist():
        text = row["description"]
        if Harm.RAISE in text:
            raise ValueError("a text that hurts")
        if Harm.DIE in text:
            os._exit(9)
        if Harm.HANG in text:
            time.sleep(600)
        if Harm.LOSE in text:
            continue
        found = [mention(text, "CPC", "cpc")] if "CPC" in text else []
        rows.append(dict.fromkeys(READING_SCHEMA.names) | {"content_hash": row["content_hash"], "reader_version": "7"})
        rows[-1] |= {"vocabulary_hash": "0", "language": "en", "is_truncated": False, "mentions": found}
        rows[-1] |= {"requirement": SILENT}
    return pa.RecordBatch.from_pylist(rows, READING_SCHEMA)


def read_never(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A reader whose vocabulary is broken."""
    raise RuntimeError("no vocabulary")


def reader(read: Any = read_cpc) -> Reader:
    return Reader("7", "0" * 64, READING_SCHEMA, read)

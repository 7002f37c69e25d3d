"""Nearly the same advert again: one job on several boards, in several cities, or posted anew with a new date in it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa
from rapidfuzz import fuzz

from analysis.database import keep_table, read_script

# Two texts of one employer and title are one job from here on. There is no gap to put it in: of 1,535 pairs in 31,537
# postings 71 lie between 0.90 and 0.92, 48 between 0.94 and 0.96. With 0.95, 98 % of 781 merged ones ask for the same.
ENOUGH = 0.95
SHORTEST_TEXT = 600  # characters; in a shorter one 5 % is too little to hold what is asked
DAYS_APART = timedelta(days=60)
_MOST_COMPARED = 40  # latest texts of one title that a new one is compared with; more made no difference
_ROWS_AT_ONCE = 2_000

NEAR_TEXT = pa.schema([("fingerprint", pa.string()), ("same_as", pa.string()), ("similarity", pa.float64())])


def keep_near_texts(connection: duckdb.DuckDBPyConnection) -> None:
    """The temporary table `near_text`: fingerprint, the fingerprint that stands for its job, their similarity."""
    connection.execute("SET VARIABLE shortest_text = ?", [SHORTEST_TEXT])
    connection.execute("SET VARIABLE least_similarity = ?", [ENOUGH])
    query = read_script("near_candidates")
    rows = _rows(connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE))
    found = [
        pair
        for _, texts in groupby(rows, key=lambda row: (row["employer_key"], row["title_key"]))
        for pair in near_texts(texts)
    ]
    keep_table(connection, "near_text", pa.Table.from_pylist(found, NEAR_TEXT))


def near_texts(texts: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of texts of one employer and title, in the order of time, those that are nearly an earlier one.

    Each is compared with the first text of a job, never with a near one: small changes do not add up to another job.
    """
    jobs: list[tuple[dict[str, Any], date]] = []  # the first text of each job and when the job was last seen
    for text in texts:
        best: tuple[float, int] | None = None
        for number, (first, last_on) in enumerate(jobs):
            if text["first_on"] - last_on > DAYS_APART:
                continue
            score = fuzz.ratio(first["description"], text["description"], score_cutoff=100 * ENOUGH) / 100
            if score >= ENOUGH and (best is None or score > best[0]):
                best = score, number
        if best is None:
            jobs.append((text, text["last_on"]))
            del jobs[:-_MOST_COMPARED]
        else:
            similarity, number = best
            first, last_on = jobs[number]
            jobs[number] = first, max(last_on, text["last_on"])
            yield {"fingerprint": text["fingerprint"], "same_as": first["fingerprint"], "similarity": similarity}


def _rows(batches: pa.RecordBatchReader) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()

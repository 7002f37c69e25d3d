"""A posting is read in the time that spaCy's blank English tokenizer takes for one pass over its text."""

import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import spacy

from analysis.reading import read_batch
from tests.conftest import SHARED

CORPUS = SHARED / "corpus" / "postings.parquet"
_POSTINGS, _CHUNK = 3_000, 500
_NOISE = 0.95  # two runs on one machine differ by a tenth; the reader was 1.35 to 1.4 times as fast


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason=f"no corpus beside the checkout ({CORPUS})")
def test_reading_is_not_slower_than_one_pass_of_the_tokenizer() -> None:
    table = pq.read_table(CORPUS, columns=["id", "title", "employer", "format", "description"])
    step = max(1, table.num_rows // _POSTINGS)
    sample = table.take(pa.array(range(0, table.num_rows, step))).rename_columns(
        ["content_hash", *table.column_names[1:]]
    )
    tokenize = spacy.blank("en")
    read_batch(sample.slice(0, 50).combine_chunks().to_batches()[0])
    reading = tokenizing = 0.0
    for batch in sample.combine_chunks().to_batches(max_chunksize=_CHUNK):
        start = time.process_time()
        read = read_batch(batch)
        between = time.process_time()
        for description in batch.column("description").to_pylist():
            tokenize(description)
        reading += between - start
        tokenizing += time.process_time() - between
        assert pc.all(pc.is_null(read.column("error"))).as_py()
    print(f"{sample.num_rows / reading:.0f} postings a second read, {sample.num_rows / tokenizing:.0f} tokenized")
    assert tokenizing / reading > _NOISE

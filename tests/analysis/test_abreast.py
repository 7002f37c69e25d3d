"""Runs led side by side come to what each comes to alone, and one that breaks is told of and holds up no other."""

import gc

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis.reading
from analysis.reader.abreast import Steps, abreast, alone
from analysis.reader.markup import Rendered, render
from analysis.reading import read_batch


def _counted(steps: int, log: list[tuple[int, int]], number: int) -> Steps[int]:
    for step in range(steps):
        log.append((step, number))
        yield
    return 10 * steps


def _broken() -> Steps[int]:
    yield
    raise ValueError("a page of another world")


@given(st.lists(st.integers(0, 6), max_size=8))
def test_all_take_a_step_before_one_takes_the_next(lengths: list[int]) -> None:
    log: list[tuple[int, int]] = []
    results = abreast(_counted(steps, log, number) for number, steps in enumerate(lengths))
    assert results == [10 * steps for steps in lengths]
    assert log == sorted(log)


def test_what_breaks_one_run_ends_that_run_only() -> None:
    first, second, third = abreast([_counted(3, [], 0), _broken(), _counted(1, [], 2)])
    assert (first, third) == (30, 10)
    assert isinstance(second, ValueError)


def test_a_single_run_raises_what_breaks_it() -> None:
    assert alone(_counted(2, [], 0)) == 20
    with pytest.raises(ValueError, match="another world"):
        alone(_broken())


def _batch(descriptions: list[str]) -> pa.RecordBatch:
    names = [f"posting {number}" for number in range(len(descriptions))]
    columns = {"content_hash": names, "title": ["Medical Biller"] * len(names), "employer": ["Clinic"] * len(names)}
    columns |= {"format": ["plain"] * len(names), "description": descriptions}
    return pa.RecordBatch.from_pydict({name: pa.array(values, pa.string()) for name, values in columns.items()})


@pytest.fixture
def _render_that_trips(monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(description: str, format: str) -> Rendered:
        if "unreadable" in description:
            raise RecursionError("too deep")
        return render(description, format)

    monkeypatch.setattr(analysis.reading, "render", trips)


@pytest.mark.usefixtures("_render_that_trips")
def test_a_posting_that_breaks_the_reader_is_reported_and_its_neighbours_are_read() -> None:
    read = read_batch(_batch(["CPC required.", "unreadable", "CPC preferred."])).to_pylist()
    assert [row["content_hash"] for row in read] == ["posting 0", "posting 1", "posting 2"]
    assert [row["error"] for row in read] == [None, "RecursionError: too deep", None]
    assert [[mention["strength"] for mention in row["mentions"]] for row in read] == [["required"], [], ["preferred"]]


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 130])
def test_a_batch_of_any_size_keeps_its_rows_in_order(size: int) -> None:
    read = read_batch(_batch([f"Pay is ${number} an hour. CPC required." for number in range(size)]))
    assert read.column("content_hash").to_pylist() == [f"posting {number}" for number in range(size)]
    assert all(len(mentions) == 1 for mentions in read.column("mentions").to_pylist())


def test_reading_leaves_no_cycles_and_the_collector_as_it_was() -> None:
    batch = _batch([f"CPC or RHIT required within {number} months. Bachelor's preferred." for number in range(70)])
    read_batch(batch)
    gc.collect()
    read_batch(batch)
    assert gc.isenabled()
    assert gc.collect() == 0


def test_the_collector_is_as_it_was_also_when_a_batch_is_none() -> None:
    with pytest.raises(KeyError):
        read_batch(_batch(["CPC required."]).drop_columns(["title"]))
    assert gc.isenabled()

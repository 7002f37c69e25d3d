"""`jobreq export`: a data package that other programs can trust."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from typer.testing import Result

from analysis.datapackage import SAMPLE_NOTICE
from tests.analysis.made import mention, posting, published, reading, readings, segment

Call = Callable[..., Result]

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "＝1+1", "'=1", "''-x"]
TITLES = [*FORMULAS, "Biller", 'quoted "word", comma\nnew line', "O'Brien"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published database of postings whose titles a spreadsheet would run."""
    results = tmp_path_factory.mktemp("results")
    postings = [posting(f"{n}", f"CPC required {n}", title=title) for n, title in enumerate(TITLES)]
    segment(results, 0, postings)
    readings(results, [reading(of, [mention(of.description, "CPC", "cpc")]) for of in postings])
    published(results)
    return results


def exported(jobreq: Call, results: Path, folder: Path, *options: str) -> Path:
    shown = jobreq("export", folder, *options, "--results", results)
    assert shown.exit_code == 0, shown.stderr
    return folder


def described(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


def rows(package: Path, name: str) -> list[dict[str, str]]:
    with (package / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("of", ["results", "demo_results"])
@pytest.mark.slow
def test_the_reference_reader_of_data_packages_finds_nothing_wrong(
    jobreq: Call, tmp_path: Path, request: pytest.FixtureRequest, of: str
) -> None:
    folder = exported(jobreq, request.getfixturevalue(of), tmp_path / "package")
    package = Package(folder / "datapackage.json")
    assert [resource.name for resource in package.resources]
    found = package.validate()  # sizes, hashes, headers, types, required cells, keys and references
    assert found.valid, found.flatten(["task", "type", "rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("place", [".", "parquet"])
def test_a_descriptor_names_every_file_of_its_form(jobreq: Call, results: Path, tmp_path: Path, place: str) -> None:
    folder = exported(jobreq, results, tmp_path / "package") / place
    form = "csv" if place == "." else "parquet"
    named = {(folder / resource["path"]).resolve() for resource in described(folder)["resources"]}
    assert named == {path.resolve() for path in folder.rglob(f"*.{form}")}


def test_no_cell_is_a_formula_and_every_text_can_be_had_back(jobreq: Call, results: Path, tmp_path: Path) -> None:
    folder = exported(jobreq, results, tmp_path / "package")
    for path in (folder / "csv").iterdir():
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column, cell in row.items():
                    is_number = cell.lstrip("-").replace(".", "", 1).replace("e-", "", 1).isdigit()
                    assert is_number or not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), (path.name, column)
    written = [row["title"] for row in sorted(rows(folder, "posting"), key=lambda row: int(row["native_id"]))]
    assert [
        cell.removeprefix("'") if title in FORMULAS else cell for cell, title in zip(written, TITLES, strict=True)
    ] == TITLES


def test_parquet_keeps_the_texts_as_they_are_and_says_what_it_holds(
    jobreq: Call, results: Path, tmp_path: Path
) -> None:
    table = pq.read_table(exported(jobreq, results, tmp_path / "package") / "parquet" / "posting.parquet")
    assert sorted(table["title"].to_pylist()) == sorted(TITLES)
    assert b"Postings seen" in table.schema.metadata[b"description"]


def test_an_export_equals_the_database(jobreq: Call, results: Path, tmp_path: Path) -> None:
    folder = exported(jobreq, results, tmp_path / "package")
    with duckdb.connect(results / "jobreq.duckdb", read_only=True) as connection:
        for resource in described(folder)["resources"]:
            file = f"'{folder}/parquet/{resource['name']}.parquet'"
            for one, other in ((resource["name"], file), (file, resource["name"])):
                assert connection.sql(f"FROM {one} EXCEPT ALL FROM {other}").fetchall() == [], resource["name"]


def test_one_table_without_texts_replaces_an_earlier_export(jobreq: Call, demo_results: Path, tmp_path: Path) -> None:
    folder = exported(jobreq, demo_results, tmp_path / "package")
    exported(jobreq, demo_results, folder, "--no-text", "--table", "posting")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"csv/posting.csv", "parquet/posting.parquet", "datapackage.json", "parquet/datapackage.json"}
    assert described(folder)["notice"] == SAMPLE_NOTICE
    assert "description" not in rows(folder, "posting")[0]


def test_an_unknown_table_is_a_sentence(demo_results: Path, jobreq: Call, tmp_path: Path) -> None:
    shown = jobreq("export", tmp_path / "out", "--table", "nonsense", "--results", demo_results)
    assert shown.exit_code == 2
    assert "nonsense" in shown.stderr
    assert "certification_demand" in shown.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_else_is_left_alone(demo_results: Path, jobreq: Call, tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    (target / "diary.txt").write_text("mine")
    shown = jobreq("export", target, "--results", demo_results)
    assert shown.exit_code == 1
    assert "diary.txt" in shown.stderr
    assert (target / "diary.txt").read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_no_folder(demo_results: Path, jobreq: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    shown = jobreq("export", tmp_path / "taken", "--results", demo_results)
    assert shown.exit_code == 1
    assert "name a folder" in shown.stderr


def test_what_killed_exports_left_is_swept(demo_results: Path, jobreq: Call, tmp_path: Path) -> None:
    """A kill between the two renames leaves the old folder beside its place; it is given back before it is replaced."""
    folder = exported(jobreq, demo_results, tmp_path / "package", "--table", "term")
    folder.rename(tmp_path / ".package.999999999.old")
    (tmp_path / ".package.999999998.tmp").mkdir()
    (tmp_path / ".package.999999998.tmp" / "half.csv").write_text("half")
    exported(jobreq, demo_results, folder)
    assert list(tmp_path.iterdir()) == [folder]

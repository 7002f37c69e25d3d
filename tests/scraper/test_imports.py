"""Files that others collected: what can be read is read, and every row that cannot is named."""

import csv
import gzip
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import ImportFileError
from scraper.imports import import_files
from scraper.imports.written import written_format
from scraper.posting import FORMATS, SegmentRecord, unpack_record
from scraper.segments import segment_path
from tests.conftest import SHARED

RUN = "20261124T023000Z"
CORPUS = SHARED / "corpus" / "postings.parquet"
ROW = {"id": "7", "title": "Biller", "company": "Palebrook", "text": "CPC required.", "posted": "2026-10-02"}


def imported(results: Path, *paths: Path, **options: Any) -> tuple[SegmentRecord, list[dict[str, Any]]]:
    """The record and rows of the last file."""
    mapping = options.pop("mapping", {})
    records = import_files(
        paths, results, run_id=RUN, now=lambda: datetime(2026, 11, 24, tzinfo=UTC), mapping=mapping, **options
    )
    return records[-1], pq.read_table(segment_path(results, RUN, records[-1].source_id)).to_pylist()


def as_csv(path: Path, *rows: dict[str, str], **options: Any) -> Path:
    with path.open("w", newline="", encoding=options.pop("encoding", "utf-8")) as file:
        writer = csv.DictWriter(file, rows[0], **options)
        writer.writeheader()
        writer.writerows(rows)
    return path


def written(folder: Path, kind: str) -> Path:
    """The same two rows in each kind of file."""
    rows = [ROW, {**ROW, "id": "8", "title": "Coder"}]
    lines = "\n".join(json.dumps(row) for row in rows)
    path = folder / f"my file.{kind}"
    if kind in ("csv", "tsv", "txt"):
        as_csv(path, *rows, delimiter={"csv": ",", "tsv": "\t", "txt": ";"}[kind])
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(as_csv(folder / "plain.csv", *rows).read_bytes()))
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        text = {"jsonl": lines, "json": json.dumps(rows), "ndjson": "\ufeff" + lines + "\n\n"}.get(kind)
        text = text or json.dumps({"meta": {}, "jobs": rows}, indent=1)
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["csv", "tsv", "txt", "csv.gz", "parquet", "jsonl", "json", "ndjson", "object.json"])
def test_every_kind_of_file_gives_the_same_rows(tmp_path: Path, kind: str) -> None:
    record, rows = imported(tmp_path, written(tmp_path, kind))
    assert (record.status, record.listed, record.kept, record.issues) == ("complete", 2, 2, [])
    assert record.source_id.startswith("import-my-file")
    first = rows[0]
    assert first["posting_id"] == f"{record.source_id}/7"
    assert (first["title"], first["employer"], first["description"]) == ("Biller", "Palebrook", "CPC required.")
    assert (first["posted_on"], first["format"], first["platform"]) == (date(2026, 10, 2), "plain", "import")
    assert unpack_record(first["record"]) == {"id": "7", "company": "Palebrook", "posted": "2026-10-02"}


def test_columns_are_known_by_many_names(tmp_path: Path) -> None:
    row = {
        "Job ID": "1", "Job Title": "Coder", "Company Name": "E", "City": "Boise", "State": "Idaho", "Link": "https://e/1",
        "Job Description": "x", "Date Posted": "Jul 4, 2026", "Employment Type": "FULL_TIME", "Min Salary": "20",
        "Max Salary": "25", "Currency": "USD", "Pay Period": "HOURLY", "Recruiter Email": "a@example.org",
    }  # fmt: skip
    _, (read,) = imported(tmp_path, as_csv(tmp_path / "a.csv", row))
    assert (read["native_id"], read["location"], read["city"], read["state"], read["country"]) == (
        "1", "Boise, Idaho", "Boise", "ID", "US",
    )  # fmt: skip
    assert (read["pay_min"], read["pay_max"], read["pay_currency"], read["pay_unit"]) == (20, 25, "USD", "hour")
    assert (read["posted_on"], read["employment_type"]) == (date(2026, 7, 4), "full-time")
    assert "Recruiter Email" not in unpack_record(read["record"])


def test_a_missing_column_is_one_sentence_with_the_way_out(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", {"job heading": "Coder", "the description text": "x"})
    with pytest.raises(ImportFileError) as caught:
        imported(tmp_path, path)
    assert str(caught.value) == (
        f"{path}: no column for title and description; the file has 'job heading', 'the description text'. "
        "Say which it is: --map title=COLUMN --map 'description=the description text'"
    )
    mapping = {"title": "job heading", "description": "the description text"}
    assert imported(tmp_path, path, mapping=mapping)[0].kept == 1


def test_nothing_is_written_when_one_of_the_files_cannot_be(tmp_path: Path) -> None:
    good, bad = as_csv(tmp_path / "a.csv", ROW), as_csv(tmp_path / "b.csv", {"x": "1"})
    with pytest.raises(ImportFileError, match=r"b\.csv"):
        imported(tmp_path, good, bad)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("mapping", "message"),
    [({"titel": "title"}, "knows no field 'titel'"), ({"title": "heading"}, "has no such column, but 'id'")],
)
def test_a_wrong_map_is_explained(tmp_path: Path, mapping: dict[str, str], message: str) -> None:
    with pytest.raises(ImportFileError, match=message):
        imported(tmp_path, as_csv(tmp_path / "a.csv", ROW), mapping=mapping)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"  \n\n", "is empty"),
        ("a.xlsx", b"PK\x03\x04\x00\x00\x00", "save it as CSV"),
        ("a.duckdb", b"DUCK" + bytes(100), "no text file"),
        ("a.parquet", b"PAR1 and then nothing", "not a sound Parquet"),
        ("a.json", b"[1, 2, 3]", "no row"),
        ("a.json", b"{nonsense", "no row"),
        ("a.csv.gz", b"\x1f\x8bbroken", "cannot be read"),
        ("none", None, "cannot be read"),
    ],
)
def test_what_is_no_table_is_one_sentence(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFileError, match=message):
        imported(tmp_path, tmp_path / name)


def test_bad_csv_rows_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        b"id,title,text",
        b"1,Biller,fine",
        b"2,Coder",
        b"3,Clerk,one,too many",
        "4,Spécialiste,café".encode("windows-1252"),
        b'5,"Two\nlines","more, and\n""more"""',
        b"6,,no title",
        b"7,Auditor,  ",
        b"",
        b"8,Poster,nul\0byte",
    ]
    path.write_bytes(b"\r\n".join(lines) + b"\r\n")
    record, rows = imported(tmp_path, path)
    assert [row["native_id"] for row in rows] == ["1", "4", "5", "8"]
    assert rows[1]["title"] == "Spécialiste"
    assert (rows[2]["title"], rows[2]["description"]) == ("Two\nlines", 'more, and\n"more"')
    assert rows[3]["description"] == "nul\ufffdbyte"
    assert (record.status, record.listed, record.kept) == ("partial", 8, 4)
    assert record.error == "4 of 8 rows could not be read"
    assert [(issue["kind"], issue["subject"]) for issue in record.issues] == [
        ("unreadable", "a.csv:3"),
        ("unreadable", "a.csv:4"),
        ("odd", "a.csv:5"),
        ("unreadable", "a.csv:9"),
        ("unreadable", "a.csv:10"),
    ]


def test_an_open_quote_costs_no_more_than_its_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    body = "".join(f"{number},Biller,{'text ' * 50}\n" for number in range(8_000))
    path.write_text('id,title,text\nx,"Open,text\n' + body)
    record, _ = imported(tmp_path, path)
    assert record.status == "partial"
    assert record.kept > 3_500
    assert any("quote" in issue["message"] for issue in record.issues)


def test_utf16_and_byte_order_marks(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        _, rows = imported(
            tmp_path, as_csv(tmp_path / f"{encoding}.csv", {**ROW, "title": "Spécialiste"}, encoding=encoding)
        )
        assert rows[0]["title"] == "Spécialiste"


def test_bad_json_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps(ROW).encode(),
        b"{not json}",
        b"[1]",
        json.dumps({**ROW, "id": 9, "title": "é"}, ensure_ascii=False).encode("windows-1252"),
        json.dumps({**ROW, "id": None, "text": None}).encode(),
        json.dumps({**ROW, "id": "lone", "title": "\ud800"}).encode(),
    ]
    path.write_bytes(b"\n".join(lines))
    record, rows = imported(tmp_path, path)
    assert [row["native_id"] for row in rows] == ["7", "9", "lone"]
    assert [row["title"] for row in rows] == ["Biller", "é", "\ufffd"]
    assert [(issue["kind"], issue["subject"]) for issue in record.issues] == [
        ("unreadable", "a.jsonl:2"),
        ("unreadable", "a.jsonl:3"),
        ("odd", "a.jsonl:4"),
        ("unreadable", "a.jsonl:5"),
    ]


def test_a_json_array_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    whole = json.dumps([{**ROW, "id": str(number), "text": "x" * 3000} for number in range(100)])
    path.write_text(whole[:-5000])
    record, rows = imported(tmp_path, path)
    assert [row["native_id"] for row in rows] == [str(number) for number in range(98)]
    assert (record.status, record.listed) == ("partial", 99)
    assert "broken from here on" in record.issues[0]["message"]


def test_bytes_that_are_not_utf8_in_an_array(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps([{**ROW, "title": "é"}], ensure_ascii=False).encode("windows-1252"))
    record, rows = imported(tmp_path, path)
    assert (rows[0]["title"], record.issues[0]["kind"], record.status) == ("é", "odd", "complete")


def test_ids_that_are_missing_or_taken_are_stable(tmp_path: Path) -> None:
    rows = [
        {**ROW, "id": ""},
        {**ROW, "id": "", "text": "other"},
        {**ROW, "id": "5"},
        {**ROW, "id": "5", "text": "another advert"},
        {**ROW, "id": "5"},
        {**ROW, "id": ""},
    ]
    path = as_csv(tmp_path / "a.csv", *rows)
    record, first = imported(tmp_path, path)
    _, second = imported(tmp_path, path)
    ids = [row["native_id"] for row in first]
    assert ids == [row["native_id"] for row in second]
    assert len(set(ids)) == len(ids) == 4
    assert ids[2] == "5"
    assert ids[3].startswith("5-")
    kinds = [issue["kind"] for issue in record.issues]
    assert sorted(kinds) == ["missing-id"] * 3 + ["repeated"] * 2 + ["repeated-id"]
    assert record.status == "complete"


def test_issues_are_counted_when_there_are_many(tmp_path: Path) -> None:
    record, _ = imported(
        tmp_path, as_csv(tmp_path / "a.csv", *({**ROW, "id": str(n), "posted": "?"} for n in range(500)))
    )
    assert len(record.issues) == 21
    assert record.issues[-1] == {"kind": "unclear-date", "subject": "", "message": "and 480 more of this kind"}


def test_the_source_is_named_after_the_file_or_as_told(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    one, two = as_csv(tmp_path / "Jobs 2026.csv", ROW), as_csv(tmp_path / "x" / "jobs_2026.csv", ROW)
    records = import_files([one, two], tmp_path, run_id=RUN, now=lambda: datetime(2026, 11, 24, tzinfo=UTC), mapping={})
    assert [record.source_id for record in records] == ["import-jobs-2026", "import-jobs-2026-2"]
    assert imported(tmp_path, one, source_id="mine")[0].source_id == "mine"
    with pytest.raises(ImportFileError, match="one by one"):
        imported(tmp_path, one, two, source_id="mine")
    with pytest.raises(ImportFileError, match="letters, digits"):
        imported(tmp_path, one, source_id="../../etc")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<p>CPC required</p>", "html"),
        ("CPC required<br>or CCS<br/>", "html"),
        ("&lt;p&gt;CPC &amp;amp; CCS&lt;/p&gt;", "html-escaped"),
        ("## You have\n\n- CPC\n- **CCS**", "markdown"),
        ("**You have**\n\n* a CPC\n", "markdown"),
        ("You have\n- CPC\n- CCS", "plain"),
        ("Fewer than < 5 years, more than > 2", "plain"),
        ("AT&amp;T pays 2 * 3 * 4", "plain"),
        ("", "plain"),
    ],
)
def test_the_way_a_text_is_written(text: str, kind: str) -> None:
    assert written_format(text) == kind


def test_a_format_column_or_option_wins(tmp_path: Path) -> None:
    rows = [{**ROW, "format": "Markdown"}, {**ROW, "id": "8", "format": "rtf", "text": "<p>x</p>"}]
    record, (first, second) = imported(tmp_path, as_csv(tmp_path / "a.csv", *rows))
    assert (first["format"], second["format"], record.issues[0]["subject"]) == ("markdown", "html", "a.csv:3")
    assert imported(tmp_path, as_csv(tmp_path / "b.csv", ROW), format="html")[1][0]["format"] == "html"
    with pytest.raises(ImportFileError, match="rtf"):
        imported(tmp_path, tmp_path / "b.csv", format="rtf")


@settings(max_examples=40)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "title", "text", "date", "location", "format"]),
            st.none() | st.text() | st.floats() | st.lists(st.integers()),
        ),
        max_size=8,
    ),
    st.binary(max_size=30),
)
def test_any_rows_are_kept_or_named(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], junk: bytes
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    path = folder / "a.jsonl"
    path.write_bytes("\n".join(json.dumps(row) for row in [ROW, *rows]).encode() + b"\n" + junk)
    record, read = imported(folder, path)
    assert record.kept == len(read) >= 1
    assert len({row["posting_id"] for row in read}) == len(read)
    assert all(row["format"] in FORMATS for row in read)
    if record.kept < record.listed:
        assert record.issues


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason=f"no corpus beside the checkout ({CORPUS})")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_no_row_of_a_large_file_is_lost_and_memory_stays_bounded(tmp_path: Path) -> None:
    """31,537 postings; 159 million characters would be 640 MB as Python text if they were held at once.

    The kernel's own mark of the process is read: `ru_maxrss` survives an exec, so a child starts with the
    peak of the test process that made it (a parent of 600 MB gave 597 where `VmHWM` gave 9).
    """
    code = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from scraper.imports import import_files\n"
        "record = import_files([Path(sys.argv[1])], Path(sys.argv[2]), run_id='20261124T023000Z', "
        "now=lambda: datetime.now(UTC), mapping={})[0]\n"
        "print(record.status, record.listed, record.kept)\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(status.split('VmHWM:')[1].split()[0])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, CORPUS, tmp_path],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    *record, peak_kib = ran.stdout.split()
    assert record == ["complete", "31537", "31537"]
    assert int(peak_kib) < 450_000

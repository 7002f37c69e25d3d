"""Postings from files: one segment per file, read in batches, so that memory does not grow with the file."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.errors import ImportFileError
from scraper.imports.columns import Columns, match_columns
from scraper.imports.rows import Row, Table
from scraper.imports.tables import open_table
from scraper.imports.written import written_format
from scraper.issues import Issues
from scraper.pacing import Clock
from scraper.posting import COMPLETE, FAILED, FORMATS, PARTIAL, Posting, SegmentRecord
from scraper.segments import segment_path, write_segment
from scraper.settings import Settings
from scraper.values.dates import read_date
from scraper.values.employment import employment_type
from scraper.values.pay import read_pay
from scraper.values.places import Place, country_code, place_from_parts, read_place
from scraper.values.privacy import without_personal_data

PLATFORM = "import"


def import_files(
    paths: Sequence[Path],
    results: Path,
    *,
    run_id: str,
    now: Clock,
    mapping: dict[str, str],
    source_id: str | None = None,
    format: str | None = None,
    report: Callable[[SegmentRecord], None] | None = None,
    settings: Settings | None = None,
) -> list[SegmentRecord]:
    """Write one segment per CSV, JSON Lines, JSON or Parquet file; gives their records.

    `mapping` names the column of a field where it is not one of the known names: {"title": "job_title"}. The source is
    `import-<file name>` unless `source_id` says otherwise; importing the same name again replaces it. All files are
    looked at before the first is written: ImportFileError names what is wrong with one.
    """
    settings = settings or Settings()
    if format is not None and format not in FORMATS:
        raise ImportFileError(f"format {format!r} is none of {', '.join(FORMATS)}")
    if source_id is not None and len(paths) > 1:
        raise ImportFileError("one source id cannot stand for several files; import them one by one", source_id)
    names = [source_id] if source_id is not None else _source_ids(paths)
    plans = [_plan(path, name, mapping, format, settings) for path, name in zip(paths, names, strict=True)]
    records = []
    for plan in plans:
        record = _import(plan, results, run_id, now)
        records.append(record)
        if report:
            report(record)
    return records


@dataclass(frozen=True)
class _Plan:
    path: Path
    source_id: str
    table: Table
    columns: Columns
    format: str | None


def _plan(path: Path, source_id: str, mapping: dict[str, str], format: str | None, settings: Settings) -> _Plan:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", source_id):
        raise ImportFileError("a source id has letters, digits, dots, hyphens and underscores only", source_id)
    table = open_table(path, settings)
    return _Plan(path, source_id, table, match_columns(table.columns, mapping, str(path)), format)


def _import(plan: _Plan, results: Path, run_id: str, now: Clock) -> SegmentRecord:
    started = now()
    record = SegmentRecord(
        run_id=run_id,
        source_id=plan.source_id,
        platform=PLATFORM,
        status=COMPLETE,
        started_at=started.isoformat(),
        ended_at="",
        url=plan.path.name,
        bytes=plan.path.stat().st_size,
    )
    issues = Issues()

    def postings() -> Iterator[Posting]:
        kept = 0
        for posting in _postings(plan, record, issues):
            kept += 1
            yield posting
        ended = now()
        record.ended_at = ended.isoformat()
        record.seconds = round((ended - started).total_seconds(), 3)
        record.issues = issues.as_list()
        if issues.count("unreadable"):
            record.status = PARTIAL if kept else FAILED
            record.error = f"{issues.count('unreadable'):,} of {record.listed:,} rows could not be read"

    return write_segment(segment_path(results, run_id, plan.source_id), postings(), record)


def _postings(plan: _Plan, record: SegmentRecord, issues: Issues) -> Iterator[Posting]:
    seen = _Ids(plan.path.name, issues)
    for row in plan.table.rows():
        record.listed += 1
        where = f"{plan.path.name}:{row.number}"
        if row.problem:
            issues.add("unreadable" if row.values is None else "odd", where, row.problem)
        if row.values is None:
            continue
        posting = _posting(row, plan, where, seen, issues)
        if posting is not None:
            yield posting


def _posting(row: Row, plan: _Plan, where: str, seen: "_Ids", issues: Issues) -> Posting | None:
    values = row.values or {}
    cells = plan.columns.cells(values)
    title, description = _text(cells.get("title")), _text(cells.get("description"), strip=False)
    if title is None or description is None:
        issues.add("unreadable", where, f"the {'title' if title is None else 'description'} is empty")
        return None
    rest = without_personal_data(plan.columns.rest(values))
    native_id = seen.take(_text(cells.get("native_id")), (title, description, rest), where)
    if native_id is None:
        return None
    posted = _date(cells, "posted_on", where, issues)
    pay = read_pay(cells.get("pay_min"), cells.get("pay_max"), cells.get("pay_currency"), cells.get("pay_unit"))
    return Posting(
        source_id=plan.source_id,
        platform=PLATFORM,
        native_id=native_id,
        title=title,
        description=description,
        format=plan.format or _format(cells.get("format"), description, where, issues),
        url=_text(cells.get("url")),
        employer=_text(cells.get("employer")),
        location=_location(cells),
        employment_type=employment_type(_text(cells.get("employment_type"))),
        posted_on=posted,
        closes_on=_date(cells, "closes_on", where, issues),
        record=rest,
        **_place(cells).as_posting,
        **(pay.as_posting if pay else {}),
    )


class _Ids:
    """Gives every row an id that the next import of the same file gives it too."""

    def __init__(self, file: str, issues: Issues) -> None:
        self._file = file
        self._issues = issues
        self._seen: dict[bytes, bytes] = {}  # hash of the id -> hash of the row; 32 bytes a row, not the row

    def take(self, native_id: str | None, row: tuple[Any, ...], where: str) -> str | None:
        """The row's id; None for a row that is there already. A missing or taken id becomes a hash of the row."""
        content = hashlib.sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()[:16]
        mark = bytes.fromhex(content)
        if native_id is None:
            self._issues.add("missing-id", where, "the row has no id; it is known by its content")
            native_id = content
        elif self._seen.get(_mark(native_id), mark) != mark:
            self._issues.add(
                "repeated-id", where, f"id {native_id!r} is taken by another row; this one is known by its content"
            )
            native_id = f"{native_id}-{content}"
        if _mark(native_id) in self._seen:
            self._issues.add("repeated", where, f"the row with id {native_id!r} is there already; one is kept")
            return None
        self._seen[_mark(native_id)] = mark
        return native_id


def _mark(native_id: str) -> bytes:
    return hashlib.sha256(native_id.encode("utf-8", "surrogatepass")).digest()[:16]


def _text(value: Any, *, strip: bool = True) -> str | None:
    """A cell as text; None when it holds nothing. Lists of words are joined."""
    if isinstance(value, list | tuple):
        value = ", ".join(str(part) for part in value if part is not None)
    if value is None or (isinstance(value, float) and math.isnan(value)):  # NaN is pandas' empty cell
        return None
    text = str(value)
    bare = text.strip()
    return (bare if strip else text) if bare else None


def _format(stated: Any, description: str, where: str, issues: Issues) -> str:
    name = (_text(stated) or "").lower()
    if name in FORMATS:
        return name
    if name:
        issues.add("odd", where, f"format {name!r} is none of {', '.join(FORMATS)}; it was told from the text")
    return written_format(description)


def _date(cells: dict[str, Any], name: str, where: str, issues: Issues) -> Any:
    value = cells.get(name)
    day = read_date(value)
    if day is None and _text(value) is not None:
        issues.add("unclear-date", where, f"{name} {str(value)[:40]!r} does not name one day; left empty")
    return day


def _location(cells: dict[str, Any]) -> str | None:
    """The location as given, or put together from city, state and country."""
    whole = _text(cells.get("location"))
    return whole or ", ".join(filter(None, (_text(cells.get(name)) for name in ("city", "state", "country")))) or None


def _place(cells: dict[str, Any]) -> Place:
    """The parts where the file has them, else what the location text says."""
    is_remote = _flag(cells.get("is_remote"))
    named = read_place(
        _text(cells.get("location")), is_remote=is_remote, country=country_code(_text(cells.get("country")))
    )
    city, state, country = (_text(cells.get(name)) for name in ("city", "state", "country"))
    if not (city or state):
        return named
    parts = place_from_parts(city, state, country)
    return Place(parts.city or named.city, parts.state or named.state, parts.country or named.country, named.is_remote)


def _flag(value: Any) -> bool | None:
    return {
        "true": True,
        "yes": True,
        "1": True,
        "1.0": True,
        "false": False,
        "no": False,
        "0": False,
        "0.0": False,
    }.get(str(value).strip().lower())


def _source_ids(paths: Iterable[Path]) -> list[str]:
    """`import-<slug of the file name>`, with a number where two files of one call have the same name."""
    taken: dict[str, int] = {}
    names = []
    for path in paths:
        stem = path.name.lower()
        while (shorter := re.sub(r"\.(?:csv|tsv|txt|jsonl|ndjson|json|parquet|gz)$", "", stem)) != stem:
            stem = shorter
        slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:80] or "file"
        taken[slug] = taken.get(slug, 0) + 1
        names.append(f"import-{slug}" + (f"-{taken[slug]}" if taken[slug] > 1 else ""))
    return names

"""read_batch: what each posting of a batch asks for. The one function that every engine calls.

Pure: the same rows give the same answer in this process, in a pool and under Spark; it never raises for a row.
"""

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from analysis.reader.abreast import Steps, abreast, alone
from analysis.reader.called import called_certifications
from analysis.reader.deadlines import mark_deadlines
from analysis.reader.equivalence import mark_replaceable
from analysis.reader.exclusions import exclude
from analysis.reader.experience import years_in
from analysis.reader.groups import mark_groups
from analysis.reader.language import is_truncated, language_of
from analysis.reader.markup import MAXIMUM_LENGTH, Rendered, render
from analysis.reader.mention import MOST_MENTIONS, Mention
from analysis.reader.mentions import finder
from analysis.reader.requirement import requirement_of
from analysis.reader.resolution import resolved
from analysis.reader.sections import Statement, statements_of
from analysis.reader.strength import assign, carry_over
from analysis.reader.text import Line, lines_of, mend
from analysis.reader.titles import WITHOUT_WIDTH, certified_in_title, give_owners, licensed_in_title
from analysis.reader.waivers import empty_fields
from analysis.reader.wards import mark_wards
from analysis.reader.years import mark_alternative_years
from analysis.vocabulary import Vocabulary, load_vocabulary

READER_VERSION = "1"

MENTION_TYPE = pa.struct(
    [
        ("term_id", pa.string()),
        ("kind", pa.string()),
        ("surface", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("section", pa.string()),
        ("strength", pa.string()),
        ("after_hire", pa.bool_()),
        ("months_to_obtain", pa.int32()),
        ("or_experience", pa.bool_()),
        ("group_id", pa.int32()),
        ("sentence", pa.string()),
        ("rule_id", pa.string()),
        ("excluded_because", pa.string()),
    ]
)
REQUIREMENT_TYPE = pa.struct(
    [
        ("certification", pa.string()),
        ("licence", pa.string()),
        ("training", pa.string()),
        ("education_required", pa.string()),
        ("education_preferred", pa.string()),
        ("education_substitutable", pa.bool_()),
        ("employer_training", pa.bool_()),
        ("experience_years_required", pa.float64()),
        ("experience_years_preferred", pa.float64()),
    ]
)
READING_SCHEMA = pa.schema(
    [
        ("content_hash", pa.string()),
        ("reader_version", pa.string()),
        ("vocabulary_hash", pa.string()),
        ("language", pa.string()),
        ("is_truncated", pa.bool_()),
        ("mentions", pa.list_(MENTION_TYPE)),
        ("requirement", REQUIREMENT_TYPE),
        ("error", pa.string()),
    ]
)

_SENTENCE_LIMIT = 600  # characters of evidence kept around a mention in a sentence without end


# So many are led from step to step together. One after the other they take an eighth more time: each step has tables of
# its own, and those of all steps do not fit into a processor's caches. From 32 on the number makes no difference.
_ABREAST = 64


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keeps the collector of cycles from running.

    Reading leaves no cycles behind (12,000 postings: none), and its memories grow to 200,000 objects that live on:
    going through them again and again took a sixth of a run over 31,500.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_collector_at_rest()
def read_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One row of READING_SCHEMA for each row with content_hash, title, employer, format and description."""
    vocabulary = load_vocabulary()
    finder(vocabulary)  # what is wrong with a vocabulary is no fault of each row
    columns = batch.select(["content_hash", "title", "format", "description"])
    read = [
        pa.RecordBatch.from_pylist(_read_rows(columns.slice(first, _ABREAST).to_pylist(), vocabulary), READING_SCHEMA)
        for first in range(0, batch.num_rows, _ABREAST)
    ]
    whole = pa.Table.from_batches(read, READING_SCHEMA).combine_chunks().to_batches()
    return whole[0] if whole else pa.RecordBatch.from_pylist([], READING_SCHEMA)


def _read_rows(rows: list[dict[str, Any]], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    runs = [_read(row["title"] or "", row["description"] or "", row["format"] or "plain", vocabulary) for row in rows]
    return [
        {
            "content_hash": row["content_hash"],
            "reader_version": READER_VERSION,
            "vocabulary_hash": vocabulary.content_hash,
            **(_unread(result) if isinstance(result, Exception) else result),
        }
        for row, result in zip(rows, abreast(runs), strict=True)
    ]


def _unread(error: Exception) -> dict[str, Any]:
    return {
        "language": None,
        "is_truncated": None,
        "mentions": [],
        "requirement": None,
        "error": f"{type(error).__name__}: {error}",
    }


def read_posting(title: str, description: str, format: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """The reading of one posting, as plain values of READING_SCHEMA without the keys."""
    return alone(_read(title, description, format, vocabulary))


def _read(title: str, description: str, format: str, vocabulary: Vocabulary) -> Steps[dict[str, Any]]:
    parsed = yield from _parse(title, description, format, vocabulary)
    return {
        "language": parsed.language,
        "is_truncated": parsed.is_truncated,
        "mentions": list(_rows(parsed, description)),
        "requirement": requirement_of(parsed.mentions),
        "error": None,
    }


class Parsed:
    """A posting on its way: text, lines, statements and mentions, for `read_batch` and for `explain`."""

    __slots__ = ("is_truncated", "language", "lines", "mentions", "rendered", "statements", "title")

    def __init__(
        self,
        title: str,
        rendered: Rendered,
        lines: list[Line],
        statements: list[Statement],
        mentions: list[Mention],
        language: str | None,
        is_cut: bool,
    ) -> None:
        self.title, self.rendered, self.lines, self.statements, self.mentions = (
            title,
            rendered,
            lines,
            statements,
            mentions,
        )
        self.language = language
        self.is_truncated = is_cut or is_truncated(rendered.text)


def parse(title: str, description: str, format: str, vocabulary: Vocabulary) -> Parsed:
    """Everything that reading finds out about one posting."""
    return alone(_parse(title, description, format, vocabulary))


def _parse(title: str, description: str, format: str, vocabulary: Vocabulary) -> Steps[Parsed]:
    find = finder(vocabulary)
    rendered = render(description, format)
    yield
    rendered = mend(rendered)
    text = rendered.text
    yield
    lines = lines_of(rendered)
    yield
    survey = find.survey(text)
    yield
    statements = statements_of(text, lines, vocabulary, survey)
    yield
    title = title.translate(WITHOUT_WIDTH)
    mark_wards(text, survey.lowered, statements, title)
    mentions = find.find(text, statements, survey, title)
    yield
    give_owners(text, mentions, title)
    mentions.extend(years_in(text, statements))
    waivers = empty_fields(text, statements)
    yield
    waived = {waiver.statement for waiver in waivers}
    mentions = [mention for mention in mentions if mention.statement not in waived]
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    by_statement = _by_statement(mentions[:MOST_MENTIONS])
    asked: dict[int, list[Mention]] = {}
    for number, items in by_statement.items():
        # A skill is named or not: three of four statements need no cue.
        if asks := [item for item in items if item.kind != "skill" and item.excluded_because is None]:
            asked[number] = asks
            assign(text, survey.lowered, statements[number], asks, vocabulary)
    yield
    for number, items in by_statement.items():
        if number in asked:
            carry_over(text, statements[number], asked[number], by_statement.get(number - 1, []))
            mark_deadlines(text, statements[number], asked[number])
        exclude(text, survey.lowered, statements[number], items, vocabulary)
    yield
    titled = find.find_credentials(title)
    found = [mention for number in sorted(by_statement) for mention in by_statement[number]]
    kept = resolved(found, titled, text, statements, vocabulary.certification_words)
    titled.extend(licensed_in_title(title, text, [*titled, *kept]))
    titled.extend(certified_in_title(title, [*titled, *kept]))
    yield
    by_statement = _by_statement(kept)
    mark_groups(text, statements, by_statement)
    mark_replaceable(text, statements, by_statement)
    yield
    mark_alternative_years(text, statements, by_statement)
    called = called_certifications(
        (mention.term_id, text[statements[mention.statement].start : statements[mention.statement].end])
        for mention in kept
        if mention.kind == "credential"
    )
    for mention in [*titled, *kept]:
        if mention.term_id in called:
            mention.type = "certification"
    kept.extend(waivers)
    yield
    language = language_of(survey.lowered)
    return Parsed(title, rendered, lines, statements, [*titled, *kept], language, len(description) > MAXIMUM_LENGTH)


def _by_statement(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    grouped: dict[int, list[Mention]] = {}
    for mention in mentions:
        grouped.setdefault(mention.statement, []).append(mention)
    return grouped


def _rows(parsed: Parsed, description: str) -> Iterator[dict[str, Any]]:
    text = parsed.rendered.text
    for mention in parsed.mentions:
        if mention.kind == "experience":
            continue
        in_title = mention.statement < 0
        start, end = (None, None) if in_title else parsed.rendered.source_span(mention.start, mention.end)
        yield {
            "term_id": mention.term_id,
            "kind": mention.kind,
            "surface": parsed.title[mention.start : mention.end] if in_title else description[start:end],
            "start": start,
            "end": end,
            "section": "title" if in_title else parsed.statements[mention.statement].section or "unheaded",
            "strength": mention.strength or "mentioned",
            "after_hire": mention.after_hire,
            "months_to_obtain": mention.months_to_obtain,
            "or_experience": mention.or_experience,
            "group_id": mention.group_id,
            "sentence": parsed.title if in_title else _sentence(text, parsed.statements[mention.statement], mention),
            "rule_id": mention.rule_id,
            "excluded_because": mention.excluded_because,
        }


def _sentence(text: str, statement: Statement, mention: Mention) -> str:
    start, end = statement.start, statement.end
    if end - start > _SENTENCE_LIMIT:
        start = max(start, mention.start - _SENTENCE_LIMIT // 2)
        end = min(end, mention.end + _SENTENCE_LIMIT // 2)
    sentence = " ".join(text[start:end].split())
    label = " ".join(statement.label.split())
    return sentence if not label or statement.is_heading or sentence.startswith(label) else f"{label}: {sentence}"


def labels_of(reading: dict[str, Any]) -> dict[str, Any]:
    """A reading in the form in which people label postings: one entry per credential and degree level."""
    mentions = reading["mentions"]
    requirement = reading["requirement"] or {}
    return {
        "credentials": _strongest_entries(
            (
                mention | {"term_id": "unnamed_healthcare"} if _is_bare_board(mention) else mention
                for mention in mentions
                if mention["kind"] == "credential" and mention["excluded_because"] != "clash"
            ),
            "id",
            ("type", "after_hire"),
        ),
        "degrees": _strongest_entries(
            (mention for mention in mentions if mention["kind"] == "degree" and mention["excluded_because"] != "clash"),
            "level",
            ("or_experience", "after_hire"),
        ),
        "training": [
            {"strength": mention["strength"], "after_hire": mention["after_hire"], "quote": mention["sentence"]}
            for mention in mentions
            if mention["kind"] == "training"
            and mention["excluded_because"] is None
            and mention["term_id"] != "employer_training"
        ],
        "education_required": requirement.get("education_required"),
        "education_preferred": requirement.get("education_preferred"),
        "education_substitutable": bool(requirement.get("education_substitutable")),
        "employer_training": bool(requirement.get("employer_training")),
        "experience_years_required": requirement.get("experience_years_required"),
        "experience_years_preferred": requirement.get("experience_years_preferred"),
        "skills": sorted(
            {
                mention["term_id"]
                for mention in mentions
                if mention["kind"] == "skill" and mention["excluded_because"] is None
            }
        ),
    }


def _is_bare_board(mention: dict[str, Any]) -> bool:
    """Whether a board certification stands without its specialty: people label it as a certification without a name."""
    return mention["term_id"] == "board_certified" and bool(_BARE_BOARD.search(mention["sentence"]))


_BOARD = r"board[- ](?:certifi\w+|eligib\w+)"
_BARE_BOARD = re.compile(
    r"(?:^|[.;:,]|\b(?:and|or|have|hold|be|with|maintain|obtain|current|active|national|specialty))[^\w]*"
    rf"{_BOARD}(?:(?: or |\W){_BOARD}|/\w+)?\W*"
    r"(?:$|[.;,]|\b(?:is|if|where|when|as required|required|preferred|strongly|highly|desired)\b)",
    re.IGNORECASE,
)
_RANK = {"required": 3, "preferred": 2, "not_required": 1, "mentioned": 0}


def _strongest_entries(mentions: Iterator[dict[str, Any]], name: str, flags: tuple[str, ...]) -> list[dict[str, Any]]:
    vocabulary = load_vocabulary()
    best: dict[str, dict[str, Any]] = {}
    listed = list(mentions)
    for mention in listed:
        held = best.get(mention["term_id"])
        if held is None or _RANK[mention["strength"]] > _RANK[held["strength"]]:
            best[mention["term_id"]] = mention
    entries = []
    called = called_certifications((mention["term_id"], mention["sentence"]) for mention in listed)
    for term_id, mention in best.items():
        told = mention | {"type": "certification" if term_id in called else vocabulary.by_id[term_id].type}
        entry = {name: term_id} | {flag: told[flag] for flag in flags}
        entries.append(entry | {"strength": mention["strength"], "quote": mention["sentence"]})
    return entries

"""The reviewed files of `data/` as one frozen Vocabulary with a content hash."""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from analysis.errors import VocabularyError

_INSIDE = Path(__file__).parent / "data"  # where the wheel carries it
DATA = _INSIDE if _INSIDE.is_dir() else Path(__file__).parents[1] / "data"

FILES = (
    "credentials.csv",
    "unnamed_credentials.csv",
    "certification_words.csv",
    "degrees.csv",
    "training.csv",
    "skills.csv",
    "clashes.csv",
    "section_headings.csv",
    "strength_cues.csv",
    "exclusion_cues.csv",
)

Kind = Literal["credential", "degree", "training", "skill"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a posting can ask for; a row of the published table `term`."""

    term_id: str
    kind: Kind
    type: str
    label: str
    abbreviation: str = ""
    issuer: str = ""
    family: str = ""
    reference_url: str = ""
    renewal: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A written form of a term, found token by token."""

    term_id: str
    text: str
    is_cased: bool  # only in this very case
    needs_context: bool  # means something else too often: its neighbours decide
    rule_id: str


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A row that is a regular expression; `kind` is what its file says that it decides."""

    rule_id: str
    kind: str
    pattern: re.Pattern[str]
    detail: str = ""
    # The pattern cannot match where of one of these groups nothing stands: parts of words in lower case, or behind "="
    # a whole word, which counts in its own case alone where it has capitals.
    triggers: tuple[tuple[str, ...], ...] = ()
    reads_lower: bool = False  # the pattern is for the text in lower case

    def reads(self, text: str, lowered: str) -> str:
        """Of a text and the same in lower case the one that the pattern is for."""
        return lowered if self.reads_lower else text


@dataclass(frozen=True)
class Vocabulary:
    """Everything that reading knows beforehand."""

    terms: tuple[Term, ...]
    phrases: tuple[Phrase, ...]
    unnamed: tuple[PatternRule, ...]
    degree_patterns: tuple[PatternRule, ...]
    training: tuple[PatternRule, ...]
    skill_patterns: tuple[PatternRule, ...]
    clashes: tuple[PatternRule, ...]
    headings: tuple[PatternRule, ...]
    cues: tuple[PatternRule, ...]
    exclusions: tuple[PatternRule, ...]
    content_hash: str
    certification_words: Mapping[str, str] = field(default_factory=dict)  # the roles of words beside "certification"
    by_id: dict[str, Term] = field(default_factory=dict, compare=False, hash=False)

    def __hash__(self) -> int:
        return hash(self.content_hash)


@cache
def load_vocabulary(folder: Path = DATA) -> Vocabulary:
    """The vocabulary of a data folder; VocabularyError names the file and line that is wrong."""
    rows = {name: list(_rows(folder / name)) for name in FILES}
    terms = tuple(_terms(rows))
    return Vocabulary(
        terms=terms,
        phrases=tuple(_phrases(rows)),
        unnamed=_patterns(rows, "unnamed_credentials.csv", "term_id"),
        degree_patterns=_patterns(rows, "degrees.csv", "term_id", only="pattern"),
        training=_patterns(rows, "training.csv", "term_id"),
        skill_patterns=_patterns(rows, "skills.csv", "term_id", only="pattern"),
        clashes=_patterns(rows, "clashes.csv", "term_id", detail="decides", may_lower=False),
        headings=_patterns(rows, "section_headings.csv", "kind"),
        cues=_patterns(rows, "strength_cues.csv", "strength", detail="direction"),
        exclusions=_patterns(rows, "exclusion_cues.csv", "reason", detail="direction"),
        content_hash=hashlib.sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest(),
        certification_words={row["word"]: row["role"] for _, row in rows["certification_words.csv"]},
        by_id={term.term_id: term for term in terms},
    )


Row = tuple[str, dict[str, str]]  # "file:line" and the cells


def _rows(path: Path) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            for row in reader:
                where = f"{path.name}:{reader.line_num}"
                if None in row or None in row.values():
                    raise VocabularyError("the row has not as many cells as the header; add or remove commas", where)
                yield where, {key: value.strip() for key, value in row.items()}
    except FileNotFoundError as error:
        raise VocabularyError("the file is missing; restore it from the repository", str(path)) from error


def _terms(rows: dict[str, list[Row]]) -> Iterator[Term]:
    for _, row in rows["credentials.csv"]:
        yield Term(
            row["term_id"],
            "credential",
            row["type"],
            row["label"],
            row["abbreviation"],
            row["issuer"],
            row["family"],
            row["reference_url"],
            row["renewal"],
        )
    seen: set[str] = set()
    for name, kind in (
        ("unnamed_credentials.csv", "credential"),
        ("degrees.csv", "degree"),
        ("training.csv", "training"),
        ("skills.csv", "skill"),
    ):
        for _, row in rows[name]:
            if row["term_id"] not in seen and row.get("label"):
                seen.add(row["term_id"])
                yield Term(row["term_id"], kind, row["type"], row["label"], family=row.get("family", ""))  # type: ignore[arg-type]


def _phrases(rows: dict[str, list[Row]]) -> Iterator[Phrase]:
    for _, row in rows["credentials.csv"]:
        needs_context = row.get("needs_context") == "yes"
        term_id = row["term_id"]
        if row["abbreviation"]:
            yield Phrase(term_id, row["abbreviation"], True, needs_context, f"credential-{term_id}")
        for form in [row["label"], *filter(None, row["aliases"].split("|"))]:
            is_cased = _is_abbreviation(form)
            yield Phrase(term_id, form.strip(), is_cased, is_cased and needs_context, f"credential-{term_id}")
    for name in ("degrees.csv", "skills.csv"):
        for _, row in rows[name]:
            prefix = "degree" if name == "degrees.csv" else "skill"
            for form in filter(None, row["forms"].split("|")):  # "=Form" is read only in this very case
                yield Phrase(
                    row["term_id"],
                    form.strip().removeprefix("="),
                    form.startswith("=") or _is_abbreviation(form),
                    row["needs_context"] == "yes",
                    f"{prefix}-{row['term_id']}",
                )


def _is_abbreviation(form: str) -> bool:
    """Whether a written form is read only in its own case: short and (nearly) all capitals."""
    letters = [character for character in form if character.isalpha()]
    return len(form) <= 12 and " " not in form.strip() and sum(map(str.isupper, letters)) >= max(2, 0.6 * len(letters))


# "(?<!staff )(?<!teams )\band leadership" looks behind at every letter; with the border of a word first only at words.
# The order of conditions on one place says nothing; the rules for leadership and training take a third of the time.
_LOOKS_BEHIND = re.compile(r"((?:\(\?<![^()|\\\[\]]+\))+)\\b")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]|\(\?-i")  # \W is none


def _patterns(
    rows: dict[str, list[Row]], name: str, kind: str, detail: str = "", only: str = "", *, may_lower: bool = True
) -> tuple[PatternRule, ...]:
    rules: dict[str, PatternRule] = {}
    for where, row in rows[name]:
        if not row["pattern"]:
            if only:
                continue
            raise VocabularyError("the column `pattern` is empty; write a regular expression", where)
        # Read in lower case, as nine of ten rules can be, headings take 40 % of the time, others 40 to 80 %.
        is_lower = may_lower and not _CAPITAL.search(row["pattern"])
        try:
            source = _LOOKS_BEHIND.sub(r"\\b\1", row["pattern"])
            pattern = re.compile(source, re.NOFLAG if is_lower else re.IGNORECASE)
        except re.error as error:
            raise VocabularyError(f"`pattern` is no regular expression ({error}); mend it", where) from error
        rule_id = row.get("rule_id") or f"{name[:-4]}-{row[kind]}"
        if rule_id in rules:
            raise VocabularyError(f"the rule_id {rule_id!r} stands in an earlier row; give this row its own", where)
        rules[rule_id] = PatternRule(
            rule_id,
            row[kind],
            pattern,
            row.get(detail, "") if detail else "",
            tuple(tuple(group.split("|")) for group in filter(None, row.get("triggers", "").split("&"))),
            is_lower,
        )
    return tuple(rules.values())

"""The published tables, views and macros, each declared once with its description.

DDL, COMMENT ON and the data dictionary all come from here and from `columns`, so they cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from analysis.columns import COLUMNS, MACHINE_EXTRACTED, Column
from analysis.database import quoted


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, or a view whose SELECT stands in `sql/`."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    warning: str = ""

    @property
    def comment(self) -> str:
        return f"{self.description} {self.warning}".strip()


@dataclass(frozen=True, slots=True)
class Macro:
    name: str
    arguments: str
    description: str
    is_table: bool = True


def _relation(name: str, description: str, columns: str, key: str = "", warning: str = "") -> Relation:
    return Relation(
        name, description, tuple(COLUMNS[column] for column in columns.split()), tuple(key.split()), warning
    )


_DEMAND = (
    "occupation_id term_id label type jobs stating required required_alone required_any_of required_after_hire "
    "required_or_experience preferred mentioned not_required not_stated share share_corrected required_share "
    "preferred_or_mentioned_share not_required_share not_stated_share share_of_stating share_low share_high employers "
    "effective_n employer_weighted_share share_without_one_low share_without_one_high is_suppressed"
)

_ADDS_UP = (
    "A term that nobody states is a row of zeros. required + preferred + mentioned + not_required + not_stated = jobs."
)

TABLES = (
    _relation(
        "posting",
        "Postings seen, open and closed, with the latest text of each.",
        "posting_id source_id platform native_id url employer employer_key is_staffing_firm title occupation_id "
        "location city state country is_remote employment_type pay_min pay_max pay_currency pay_unit posted_on "
        "closes_on first_seen_at last_seen_at closed_at job_id is_primary is_counted is_sample language is_truncated "
        "format description content_hash",
        "posting_id",
    ),
    _relation(
        "duplicate_report",
        "Postings that were merged into another one, and why: they are not counted.",
        "posting_id job_id primary_posting_id merged_because similarity",
        "posting_id",
    ),
    _relation(
        "mention",
        "Vocabulary terms found in postings, each with its sentence; excluded ones are kept with the reason.",
        "posting_id term_id kind surface start end section strength after_hire months_to_obtain or_experience group_id "
        "sentence rule_id excluded_because",
        warning=MACHINE_EXTRACTED,
    ),
    _relation(
        "requirement",
        "What each posting asks, summed up; a posting that was not read has no row.",
        "posting_id certification licence training education_required education_preferred education_substitutable "
        "employer_training experience_years_required experience_years_preferred reader_version vocabulary_hash",
        "posting_id",
        MACHINE_EXTRACTED,
    ),
    _relation(
        "posting_version",
        "The texts that each posting had, one after the other, and what each asked. `title` and `description` are of "
        "earlier versions only; those of the latest stand in `posting`.",
        "posting_id version is_latest from_at until_at content_hash title description certification licence training "
        "education_required education_preferred required_terms preferred_terms",
        "posting_id version",
        MACHINE_EXTRACTED,
    ),
    _relation(
        "posting_period",
        "When each posting was open: one row, and one more each time it was opened again.",
        "posting_id period opened_at until_at closed_at",
        "posting_id period",
    ),
    _relation(
        "term",
        "The vocabulary: credentials, degree levels, training and skills.",
        "term_id kind type label abbreviation issuer family reference_url renewal",
        "term_id",
    ),
    _relation("occupation", "Occupations that titles are sorted into.", "occupation_id label", "occupation_id"),
    _relation(
        "source",
        "Boards and files, and how fresh they are.",
        "source_id platform employer url is_sample last_run_at last_status last_complete_at postings open_postings",
        "source_id",
    ),
    _relation(
        "run",
        "Runs of the batch.",
        "run_id started_at ended_at sources good_sources listed kept requests bytes",
        "run_id",
    ),
    _relation(
        "source_run",
        "How the fetch of each source went in each run.",
        "run_id source_id platform status started_at ended_at listed kept requests bytes seconds http_statuses error",
        "run_id source_id",
    ),
    _relation(
        "posting_term",
        "The strongest statement of each counted posting about each term, and about any term of a type (`any`).",
        "posting_id type term_id strength is_any_of after_hire or_experience is_contradicted",
        "posting_id type term_id",
        MACHINE_EXTRACTED,
    ),
    _relation(
        "occupation_demand",
        f"How often employers ask for each term, by occupation and of all postings (`all`). {_ADDS_UP}",
        _DEMAND,
        "occupation_id type term_id",
        MACHINE_EXTRACTED,
    ),
    _relation(
        "reader_quality",
        "How often the reader says rightly that a posting asks for something (requires or prefers it), or that it does "
        "not: its labels beside people's, posting by posting. Measured on labelled postings that were invented for "
        "their traps, not on the postings of this file: an indication, no more.",
        "reader_version vocabulary_hash kind term_id postings true_positive false_positive false_negative "
        "true_negative sensitivity specificity precision recall",
        "reader_version vocabulary_hash kind term_id",
    ),
    _relation(
        "claim",
        "Statements of articles beside what the jobs say: supported, contradicted or undecided. The interval decides.",
        "claim_id occupation_id source statement supported_when at_least at_most among verdict because jobs true_jobs "
        "employers share share_low share_high detail caveat",
        "occupation_id claim_id",
        MACHINE_EXTRACTED,
    ),
    _relation(
        "claim_evidence",
        "Sentences of jobs of which a claim is true, at most five of a claim, each of another employer.",
        "occupation_id claim_id posting_id sentence surface",
        "occupation_id claim_id posting_id",
        MACHINE_EXTRACTED,
    ),
    _relation(
        "publication",
        "When and from what this file was built: one row.",
        "built_at segments program_hash refreshes duckdb_version",
    ),
    _relation("issue", "What went wrong, in fetching and in reading.", "run_id source_id issue_kind subject message"),
)

VIEWS = (
    _relation("posting_event", "What happened to each posting, and when.", "posting_id event happened_at"),
    _relation(
        "posting_change",
        "Postings whose text changed: what was asked before and after, one row a change.",
        "posting_id employer title version happened_at certification_before certification education_required_before "
        "education_required required_terms_before required_terms preferred_terms_before preferred_terms "
        "is_other_demand",
        "posting_id version",
        MACHINE_EXTRACTED,
    ),
    *(
        _relation(f"posting_by_{what}", f"Counted postings by {text}.", "group_value posting_id")
        for what, text in (
            ("occupation", "occupation, and all of them as `all`"),
            ("month", "month of publication, or of the first sight when that is unknown"),
            ("state", "state; a job that is advertised in several counts in each"),
            ("employer", "employer"),
            ("source", "source; a job that stands in several counts in each"),
            (
                "open_month",
                (
                    "each month in which the job was open: from publication or first sight to closing or last sight; "
                    "of imports and past announcements, from publication to the last day for applications"
                ),
            ),
            ("employment_type", "full time, part time, temporary, internship or other; NULL when it is not stated"),
            ("pay_band", "yearly pay in US dollars, the middle of the range; NULL when it is not stated in dollars"),
        )
    ),
    *(
        _relation(
            f"{what}_demand",
            f"How often employers ask for {text}, by occupation. {_ADDS_UP}",
            _DEMAND + extra,
            "occupation_id term_id",
            MACHINE_EXTRACTED,
        )
        for what, text, extra in (
            ("certification", "each certification", ""),
            ("licence", "each licence", ""),
            (
                "education",
                (
                    "each level of education (required: the lowest that suffices; required_or_experience: experience "
                    "may replace it; not_required: education waived)"
                ),
                "",
            ),
            ("training", "training short of a degree", " employer_training_jobs"),
            ("skill", "each skill", ""),
        )
    ),
)

MACROS = (
    Macro(
        "share_interval",
        "hits, jobs",
        "95 % interval of a share, as an aggregate over rows that each stand for one employer: its hits and its jobs. "
        "Gives a struct of share, share_low, share_high, effective_n, design_effect, employers.",
        is_table=False,
    ),
    Macro(
        "difference_interval",
        "hits_a, jobs_a, hits_b, jobs_b",
        "The difference of two shares with its 95 % interval, as an aggregate over rows that each stand for one "
        "employer. Gives a struct of a and b (as share_interval), difference, difference_low, difference_high.",
        is_table=False,
    ),
    Macro("cluster_interval", "sums", "share_interval from sums over employers, named as in its SQL.", is_table=False),
    Macro("wilson_low", "share, n", "Lower end of Wilson's 95 % interval of n independent jobs.", is_table=False),
    Macro("wilson_high", "share, n", "Upper end of Wilson's 95 % interval of n independent jobs.", is_table=False),
    Macro("student_quantile", "df", "97.5 % point of Student's t, nearly (Wallace).", is_table=False),
    Macro(
        "rogan_gladen",
        "share, sensitivity, specificity",
        "The share that truly asks, from the share that was read to ask: (share + specificity - 1) / (sensitivity + "
        "specificity - 1), cut off at 0 and 1 (Rogan and Gladen 1978). NULL when sensitivity + specificity <= 1: "
        "reading is then no better than a coin.",
        is_table=False,
    ),
    Macro(
        "is_asked",
        "type, strength",
        "Whether a posting that states a term so asks for it: requires or prefers it; a skill also when it names it.",
        is_table=False,
    ),
    Macro("known_term", "term", "True for a term_id or `any certification` and so on; else an error.", is_table=False),
    Macro("stated", "term", "What counted postings state about a term: posting_id, type, strength."),
    Macro(
        "demand_among",
        "relation, occupation := 'all'",
        "Demand by your own grouping: the name of a table or view with group_value and posting_id.",
    ),
    Macro("demand", "occupation", "Demand of one occupation for every term; `all` for all postings."),
    Macro(
        "demand_by",
        "dimension, occupation := 'all'",
        "Demand by occupation, month, open_month, state, employer, source, employment_type or pay_band.",
    ),
    Macro(
        "demand_trend",
        "term, occupation := 'all'",
        "The share of jobs that ask for a term, by month in which they were open. break_because says when the sources "
        "or the reader differ from the month before; panel_change compares the same sources in both months, with its "
        "interval. The term may be `any certification`, `any degree` and so on, here and in compare.",
    ),
    Macro(
        "compare",
        "term, group_a, group_b",
        "How much more often one occupation asks for a term than another, with the 95 % interval of the difference; "
        "`all` is all postings.",
    ),
    Macro(
        "compare_among",
        "relation, term, group_a, group_b",
        "The same for two groups of your own: the name of a table or view with group_value and posting_id.",
    ),
    Macro(
        "asked_together",
        "occupation := 'all'",
        "Pairs of credentials, degrees and training that one advert asks for, as alternatives or both at once.",
    ),
    Macro(
        "employer_key",
        "name",
        "A name of an employer without case, accents, marks and legal form.",
        is_table=False,
    ),
    Macro(
        "evidence",
        "term, strength",
        "The sentences behind a figure, posting by posting; strength NULL for all.",
    ),
    Macro(
        "passage",
        "description, pattern",
        "The words around what a regular expression finds in a text first, without mark-up.",
        is_table=False,
    ),
)


def table_statements() -> Iterator[str]:
    """DDL and comments of every table."""
    for table in TABLES:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        yield f"CREATE TABLE {table.name} ({columns})"
        yield from _comments("TABLE", table)


def view_comments() -> Iterator[str]:
    """Comments of every view and macro, to run once `sql/` has created them."""
    for view in VIEWS:
        yield from _comments("VIEW", view)
    for macro in MACROS:
        yield f"COMMENT ON MACRO{' TABLE' if macro.is_table else ''} {macro.name} IS {quoted(macro.description)}"


def column_names(table: str) -> list[str]:
    """The columns of a published table, in order."""
    return [column.name for relation in TABLES if relation.name == table for column in relation.columns]


def arrow_schema(table: str) -> pa.Schema:
    """The columns of a published table of texts, counts and shares, as Arrow has them."""
    types = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64()}
    return pa.schema([(name, types[COLUMNS[name].type]) for name in column_names(table)])


def data_dictionary() -> str:
    """The data dictionary as Markdown."""
    parts = ["# Data dictionary\n"]
    for heading, relations in (("Tables", TABLES), ("Views", VIEWS)):
        parts.append(f"## {heading}\n")
        for relation in relations:
            parts.append(f"### {relation.name}\n\n{relation.comment}\n")
            if relation.key:
                parts.append(f"Key: {', '.join(relation.key)}\n")
            rows = [f"| {column.name} | {column.type} | {_cell(column.comment)} |" for column in relation.columns]
            parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *rows]) + "\n")
    rows = [f"| `{macro.name}({macro.arguments})` | {_cell(macro.description)} |" for macro in MACROS]
    parts.append("\n".join(["## Macros\n", "| macro | gives |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _comments(kind: str, relation: Relation) -> Iterator[str]:
    yield f"COMMENT ON {kind} {relation.name} IS {quoted(relation.comment)}"
    for column in relation.columns:
        yield f'COMMENT ON COLUMN {relation.name}."{column.name}" IS {quoted(column.comment)}'


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

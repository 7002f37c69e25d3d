"""Every column of the published database, declared once: a column of one name means one thing everywhere."""

from dataclasses import dataclass

MACHINE_EXTRACTED = "Read from free text by rules, not by people: check the sentences before you rely on a single row."
CLOSED_IS_INFERRED = (
    "Inferred from absence in two complete lists at least six hours apart; employers do not announce it."
)
FREE_TEXT = "Free text as published: it may look like a code, but is not one."


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    description: str
    warning: str = ""

    @property
    def comment(self) -> str:
        return f"{self.description} {self.warning}".strip()


def _columns(*pairs: tuple[str, str, str] | tuple[str, str, str, str]) -> dict[str, Column]:
    return {pair[0]: Column(*pair) for pair in pairs}


# One meaning for each name, in the order of the tables that use them.
COLUMNS = _columns(
    ("posting_id", "VARCHAR", "The posting: source_id, a slash and the platform's own id; stable over runs."),
    ("source_id", "VARCHAR", "The board or file the posting came from."),
    ("platform", "VARCHAR", "The software the board runs on, or `import`."),
    ("native_id", "VARCHAR", "The platform's own id, unique within the source."),
    ("url", "VARCHAR", "The page for people: of the posting, or of the source's board."),
    ("employer", "VARCHAR", "Name of the employer as published; NULL when unknown."),
    (
        "employer_key",
        "VARCHAR",
        (
            "The employer without case, accents, marks and legal form (`acme health` for ACME Health, Inc.); NULL when "
            "unknown. Intervals and duplicates go by it."
        ),
    ),
    (
        "is_staffing_firm",
        "BOOLEAN",
        "True when the advert is one of a firm that places people with others, by its name or words.",
        MACHINE_EXTRACTED,
    ),
    ("title", "VARCHAR", "Job title as published."),
    ("occupation_id", "VARCHAR", "Occupation the title belongs to; NULL for none, `all` in a view for all postings."),
    ("location", "VARCHAR", "Place as published.", FREE_TEXT),
    ("city", "VARCHAR", "City, when the platform names it apart."),
    ("state", "VARCHAR", "State or region; two letters in the US."),
    ("country", "VARCHAR", "Country, ISO 3166-1 alpha-2."),
    ("is_remote", "BOOLEAN", "Whether the platform marks the job as remote; NULL when it does not say."),
    ("employment_type", "VARCHAR", "Full time, part time and so on, as published.", FREE_TEXT),
    ("pay_min", "DOUBLE", "Lower end of the pay, in pay_currency per pay_unit."),
    ("pay_max", "DOUBLE", "Upper end of the pay, in pay_currency per pay_unit."),
    ("pay_currency", "VARCHAR", "ISO 4217 code."),
    ("pay_unit", "VARCHAR", "hour, day, week, month or year."),
    ("posted_on", "DATE", "Day of publication by the platform's account."),
    ("closes_on", "DATE", "Last day for applications, when the platform gives one."),
    ("first_seen_at", "TIMESTAMP", "First fetch that listed the posting (UTC)."),
    (
        "last_seen_at",
        "TIMESTAMP",
        "Last fetch that listed it, or in which the board said that its list was unchanged (UTC).",
    ),
    ("closed_at", "TIMESTAMP", "First complete list without the posting (UTC); NULL while open.", CLOSED_IS_INFERRED),
    ("job_id", "VARCHAR", "The job: postings of one employer and title with (nearly) the same text share it."),
    ("primary_posting_id", "VARCHAR", "The posting that stands for the job, and is counted."),
    ("merged_because", "VARCHAR", "The rule that made two postings one job."),
    ("similarity", "DOUBLE", "Share of the text that is the same in both, 0 to 1 (Indel similarity)."),
    ("is_primary", "BOOLEAN", "True for one posting of each job; count jobs over these."),
    (
        "is_counted",
        "BOOLEAN",
        "True when demand counts it: primary, read without error, whole text, in a language that is read.",
    ),
    ("is_sample", "BOOLEAN", "True for the invented postings of the demonstration."),
    ("language", "VARCHAR", "Language of the text, ISO 639-1; NULL when unread or unclear.", MACHINE_EXTRACTED),
    ("is_truncated", "BOOLEAN", "True when the text breaks off, so that silence says nothing.", MACHINE_EXTRACTED),
    ("format", "VARCHAR", "How the description is written: html, html-escaped, markdown or plain."),
    ("description", "VARCHAR", "The text as published, mark-up included; offsets of mentions point into it."),
    ("content_hash", "VARCHAR", "32 hex digits over title, employer, format and description."),
    (
        "term_id",
        "VARCHAR",
        "Vocabulary entry; `any` in a view for any entry of that kind; NULL in reader_quality for the same.",
    ),
    (
        "kind",
        "VARCHAR",
        "credential, degree, training or skill; in reader_quality as `type`: certification or licence, not credential.",
    ),
    (
        "type",
        "VARCHAR",
        "certification or licence for credentials; `employer` for training that the employer gives; else the kind.",
    ),
    ("surface", "VARCHAR", "The words found, exactly as they stand.", MACHINE_EXTRACTED),
    ("start", "INTEGER", "First character in posting.description, counted from 0; NULL when found in the title."),
    ("end", "INTEGER", 'Character after the last; NULL when found in the title. Quote it in SQL: "end".'),
    ("section", "VARCHAR", "Part of the posting it stands in; `title` for the title.", MACHINE_EXTRACTED),
    (
        "strength",
        "VARCHAR",
        "required, preferred, not_required, or mentioned (named, nothing asked).",
        MACHINE_EXTRACTED,
    ),
    ("after_hire", "BOOLEAN", "True when it may be obtained after hire.", MACHINE_EXTRACTED),
    (
        "months_to_obtain",
        "INTEGER",
        "Months after hire by which to obtain it; NULL when none is given.",
        MACHINE_EXTRACTED,
    ),
    ("or_experience", "BOOLEAN", "True when experience may stand in for it.", MACHINE_EXTRACTED),
    (
        "group_id",
        "INTEGER",
        "Mentions of one posting that share it are alternatives: any of them will do.",
        MACHINE_EXTRACTED,
    ),
    ("sentence", "VARCHAR", "The sentence or list item around it."),
    ("rule_id", "VARCHAR", "The rule that decided the strength or the exclusion."),
    (
        "excluded_because",
        "VARCHAR",
        (
            "Why the mention is not counted (benefit, equal_opportunity, employer, colleague, duty, accreditation, "
            "clash, form, boilerplate, substitute, definition, internal); NULL when it counts."
        ),
        MACHINE_EXTRACTED,
    ),
    ("certification", "VARCHAR", "Strongest strength of any certification, or not_stated.", MACHINE_EXTRACTED),
    ("licence", "VARCHAR", "Strongest strength of any licence, or not_stated.", MACHINE_EXTRACTED),
    ("training", "VARCHAR", "Strongest strength of any training, or not_stated.", MACHINE_EXTRACTED),
    (
        "education_required",
        "VARCHAR",
        "Lowest level that suffices; `none` when the text waives education; NULL when it is silent.",
        MACHINE_EXTRACTED,
    ),
    ("education_preferred", "VARCHAR", "Lowest level preferred; NULL when none is.", MACHINE_EXTRACTED),
    ("education_substitutable", "BOOLEAN", "True when experience may replace education_required.", MACHINE_EXTRACTED),
    ("employer_training", "BOOLEAN", "True when the employer offers to train.", MACHINE_EXTRACTED),
    ("experience_years_required", "DOUBLE", "Largest number of years asked without condition.", MACHINE_EXTRACTED),
    ("experience_years_preferred", "DOUBLE", "Years preferred.", MACHINE_EXTRACTED),
    (
        "reader_version",
        "VARCHAR",
        "Version of the rules that read the posting; figures before and after a change differ.",
    ),
    (
        "vocabulary_hash",
        "VARCHAR",
        (
            "Hash of the vocabulary that the posting was read with. Where the one in reader_quality is not the one in "
            "requirement, the quality was measured before or after a change of the vocabulary."
        ),
    ),
    ("label", "VARCHAR", "Name for people."),
    ("abbreviation", "VARCHAR", "Usual abbreviation."),
    ("issuer", "VARCHAR", "Body that awards it."),
    ("family", "VARCHAR", "Group of entries that belong together."),
    ("reference_url", "VARCHAR", "The issuer's page about it."),
    ("renewal", "VARCHAR", "How long it is valid.", FREE_TEXT),
    ("run_id", "VARCHAR", "The run, by its time of start: 20261124T023000Z."),
    ("started_at", "TIMESTAMP", "Start (UTC)."),
    ("ended_at", "TIMESTAMP", "End (UTC)."),
    (
        "status",
        "VARCHAR",
        (
            "complete, unchanged, glanced (a list in pages whose first page is as it was), suspect, truncated, "
            "partial, parked, blocked, robots, failed, quarantined or skipped; only the first two say anything of a "
            "posting that is not in the list, and only they can close one."
        ),
    ),
    ("last_status", "VARCHAR", "Status of the last run; words as in source_run.status."),
    ("last_run_at", "TIMESTAMP", "Last run that tried the source (UTC)."),
    ("last_complete_at", "TIMESTAMP", "Last run with a complete or unchanged list (UTC); NULL when there was none."),
    ("postings", "BIGINT", "Postings; in reader_quality those that people labelled."),
    ("open_postings", "BIGINT", "Postings that are not closed."),
    ("listed", "BIGINT", "Postings in the platform's list."),
    ("kept", "BIGINT", "Postings stored."),
    ("requests", "BIGINT", "HTTP requests made."),
    ("bytes", "BIGINT", "Bytes received."),
    ("seconds", "DOUBLE", "Time taken."),
    ("http_statuses", "VARCHAR", "JSON object: HTTP status and how often it came."),
    ("error", "VARCHAR", "One sentence when the status is not good."),
    ("sources", "BIGINT", "Sources tried."),
    ("good_sources", "BIGINT", "Sources with a complete, unchanged or glanced list."),
    ("issue_kind", "VARCHAR", "What kind of thing went wrong."),
    ("subject", "VARCHAR", "The URL, posting or file it is about."),
    ("message", "VARCHAR", "What went wrong, in a sentence."),
    ("built_at", "TIMESTAMP", "When the file was built (UTC)."),
    ("segments", "BIGINT", "Segment files it was built from."),
    ("program_hash", "VARCHAR", "The program that made it: its code, vocabulary and other data."),
    ("refreshes", "BIGINT", "Runs that found nothing new since it was built whole; their times are in it."),
    (
        "duckdb_version",
        "VARCHAR",
        "DuckDB that wrote it; 1.4.2 and later read it, 1.4.0 and 1.4.1 all but demand_by, compare and demand_trend.",
    ),
    (
        "is_contradicted",
        "BOOLEAN",
        "True when another passage of the posting asks for it less firmly, or waives it: `strength` is the firmest.",
        MACHINE_EXTRACTED,
    ),
    ("is_any_of", "BOOLEAN", "True when it is required as one of several alternatives only.", MACHINE_EXTRACTED),
    # Quality of the reader
    ("true_positive", "BIGINT", "Labelled postings that ask for it and were read to ask for it."),
    ("false_positive", "BIGINT", "Labelled postings that do not ask for it and were read to ask for it."),
    ("false_negative", "BIGINT", "Labelled postings that ask for it and were not read to ask for it."),
    ("true_negative", "BIGINT", "Labelled postings that do not ask for it and were not read to ask for it."),
    ("sensitivity", "DOUBLE", "true_positive / (true_positive + false_negative); NULL when no posting asks."),
    ("specificity", "DOUBLE", "true_negative / (true_negative + false_positive); NULL when every posting asks."),
    ("precision", "DOUBLE", "true_positive / (true_positive + false_positive); NULL when none was read to ask."),
    ("recall", "DOUBLE", "The same as sensitivity, by its other name."),
    # History
    ("version", "BIGINT", "1 for the first text that a posting had, 2 for the next."),
    ("is_latest", "BOOLEAN", "True for the text that the posting has now, or had last."),
    ("from_at", "TIMESTAMP", "First fetch that listed this version (UTC)."),
    ("until_at", "TIMESTAMP", "Last fetch that still found it so (UTC)."),
    ("period", "BIGINT", "1 for the first time that a posting was open, 2 after it was opened again."),
    ("opened_at", "TIMESTAMP", "First fetch that listed the posting in this period (UTC)."),
    (
        "required_terms",
        "VARCHAR",
        "Credentials and training that this version requires, as term_id.",
        MACHINE_EXTRACTED,
    ),
    ("preferred_terms", "VARCHAR", "Those that it prefers and does not require.", MACHINE_EXTRACTED),
    ("event", "VARCHAR", "opened, changed (another text), closed, or reopened.", CLOSED_IS_INFERRED),
    ("happened_at", "TIMESTAMP", "The fetch that showed it first (UTC)."),
    ("certification_before", "VARCHAR", "`certification` of the version before.", MACHINE_EXTRACTED),
    ("education_required_before", "VARCHAR", "`education_required` of the version before.", MACHINE_EXTRACTED),
    ("required_terms_before", "VARCHAR", "`required_terms` of the version before.", MACHINE_EXTRACTED),
    ("preferred_terms_before", "VARCHAR", "`preferred_terms` of the version before.", MACHINE_EXTRACTED),
    ("is_other_demand", "BOOLEAN", "True when it asks something else than the version before.", MACHINE_EXTRACTED),
    # Demand
    ("jobs", "BIGINT", "Jobs counted: unique, open or closed, read whole, in a language that is read."),
    ("stating", "BIGINT", "Jobs that state anything of that type, whatever the strength."),
    ("required", "BIGINT", "Jobs that require it.", MACHINE_EXTRACTED),
    ("required_alone", "BIGINT", "Of `required`: jobs where nothing else will do.", MACHINE_EXTRACTED),
    ("required_any_of", "BIGINT", "Of `required`: jobs where it is one of several alternatives.", MACHINE_EXTRACTED),
    ("required_after_hire", "BIGINT", "Of `required`: jobs that let it be obtained after hire.", MACHINE_EXTRACTED),
    ("required_or_experience", "BIGINT", "Of `required`: jobs where experience may replace it.", MACHINE_EXTRACTED),
    ("preferred", "BIGINT", "Jobs that prefer it and do not require it.", MACHINE_EXTRACTED),
    ("mentioned", "BIGINT", "Jobs that name it and ask nothing.", MACHINE_EXTRACTED),
    ("not_required", "BIGINT", "Jobs that say it is not needed.", MACHINE_EXTRACTED),
    ("not_stated", "BIGINT", "Jobs that are silent about it. Silence is not a waiver."),
    (
        "share",
        "DOUBLE",
        "Jobs that ask for it (required or preferred; a skill: also mentioned) of all jobs, 0 to 1.",
        MACHINE_EXTRACTED,
    ),
    (
        "share_corrected",
        "DOUBLE",
        (
            "An indication of the share without errors of reading, by Rogan and Gladen (1978): (share + specificity - "
            "1) / (sensitivity + specificity - 1), cut off at 0 and 1, with reader_quality of the reader_version that "
            "read the postings. NULL when sensitivity + specificity <= 1, for a term not measured itself, "
            "for skills, and for levels of education, which are labelled by what is named and counted by the lowest "
            "that suffices; `any` has one. Limits: measured on few invented postings that were chosen for their "
            "traps; the errors of real postings differ, and the smaller the share, the more one error weighs. "
            "share_low and share_high are of share, not of this. Show it beside share, never in its place."
        ),
        MACHINE_EXTRACTED,
    ),
    ("required_share", "DOUBLE", "Jobs that require it of all jobs, 0 to 1.", MACHINE_EXTRACTED),
    (
        "preferred_or_mentioned_share",
        "DOUBLE",
        (
            "Jobs that prefer or only name it, of all jobs. With required_share, not_required_share and "
            "not_stated_share it makes 1."
        ),
        MACHINE_EXTRACTED,
    ),
    ("not_required_share", "DOUBLE", "Jobs that say it is not needed, of all jobs.", MACHINE_EXTRACTED),
    ("not_stated_share", "DOUBLE", "Jobs that are silent about it, of all jobs. Silence is not a waiver."),
    ("share_of_stating", "DOUBLE", "Jobs that ask for it of those stating anything of that type.", MACHINE_EXTRACTED),
    (
        "share_low",
        "DOUBLE",
        (
            "Lower end of the 95 % interval of share: Wilson on effective_n. NULL with one employer: its spread is "
            "unknown. It covers the choice of employers, not errors of reading."
        ),
    ),
    ("share_high", "DOUBLE", "Upper end of the 95 % interval of share, as share_low."),
    (
        "employers",
        "BIGINT",
        "Employers behind the jobs; a posting without an employer's name counts as an employer of its own.",
    ),
    (
        "effective_n",
        "DOUBLE",
        (
            "Independent jobs that would say as much: jobs divided by the design effect of the employers, reduced "
            "further when few employers weigh most; the number of employers when share is 0 or 1."
        ),
    ),
    (
        "employer_weighted_share",
        "DOUBLE",
        "Mean over employers of their own share, so that each employer weighs the same.",
    ),
    ("share_without_one_low", "DOUBLE", "The lowest that share becomes when one employer is left out."),
    ("share_without_one_high", "DOUBLE", "The highest that share becomes when one employer is left out."),
    (
        "is_suppressed",
        "BOOLEAN",
        "True below 10 jobs or 3 employers: too few to quote a share; the counts are there to be added up.",
    ),
    ("employer_training_jobs", "BIGINT", "Jobs in which the employer offers to train.", MACHINE_EXTRACTED),
    ("group_value", "VARCHAR", "Value of the grouping."),
    # Claims
    ("claim_id", "VARCHAR", "The claim, unique within its occupation."),
    ("source", "VARCHAR", "What the statement is from, in general words."),
    ("statement", "VARCHAR", "The statement, in our words."),
    ("supported_when", "VARCHAR", "What would show it; the threshold was chosen before any figure was seen."),
    ("at_least", "DOUBLE", "The share of jobs, 0 to 1, from which on it holds; NULL when there is none."),
    ("at_most", "DOUBLE", "The share of jobs, 0 to 1, up to which it holds; NULL when there is none."),
    ("among", "VARCHAR", "What jobs the share is of; NULL for all of the occupation."),
    ("verdict", "VARCHAR", "supported, contradicted or undecided."),
    ("because", "VARCHAR", "How the interval lies to the threshold."),
    ("true_jobs", "BIGINT", "Jobs of which it is true.", MACHINE_EXTRACTED),
    ("detail", "VARCHAR", "More figures, in a sentence."),
    ("caveat", "VARCHAR", "What the figure does not say."),
)

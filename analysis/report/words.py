"""Figures as people say them: never a share without its interval, never a share of too few jobs."""

from collections.abc import Sequence
from typing import Any

from analysis.claims import CONTRADICTED, SUPPORTED, UNDECIDED, credential_of
from analysis.report.facts import Facts, Row


def percent(share: float | None) -> str:
    """0.423 as `42 %`, small ones with a decimal; a dash when unknown."""
    if share is None:
        return "–"
    value = 100 * share
    return f"{value:.1f} %" if 0 < value < 1.95 else f"{value:.0f} %"


def figure(row: Row) -> str:
    """`42 % (31–54)`, `none (below 12 %)`, `too few to say`."""
    if row["is_suppressed"]:
        return "too few to say"
    if row["share"] == 0 and row["share_high"] is not None:
        return f"none (below {percent(row['share_high'])})"
    if row["share_low"] is None:
        return percent(row["share"])
    return f"{percent(row['share'])} ({_bare(row['share_low'])}–{_bare(row['share_high'])})"


def claim_figure(row: Row) -> str:
    """The figure of a claim, as `figure` writes it, with what it is of."""
    jobs = f"{row['jobs']:,} {row['among']}," if row["among"] else count(row["jobs"], "job")
    whole = f"of {jobs} of {count(row['employers'], 'employer')}"
    return f"{figure(row | {'is_suppressed': False}) if row['jobs'] else 'nothing'} {whole}"


def counts(row: Row) -> str:
    """`4 require it (1 as one of several that will do), 1 prefers it`; a skill is named, not graded."""
    parts = [
        f"{row[name]:,} {verb}{'s' if row[name] == 1 else ''} it{rest}"
        for name, verb, rest in (
            ("required", "require", ""),
            ("preferred", "prefer", ""),
            ("mentioned", "name", ""),
            ("not_required", "say", " is not needed"),
        )
        if row[name]
    ]
    ways = [
        f"{row[name]:,} {words}"
        for name, words in (
            ("required_any_of", "as one of several that will do"),
            ("required_or_experience", "unless experience replaces it"),
        )
        if row[name]
    ]
    if ways:
        parts[0] += f" ({', '.join(ways)})"
    return ", ".join(parts) or "nobody asks for it"


def silent(row: Row) -> str:
    """How many jobs say nothing, where `counts` ends."""
    if not row["not_stated"]:
        return "every job says something of it"
    return f"{count(row['not_stated'], 'job')} {'says' if row['not_stated'] == 1 else 'say'} nothing of it"


def claims_in_short(rows: Sequence[Row]) -> str:
    """`Of 19 statements, 5 are supported, 1 is contradicted, and 13 are undecided.`"""
    numbers = {name: sum(row["verdict"] == name for row in rows) for name in (SUPPORTED, CONTRADICTED, UNDECIDED)}
    parts = [f"{number} {'is' if number == 1 else 'are'} {name}" for name, number in numbers.items() if number]
    return f"Of {count(len(rows), 'statement')}, {listed(parts)}."


# What a mention says that asks nothing of the applicant, by excluded_because.
EXCLUSIONS = {
    "clash": "the word means something else here",
    "employer": "it says what the employer is or does",
    "benefit": "the employer offers it",
    "form": "it stands in a form",
    "colleague": "others have it",
    "equal_opportunity": "it stands in the words on equal opportunity",
    "accreditation": "a body's name, as the one that accredits",
    "duty": "it is what the work deals with",
    "boilerplate": "it stands in words of every advert",
}


def count(number: int, noun: str) -> str:
    """`1 job`, `1,234 jobs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def answer(facts: Facts) -> list[str]:
    """The answer in a sentence or two, each figure with its interval."""
    summary = facts.summary
    whole = f"{count(summary['jobs'], 'job')} of {count(summary['employers'], 'employer')}"
    certification, education = facts.any_of("certification"), facts.any_of("degree")
    if certification is None or certification["is_suppressed"]:
        return [f"There are only {whole} here: too few to say how often anything is asked for."]
    sentences = [_asked(certification, f"Of {whole}, ", "require or prefer a certification")]
    if headline := _headline(facts):
        sentences.append(_asked(headline, "", f"ask for {_named(headline)}"))
    if education is not None:
        sentences.append(_asked(education, "", "ask for schooling of any level"))
    return sentences


def _headline(facts: Facts) -> Row | None:
    """The credential that the claims are about, even when nobody asks for it; else the one asked for most."""
    wanted = credential_of(facts.scope.occupation_id)
    rows = facts.each_of("certification")
    if wanted:
        nobody = facts.any_of("certification")
        found = next((row for row in rows if row["term_id"] == wanted), None)
        if found or nobody is None:
            return found
        few = min(3 / nobody["employers"], 1.0)
        return nobody | {"name": wanted.upper(), "label": None, "share": 0.0, "share_low": 0.0, "share_high": few}
    return next((row for row in rows if row["name"] != row["label"]), None)  # the others name no certain one


def _named(row: Row) -> str:
    """`the BLS (Basic Life Support)`, or the name alone where there is no shorter one."""
    if row["label"] == row["name"]:
        return str(row["name"])
    return f"the {row['name']} ({row['label']})" if row["label"] else f"the {row['name']}"


def _asked(row: Row, opening: str, words: str) -> str:
    if row["share"] == 0 and row["share_high"] is not None:
        return f"{opening}{'N' if not opening else 'n'}one {words} (95 % interval: below {percent(row['share_high'])})."
    interval = (
        f" (95 % interval {_bare(row['share_low'])} to {percent(row['share_high'])})"
        if row["share_low"] is not None
        else ""
    )
    return f"{opening}{percent(row['share'])} {words}{interval}."


def listed(words: Sequence[Any]) -> str:
    """`a, b and c`."""
    texts = [str(word) for word in words]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}" if texts else ""


def _bare(share: float) -> str:
    return percent(share).removesuffix(" %")

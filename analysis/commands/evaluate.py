"""`jobreq evaluate`: the reader's labels beside people's, the floors that they must keep, and where they differ."""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.commands import UsageError
from analysis.evaluate import TERMS, VALUES, VERDICTS, Comparison, Measure
from analysis.labelled import LabelledSet, check_floors, load_floors, load_set, own_set, update
from analysis.present import write_table
from analysis.reader.markup import render
from analysis.reading import READER_VERSION
from analysis.vocabulary import DATA, load_vocabulary

Floors = Mapping[str, Mapping[str, float]]

# Whose errors are told, the gravest first; those of certifications, licences and verdicts would repeat them.
_TOLD = ("credentials", "degrees", "training", *VALUES, "other_credentials", "skills")
_YEARS = re.compile(r"\b(?:years?|yrs?|months?)\b", re.IGNORECASE)
_KINDS = {  # the mentions that decide a value
    "education_required": "degree",
    "education_preferred": "degree",
    "education_substitutable": "degree",
    "employer_training": "training",
    "training": "training",
}


def evaluate(
    files: Sequence[Path], form: str, errors: int, *, is_update: bool = False, may_lower: bool = False
) -> None:
    """Print the figures of the files, else of the project's own set and of others beside the checkout.

    LabelledError, after the figures are printed, when one of the project's own lies below its floor.
    """
    if files and is_update:
        raise UsageError("floors belong to the project's own labelled postings; leave out --update, or the files")
    if files:
        own, sets = None, [load_set(", ".join(path.name for path in files), files)]
    else:
        own = own_set()
        if is_update:
            update(own, may_lower=may_lower)
        sets = [own, *other_sets()]
    floors = load_floors()["floors"]
    reports = [_report(one, floors if one is own else {}, errors) for one in sets]
    if form == "json":
        versions = {"reader_version": READER_VERSION, "vocabulary_hash": load_vocabulary().content_hash}
        sys.stdout.write(json.dumps(versions | {"sets": reports}, ensure_ascii=False, indent=1) + "\n")
    else:
        for one, report in zip(sets, reports, strict=True):
            _print(one, report, floors if one is own else {})
    if own:
        check_floors(own)


def other_sets() -> Iterator[LabelledSet]:
    """Labelled postings of others, where they lie beside the checkout; no floor depends on them."""
    folder = Path(os.environ.get("JOBREQ_SHARED") or DATA.parent.parent / "shared") / "gold"
    for name, files in (("gold postings", ("dev.jsonl", "dev_postings.jsonl")), ("gold cases", ("cases.jsonl",))):
        paths = [folder / file for file in files]
        if all(path.is_file() for path in paths):
            yield load_set(name, paths)


def _report(labelled: LabelledSet, floors: Floors, errors: int) -> dict[str, Any]:
    """The figures of one set and its first disagreements, in the form of --format json."""
    figures = []
    for (aspect, name), measure in labelled.measures.items():
        low, high = measure.interval
        figure = {"aspect": aspect, "measure": name, "share": measure.share, "low": low, "high": high}
        figures.append(figure | {"cases": measure.cases, "floor": floors.get(aspect, {}).get(name)})
    differing = [one for aspect in _TOLD for one in labelled.comparisons if one.is_error and one.aspect == aspect]
    return {
        "name": labelled.name,
        "postings": len(labelled.labels),
        "figures": figures,
        "errors": [
            {"posting_id": one.posting_id, "aspect": one.aspect, "term_id": one.term_id}
            | {"labelled": one.labelled, "read": one.read, "sentence": _sentence(labelled, one)}
            for one in differing[:errors]
        ],
    }


def _print(labelled: LabelledSet, report: dict[str, Any], floors: Floors) -> None:
    sys.stdout.write(f"{labelled.name}: {report['postings']} labelled postings\n")
    sys.stdout.write("percent: P precision, R recall; F1 and same strength or value: 95 % interval, ≥ floor\n\n")
    rows = []
    for aspect in (*TERMS, *VALUES, *VERDICTS):
        same = "strength" if aspect in TERMS else "accuracy"
        found = [labelled.measures.get((aspect, name)) for name in ("precision", "recall", "f1", same)]
        asked = found[1] or found[3]
        if asked:
            precision, recall, f1, equal = found
            floor = floors.get(aspect, {})
            cells = (_with_interval(f1, floor.get("f1")), _with_interval(equal, floor.get(same)))
            rows.append((_short(aspect), asked.cases, _percent(precision), _percent(recall), *cells))
    write_table(("", "n", "P", "R", "F1", "same"), rows, sys.stdout)
    sys.stdout.write("\n")
    for error in report["errors"]:
        found_as = f"labelled {error['labelled']}, read {error['read']}"
        sys.stdout.write(f"{error['posting_id']} {error['aspect']} {error['term_id']}: {found_as}\n")
        sys.stdout.write(f"    {error['sentence']}\n")


def _short(aspect: str) -> str:
    """`experience_years_required` as `years required`: the table fits a terminal of 80 columns."""
    short = aspect.replace("experience_", "").replace("_expectation", "_verdict").replace("education_subst", "subst")
    return short.replace("_", " ")


def _percent(measure: Measure | None) -> str:
    return f"{100 * measure.share:.0f}" if measure else ""


def _with_interval(measure: Measure | None, floor: float | None) -> str:
    """`96.7 94-98 ≥96.5`: the share, its interval, and its floor where it has one."""
    if measure is None:
        return ""
    low, high = measure.interval
    return f"{100 * measure.share:.1f} {100 * low:.0f}-{100 * high:.0f}" + (
        "" if floor is None else f" ≥{100 * floor:.1f}"
    )


def _sentence(labelled: LabelledSet, error: Comparison) -> str:
    """The words that a disagreement is about: the labeller's quotes, what the reader saw, or the lines with years."""
    label = labelled.labels[error.posting_id]
    if error.aspect.startswith("experience_years"):
        posting = labelled.postings[error.posting_id]
        text = render(posting["description"], posting["format"]).text
        return " | ".join(line.strip() for line in text.splitlines() if _YEARS.search(line))
    entries = [*(label.get("credentials") or ()), *(label.get("degrees") or ())]
    quotes = [entry.get("quote") for entry in entries if error.term_id in (entry.get("id"), entry.get("level"))]
    if error.aspect == "training":
        quotes = [entry.get("quote") for entry in label["training"]]
    mentions = labelled.readings[error.posting_id]["mentions"]
    kind = _KINDS.get(error.aspect)
    quotes += [one["sentence"] for one in mentions if error.term_id == one["term_id"] or kind == one["kind"]]
    return " | ".join(dict.fromkeys(quote for quote in quotes if quote))

"""The facts as one page for people, as Markdown for a mail, as JSON for a machine."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup, escape

from analysis.reader.clues import lower
from analysis.reader.cues import find_cues
from analysis.report import charts, words
from analysis.report.facts import Facts, Row
from analysis.vocabulary import load_vocabulary

TEMPLATES = Path(__file__).parent / "templates"

# In the order of the page: type, heading, what one of them is called.
SECTIONS = (
    ("certification", "Certifications", "certification"),
    ("degree", "Schooling", "level of schooling"),
    ("training", "Training", "training"),
    ("licence", "Licences", "licence"),
    ("skill", "Skills", "skill"),
)
_MOST_BARS = 12


def html(facts: Facts) -> str:
    """One self-contained page: no script, nothing from elsewhere; whatever stands in a posting stays text."""
    environment = _environment(autoescape=True)
    environment.filters |= {"quote": _marked, "link": _safe_link}
    for name in ("percent", "figure", "claim_figure"):
        environment.filters[name] = partial(_tied, environment.filters[name])
    environment.globals["answer"] = lambda facts: [_tied(str, sentence) for sentence in words.answer(facts)]
    return environment.get_template("report.html.j2").render(
        facts=facts,
        pictures=dict(_pictures(facts)),
        style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
    )


def markdown(facts: Facts) -> str:
    """The figures without pictures, for a mail."""
    environment = _environment(autoescape=False)
    environment.filters["plain"] = _plain
    return environment.get_template("report.md.j2").render(facts=facts)


def as_json(facts: Facts) -> str:
    """Every figure under the name of its column."""
    content = {
        "occupation": {"occupation_id": facts.scope.occupation_id, "label": facts.label},
        "since": facts.scope.since,
        "state": facts.scope.state,
        "answer": words.answer(facts),
        "summary": facts.summary,
        "claims": facts.claims,
        "claim_evidence": facts.claim_quotes,
        "terms": facts.terms,
        "evidence": facts.quotes,
        "months": facts.months,
        "states": facts.states,
        "employers": facts.employers,
        "asked_together": facts.together,
        "method": {
            name: getattr(facts, name)
            for name in ("sources", "duplicates", "excluded", "left_out", "quality", "versions")
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=_json_value) + "\n"


def _environment(*, autoescape: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=autoescape,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    environment.globals |= {
        "sections": SECTIONS,
        "answer": words.answer,
        "listed": words.listed,
        "count": words.count,
        "silent": words.silent,
        "claims_in_short": words.claims_in_short,
        "exclusions": words.EXCLUSIONS,
    }
    environment.filters |= {
        "percent": words.percent,
        "figure": words.figure,
        "counts": words.counts,
        "claim_figure": words.claim_figure,
        "number": lambda value: f"{value:,}",
    }
    return environment


def _pictures(facts: Facts) -> Iterator[tuple[str, dict[str, Markup]]]:
    """Name -> width -> SVG; a picture that would show nothing is left out."""
    for type, heading, _ in SECTIONS:
        rows = [row for row in facts.each_of(type) if row["share"] > 0][:_MOST_BARS]
        if rows and not rows[0]["is_suppressed"]:
            title = f"{heading}: share of jobs that require or prefer each, with 95 % intervals; figures below"
            yield type, {name: Markup(charts.shares(rows, title, width=width)) for name, width in charts.WIDTHS.items()}
    for type, heading, _ in SECTIONS:
        rows = [row for row in facts.months if row["type"] == type and not row["is_suppressed"]]
        if len(rows) > 1:
            title = f"{heading}: share of jobs that ask for any, by month in which they were open"
            yield (
                f"{type}-months",
                {name: Markup(charts.months(rows, title, width=width)) for name, width in charts.WIDTHS.items()},
            )


def _tied(write: Callable[[Any], str], value: Any) -> str:
    """What a filter writes, with no line's end between a number and its per cent sign."""
    return write(value).replace(" %", "\u00a0%")


def _marked(row: Row) -> Markup:
    """The sentence with what was found marked, and the words that say how firmly it is asked for."""
    sentence: str = row["sentence"]
    found = sentence.find(row["surface"]) if row["surface"] else -1
    cues = find_cues(sentence, lower(sentence), 0, len(sentence), load_vocabulary())
    spans = [(cue.start, cue.end, "strong") for cue in cues]
    if found >= 0:
        end = found + len(row["surface"])
        spans = [span for span in spans if span[1] <= found or span[0] >= end] + [(found, end, "mark")]
    pieces: list[Markup] = []
    at = 0
    for start, end, tag in sorted(spans):
        if start < at:
            continue
        pieces += [escape(sentence[at:start]), Markup("<{0}>{1}</{0}>").format(Markup(tag), sentence[start:end])]
        at = end
    return Markup("").join([*pieces, escape(sentence[at:])])


def _safe_link(url: str | None) -> str:
    """The address when a browser may follow it; else nothing."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def _plain(text: str | None) -> str:
    """Text of a posting on one line, with what Markdown would take for its own made harmless."""
    line = " ".join((text or "").split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in line)


def _json_value(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")

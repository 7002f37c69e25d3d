"""Fields of a form that are filled with nothing: "Required licences: NA"."""

import re

from analysis.reader.mention import Mention
from analysis.reader.sections import Statement

_NOTHING = re.compile(r"\W*(?:n/?a|none|not applicable|nil|no)\b\W*(?:required)?\W*$", re.IGNORECASE)
_FIELD = re.compile(r"certif|licen[sc]|credential|registration", re.IGNORECASE)
_LONGEST = 61  # characters of a label and its colon


def empty_fields(text: str, statements: list[Statement]) -> list[Mention]:
    """A waiver for each field that is filled with nothing: "Required licences: NA"."""
    waivers = []
    is_headed = False
    for number, statement in enumerate(statements):
        was_headed, is_headed = is_headed, statement.is_heading
        if not was_headed and text.find(":", statement.start, min(statement.end, statement.start + _LONGEST)) < 0:
            continue  # nine of ten statements: no field
        body = text[statement.start : statement.end]
        label, colon, content = body.partition(":")
        is_below = was_headed and bool(_NOTHING.match(body))
        if is_below:
            label, colon, content = text[statements[number - 1].start : statements[number - 1].end], ":", body
        if not colon or len(label) >= _LONGEST or not _FIELD.search(label) or not _NOTHING.match(content):
            continue
        if re.search(r"prefer|desir", label, re.IGNORECASE):
            continue
        is_licence = bool(re.search("licen[sc]", label, re.IGNORECASE)) and not re.search(
            "certif", label, re.IGNORECASE
        )
        term_id, kind = ("unnamed_licence", "licence") if is_licence else ("unnamed", "certification")
        if is_below:
            statements[number - 1].default = "not_required"  # "Driving licence" above "No"
        waivers.append(
            Mention(
                term_id,
                "credential",
                statement.start,
                statement.end,
                "field-empty",
                number,
                kind,
                strength="not_required",
            )
        )
    return waivers

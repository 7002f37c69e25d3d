"""What may be obtained after hire, and within how many months: "CMRS within 12 months of hire"."""

import re

from analysis.reader.beginnings import search_of
from analysis.reader.mention import Mention
from analysis.reader.sections import Statement

_DEADLINE = re.compile(
    r"\b(?:with)?in (?:the )?(?:your )?(?:first )?(?:(?P<number>\d{1,3}|an?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|twelve|eighteen|twenty-four|thirty|sixty|ninety)"
    r"(?:\s*\(\d+\))?(?:[\s-]*(?:calendar|business|working))?[\s-]*)?(?P<unit>day|week|month|year|probation\w*"
    r"|orientation)s?\b(?P<tail>[^.;]{0,40})"
    r"|\b(?:prior to|before|by|during|at) (?:the )?(?:end|completion|conclusion) of (?:the |your "
    r"|their )?(?:probation\w*|orientation|training|introductory|onboarding|first year)\b"
    r"|\bafter (?:hire|hiring|employment begins|starting|your start)\b|\bpost[- ]hire\b"
    r"|\bduring (?:the )?(?:probation\w*|orientation|onboarding)\b|\bonce hired\b|\bwithin (?:the )?probation\w*"
    r"|\bupon completion of (?:orientation|training)\b"
    r"|\bno later than [^.;]{0,50}?\b(?:hire|start|employment|first (?:day|shift)|joining)\b|\bby (?:day \d+"
    r"|the end of (?:your|the) first|your first anniversary)\b"
    r"|\bemployer[- ]provided certification\b",
    re.IGNORECASE,
)
_FIND_DEADLINES = search_of(_DEADLINE)
_HIRE = re.compile(
    r"\b(?:hire|hiring|employment|start|starting|joining|position|date|graduation|onboard\w*|appointment|transfer"
    r"|placement|orientation|being|role|assignment|job|promotion|employed)\b",
    re.IGNORECASE,
)
_OBTAIN = re.compile(
    r"\b(?:obtain\w*|earn\w*|acquir\w+|complet\w+|achiev\w+|pass\w*|becom\w+|get\w*|attain\w*|certified|required"
    r"|must|receiv\w+|licensed|sit\b)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\bwithin (?:the )?(?:last|past|previous|\d+ miles)\b|\bin (?:the )?(?:last|past|an?\b)|\bin \d|\bin (?:one"
    r"|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_DAYS = {"day": 1 / 30, "week": 7 / 30, "month": 1.0, "year": 12.0}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "eighteen": 18, "twenty-four": 24, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip


def mark_deadlines(text: str, statement: Statement, items: list[Mention]) -> None:
    """Sets `after_hire` and `months_to_obtain` of what may be obtained after hire."""
    for match in _FIND_DEADLINES(text, statement.start, statement.end):
        if _LAST.match(match.group()):
            continue
        sentence = text[statement.start : statement.end]
        if match["unit"] and not (
            _HIRE.search(match["tail"] or "")
            or (_OBTAIN.search(sentence) and match.group().lower().startswith("within"))
        ):
            continue
        targets = [
            item
            for item in items
            if item.kind in ("credential", "degree", "training") and item.strength not in ("not_required", "mentioned")
        ]
        earlier = [item for item in targets if item.end <= match.start()]
        reached = _chunk(text, earlier) if earlier else [item for item in targets if item.start >= match.end()]
        months = _months(match.group())
        for item in reached:
            item.after_hire, item.months_to_obtain = True, months


_TIME = re.compile(
    r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four|thirty|sixty|ninety)"
    r"(?:\s*\(\d+\))?[\s-]*(?:calendar |business |working )?(day|week|month|year)",
    re.IGNORECASE,
)


def _months(deadline: str) -> int | None:
    """The months of a deadline, at least 1; None when it names no time."""
    match = _TIME.search(deadline)
    if not match:
        return None
    count = float(_NUMBERS.get(match.group(1).lower(), 0) or match.group(1))
    return max(1, round(count * _DAYS[match.group(2).lower()]))


def _chunk(text: str, earlier: list[Mention]) -> list[Mention]:
    chunk: list[Mention] = []
    following: Mention | None = None
    for item in reversed(earlier):
        if following is not None:
            between = text[item.end : following.start]
            if re.search(r"[;.]\s|\brequired\b|\bpreferred\b|\bmust\b", between) or (
                item.kind != following.kind and "," in between
            ):
                break
        chunk.append(item)
        following = item
    return chunk

"""Years of experience as mentions, so that cues and headings speak for them as for any other term."""

import re
from collections.abc import Iterator

from analysis.mentions import Mention
from analysis.sections import Statement

_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}
_NUMBER = r"(?:\d{1,2}(?:\.\d)?|" + "|".join(_WORDS) + r"|an?(?= (?:year|minimum year)))"
_YEARS = re.compile(
    rf"(?<![\w$.,/])(?P<low>{_NUMBER})\s*(?:\(\s*(?P<digits>\d{{1,2}})\s*\+?\s*\))?\s*(?P<plus>\+|plus|or more|or greater)?\s*"
    rf"(?:(?:-|–|—|to|or)\s*(?P<high>{_NUMBER})\s*(?:\(\s*\d{{1,2}}\s*\))?\s*(?:\+|plus)?)?[\s-]*(?:full |consecutive |solid |recent |complete )?"
    r"(?P<unit>years?|yrs?\.?|months?|mos?\.)(?!\w)(?P<possessive>['’]s?)?",
    re.IGNORECASE,
)
_NOT_EXPERIENCE_AFTER = re.compile(
    r"^\W*(?:of age|old|ago|or older|contract|warranty|term\b|period|in (?:business|a row|prison)|anniversary|deal|plan\b|commitment|history of|strong\b|lease|program\b|"
    r"degree|college|of (?:college|service to|growth|innovation|history|business|operation|tradition|excellence|employment|hire|continuous)|after hire|from (?:the )?date|by\b|later|each|per\b)",
    re.IGNORECASE,
)
_NOT_EXPERIENCE_BEFORE = re.compile(
    r"(?:over the (?:past|last)|in the (?:past|last|next)|within(?: the)?(?: first| last| past)?|for (?:over|more than|nearly|almost)|every|last|past|next|previous|first|"
    r"after|(?:company|firm|practice|clinic|hospital|families|patients|communit\w+|we have|has) .{0,40}for|age|aged|up to|less than|under|\bin|celebrat\w+|nearly|almost|combined|team.{0,20}with|only|maximum)\s*$",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(
    r"experien|background|track record|working|practice\b|work history|tenure|in (?:a|an|the)\b|coding|billing|history|of (?:\w+[\s,/&-]+){0,6}\w+|\w+ing\b|with\b|years?\W*$|preferred|required|minimum|as an? ",
    re.IGNORECASE,
)
_EMPLOYER = re.compile(
    r"\b(?:our (?:company|firm|team|clinic|practice|founders?|client)|we(?:['’]ve| have| are)|founded|established|serving|has (?:been|served|provided))\b",
    re.IGNORECASE,
)


def years_in(text: str, statements: list[Statement]) -> Iterator[Mention]:
    """A mention of kind 'experience' for each number of years or months of experience in the text."""
    for match in _YEARS.finditer(text):
        number = _statement_at(statements, match.start())
        if number is None:
            continue
        statement = statements[number]
        before = text[max(statement.start, match.start() - 60) : match.start()]
        after = text[match.end() : min(statement.end, match.end() + 90)]
        if _NOT_EXPERIENCE_AFTER.match(after) or _NOT_EXPERIENCE_BEFORE.search(before):
            continue
        if statement.section in ("benefits", "about", "equal_opportunity", "application", "physical"):
            continue
        if "experien" not in text[statement.start : statement.end].lower():
            if statement.default is None and not re.search(
                r"required|preferred|minimum|must|at least", text[statement.start : statement.end], re.IGNORECASE
            ):
                continue
            if not (_EXPERIENCE.match(after.lstrip(" ,)'’")) or not after.strip(" .;,)")):
                continue
        elif statement.default is None and _EMPLOYER.search(text[statement.start : match.start()]):
            continue
        value = _value(match["digits"] or match["low"])
        if match["unit"].lower().startswith("mo"):
            value = value / 12
        if value > 30:
            continue
        yield Mention(
            "experience", "experience", match.start(), match.end(), "experience-years", number, years=round(value, 2)
        )


def _value(written: str) -> float:
    lowered = written.lower()
    return float(_WORDS.get(lowered, 1) if not lowered[0].isdigit() else lowered)


def _statement_at(statements: list[Statement], position: int) -> int | None:
    low, high = 0, len(statements)
    while low < high:
        middle = (low + high) // 2
        if statements[middle].start <= position:
            low = middle + 1
        else:
            high = middle
    return low - 1 if low and position < statements[low - 1].end else None

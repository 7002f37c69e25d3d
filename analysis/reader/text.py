"""A description as the lines a person sees: bullets, wrapped lines and lost line breaks put right.

Nothing is changed or moved: a line is a span of the decoded text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.reader.markup import Block, Rendered
from analysis.reader.sieve import needed, worth

_SIGNS = "•▪●◦‣∙○■□▫►➢➤✓✔✅❖⁃\uf0b7\uf0a7"
_BULLET = re.compile(
    rf"\s*(?:[{_SIGNS}·]+\s*|(?:[-–—*+]+|o)(?=\s)\s*|[-–*](?=[A-Z0-9])|\(?(?:\d{{1,2}}|[a-zA-Z])[.)](?=\s)\s*)"
)
# "CPR (of any giver) - Preferred" ends with its own cue and begins no item
_NO_CUE = r"(?!(?:Preferred|Required|Desired|Optional)(?:$|[\s,;.(]*(?:$|\n|within\b|upon\b|at\b|by\b)))"
_INLINE_BULLET = re.compile(
    rf"\s*[{_SIGNS}]\s*|(?<=[.;:,)])\s*·\s*|\s+·\s+|\s{{2,}}[-–*]\s+|(?<=[.;:)])\s+[-–*]\s+(?=[A-Z]){_NO_CUE}"
    rf"|(?<=[.;:])\s+(?=\(?\d{{1,2}}[.)]\s+[A-Z])"
)
# Words that open a new point of a list; where one follows a lower-case word without a break, the break was lost.
_OPENERS = (
    "Ability|Able|Strong|Excellent|Experience[d]?|Significant|Proven|Knowledge|Minimum|Must|Bachelor|Master|Associate|"
    "High School|Preferred|Required|Proficien(?:t|cy)|Current|Valid|Relevant|Graduate|Certifi|Licens|Education|"
    "Previous|Prior|Demonstrated|Familiar|Understanding|Working|Basic|Advanced|Responsib|Perform|Ensure|Provide|Maintain|Assist|"
    "Skills|Physical|Prefer|Participat|Develop|Manage|Support|Competitive|Benefits|Equal|Willing|Good|Solid|Effective|Highly|"
    "Self|Other|Additional|Successful|Completion|Two|Three|Five|The|You|We|This|Our|Position|Job|Salary|Pay"
)
# "a plus.Strong", "(Preferred)Physics", "TaxationStrong"
_LOST_BREAK = re.compile(
    r"[A-Z*\d](?<=(?="  # the sign behind the break is looked for first, the reason second: a quarter of the time
    r"(?<=[a-z)][.;:!?)])(?=[A-Z][a-z])|(?<=[a-z][.;:!?]\))(?=[A-Z][a-z])|(?<=[a-z])(?=\*[A-Z][a-z])|(?<=[A-Za-z0-9.]\))(?=[A-Z][a-z]{2})|(?<=[a-z]\))(?=[A-Z]{2,5}\b)|(?<=[a-z)][.;])(?=[A-Z]{2,}\b)"
    rf"|(?<=[a-z]{{2}})(?<!Scrum)(?=(?:{_OPENERS}|College|Degree)[a-z]*[\s'’:])"
    r"|(?<=[a-z]{2})(?=(?:MINIMUM|PREFERRED|REQUIRED|DESIRED|QUALIFICATIONS|EDUCATION|EXPERIENCE|RESPONSIBILITIES|BENEFITS)\b)"
    r"|(?<=[a-z]{2})(?=Series \d)|(?<=[a-z]{3})(?=(?:[A-Z]\.){2}|(?:PhD|MBA|BSN|MSN|GED) )|(?<= or)(?=Equivalent)"
    r"|(?:(?<=[a-z]{3})|(?<=[a-z]{3}[.;)]))"
    r"(?=\d{1,2}\s?(?:\+|-|–|to|or more|or)?\s?\d{0,2}[+-]?\s?(?:[Yy]ears|[Yy]ear\b|[Yy]rs))"
    r")[A-Z*\d])"
)
_RUN_ON_LABEL = re.compile(
    r"(?:[Qq]ualification|[Rr]equirement|[Cc]ertification|[Dd]egree|[Ss]kill)s?(?=[A-Z][a-z]{2}|[A-Z]{2}|An? [A-Z])"
    r"|(?:QUALIFICATION|REQUIREMENT|CERTIFICATION|CERTIFICATE|REGISTRATION|LICENSE|SKILL|BENEFIT"
    r"|DEMAND)S?(?=[A-Z][a-z]{2}|[A-Z]{2,}\b|(?:[A-Z]\.){2})"
    r"|(?:RESPONSIBILITIES|DUTIES|SUMMARY|EXPERIENCE|EDUCATION|LICENSURE|ENVIRONMENT)(?=[A-Z][a-z]{2})"
    r"|(?:[Ee]ducation|[Ee]xperience)(?=(?:B\.?[SA]|M\.?[SA]|A\.?[SA]|BSN|MSN|RN|GED|MBA|PhD|JD|LLM|CPA|LPN)\b)"
    r"|(?:[Rr]esponsibilities|[Pp]referred|[Rr]equired|[Ee]ducation|[Ee]xperience|[Bb]enefits|[Dd]uties"
    r"|[Kk]nowledge|[Ss]ummary"
    r"|[Dd]escription|[Ll]icensure)(?=[A-Z][a-z]{2})"
)
_LABELS = frozenset().union(*(max(groups, key=worth) for groups in needed(_RUN_ON_LABEL)))
# "stateBLS", "boardFor": a word that begins small has no capital inside, unless it is a maker's ("macOS", "mongoDB").
_SMALL_JOIN = re.compile(
    r"(?<![\w/.@:#&-])(?!athena)[a-z]{3,}(?=[A-Z][A-Za-z])"
    r"(?!(?:OS|DB|QL|SQL|AI|JS|RTC|CI|HR|IPO|UI|UX|API|ID|Id|IQ|ML|XP|IOPS|Ops|Cy)\b)"
)
# "5 PMForklift certification": in a line that lost other breaks too; alone it may be a name
_ACRONYM_JOIN = re.compile(r"[A-Z](?<=\b[A-Z])[A-Z]{1,4}(?=[A-Z][a-z]{3,}\s)")
# "... law firms and attorneys Experience in transactional law is preferred Significant experience ..."; the capital is
# looked for first, the word before it second: the other way round took three times as long
_OPENER_BEHIND_SMALL = re.compile(rf"[A-Z](?<=[a-z,'’)-]\s[A-Z])(?<=(?=(?:{_OPENERS})[a-z'’]*\s(?:/\s)?[a-z])[A-Z])")
_LAST_WORD = re.compile(
    r"(?<!;)\s(?!(?:and|or|of|in|the|with|for|a|an|to|by|on|at|as|from|is|are|our|your|any|no|etc|e|i|via|per|not)\s)"
    r"[a-z][a-z,'’-]*\)?"
)
_LONG = 220
# One such join may be a brand ("JavaScript"); this many in a line mean that its line breaks were lost.
_JOIN = re.compile(r"(?<=\s)[a-z]{3,}(?=[A-Z][a-z]+[\s,:'’]|[A-Z]{2,}\s)")
_MANY_JOINS = 3
_WORD_BEHIND = 16
_OPEN_END = re.compile(r"[\w,&/(-]$")
_WRAPPED = 45  # a shorter line that is not finished is a label or a list item, not a wrapped sentence


@dataclass(slots=True)
class Line:
    """One line as a person would see it: a span of the decoded text."""

    start: int
    end: int
    is_item: bool = False
    heading_rank: int = 0
    is_bold: bool = False
    bold_end: int = 0


# Cheap looks before the dear patterns: most lines have neither a join nor a bullet inside. A pattern that begins with a
# set of rare characters is searched for several times as fast as the same with the set behind it.
_MAY_JOIN = re.compile(
    r"[A-Z0-9](?<=[a-zA-Z.;:!?)*].)(?:(?<=[a-z)][A-Z])|(?<=[a-z)][.;:!?)*][A-Z])|(?<=[a-z)][.;:!?)][.;:!?)*][A-Z])|(?<=[a-z][.;:!?)]{2}\*[A-Z])"
    r"|(?<=[a-z]{3}\d)|(?<=[a-z]{3}[.;)]\d)|(?<=[A-Z]{4})(?=[a-z])|(?<=[A-Z]{8})(?=\.[A-Z]))"
)
_NEW_LINE = re.compile("\n")
# In one of thirteen texts a bullet stands within a line: two signs of the line stand before it.
_MAY_BULLET = re.compile(
    rf"[{_SIGNS}·\-–*.;:](?<=[^\n][^\n].)(?:(?<=[{_SIGNS}·])|(?<=[\s.;:)]\s[-–*])\s"
    r"|(?<=[.;:])\s+\(?\d{1,2}[.)]\s)"
)


def mend(rendered: Rendered) -> Rendered:
    """The rendered text with a line break put where one was lost inside a word, so that words are whole again."""
    text = rendered.text
    cuts: set[int] = set()
    places = [match.start() for match in _MAY_JOIN.finditer(text)]
    if not places:
        return rendered
    for block in rendered.blocks:
        inside = places[bisect_left(places, block.start) : bisect_left(places, block.end)]
        if not inside:
            continue
        joins = 0
        for start, end in _suspects(text, inside, block.start, block.end):
            cuts.update(match.start() for match in _LOST_BREAK.finditer(text, start, end))
            if any(map(text[start:end].lower().__contains__, _LABELS)):
                cuts.update(match.end() for match in _RUN_ON_LABEL.finditer(text, start, end))
            cuts.update(match.end() for match in _SMALL_JOIN.finditer(text, start, end))
            joins += 1
        if joins > 1:
            cuts.update(match.end() for match in _ACRONYM_JOIN.finditer(text, block.start, block.end))
        if len(inside) >= _MANY_JOINS and block.end - block.start > _LONG:
            found = [match.end() for match in _JOIN.finditer(text, block.start, block.end)]
            if len(found) >= _MANY_JOINS:
                cuts.update(found)
    return rendered.with_breaks(sorted(cuts)) if cuts else rendered


def _suspects(text: str, places: list[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces between white space in which a break may be lost, each with the word behind it."""
    at = start
    for place in places:
        if place < at:
            continue
        first = max(text.rfind(" ", start, place), text.rfind("\n", start, place), start - 1) + 1
        last = _WHITE.search(text, place + 1, end)
        stop = last.start() if last else end
        yield first, min(end, stop + _WORD_BEHIND)
        at = stop


_WHITE = re.compile(r"\s")


def lines_of(rendered: Rendered) -> list[Line]:
    """The lines of a rendered description, in order, none empty."""
    text = rendered.text
    pieces: list[Line] = []
    may_bullet = bool(_MAY_BULLET.search(text))
    for block in rendered.blocks:
        pieces += _split(text, block, may_bullet=may_bullet)
    return list(_headings_apart(text, _unwrap(text, pieces)))


# "... other duties as required. Preferred Experience": the heading of the next list lost its line
_HEADING_BEHIND = re.compile(
    r"(?<=[a-z.;:)!])\s+(?=(?:Preferred|Desired|Required|Minimum|Basic|Additional)"
    r"(?: (?:Job|Education(?:al)?|Technical|Professional|Entrance|Entry))?"
    r" (?:Qualifications?|Experience|Requirements?|Skills|Education):?$|Benefits:$)"
    r"|(?<=[a-z][.!)])\s+(?=(?:Qualification|Requirement)s?:?$)"
)
# "... such families. QUALIFICATIONS: a degree in ...": one that goes on in its line
_CAPITALS = "QUALIFICATION REQUIREMENT EDUCATION EXPERIENCE RESPONSIBILITIES BENEFITS SKILLS DUTIES".split()
_IN_CAPITALS = re.compile(rf"(?<=[a-z][.!)] )(?:[A-Z]{{4,}} )?(?:{'|'.join(_CAPITALS)})S?(?: (?:AND|&|/) [A-Z]+)?:")
_HEADING_ENDS = (
    "Benefits",
    "Qualifications",
    "Qualification",
    "Experience",
    "Requirements",
    "Requirement",
    "Skills",
    "Education",
)
_LEAST_BEFORE, _MOST_HEADING = 25, 60


def _headings_apart(text: str, lines: list[Line]) -> Iterator[Line]:
    """The lines, with a heading that stands at the end of another line as a line of its own."""
    for line in lines:
        end = line.end - (text[line.end - 1] == ":")
        if text.endswith(_HEADING_ENDS, line.start, end) and not line.heading_rank:
            behind = _HEADING_BEHIND.search(text, max(line.start + _LEAST_BEFORE, line.end - _MOST_HEADING), line.end)
            if behind:
                yield replace(line, end=behind.start())
                line = Line(behind.end(), line.end)
        yield line


def _split(text: str, block: Block, *, may_bullet: bool) -> list[Line]:
    """The lines of a block: nearly always one."""
    body = text[block.start : block.end]
    may_bullet = may_bullet and bool(_MAY_BULLET.search(body))
    if not may_bullet and len(body) <= _LONG and "\n" not in body:
        line = _trimmed(text, block.start, block.end, block, is_first=True, is_whole=True)
        return [line] if line else []
    cuts = {block.start}
    if may_bullet:
        cuts.update(block.start + match.start() for match in _INLINE_BULLET.finditer(body))
    if "\n" in body:
        cuts.update(block.start + match.start() for match in _NEW_LINE.finditer(body))
    if len(body) > _LONG:
        cuts.update(block.start + stop for stop in _lost_stops(body))
        if ":" in body and any(map(body.__contains__, _CAPITALS)):
            cuts.update(block.start + match.start() for match in _IN_CAPITALS.finditer(body))
    ordered = [*sorted(cuts), block.end]
    is_whole = len(ordered) == 2
    trimmed = (
        _trimmed(text, start, end, block, is_first=number == 0, is_whole=is_whole)
        for number, (start, end) in enumerate(pairwise(ordered))
    )
    return [line for line in trimmed if line]


def _lost_stops(body: str) -> Iterator[int]:
    """Where a sentence ends without a stop and a word that opens a point follows."""
    for match in _OPENER_BEHIND_SMALL.finditer(body):
        stop = match.start() - 1
        space = body.rfind(" ", 0, stop)
        before = max(space, body.rfind("\n", space + 1, stop))
        word = _LAST_WORD.match(body, before) if before >= 0 else None
        if word and word.end() == stop:
            yield stop


_ANY_LETTER = re.compile(r"[^\W_]")


def _trimmed(text: str, start: int, end: int, block: Block, *, is_first: bool, is_whole: bool) -> Line | None:
    """The line between two positions, without its bullet and white space; None when nothing is left."""
    is_item = block.is_item and is_first
    while end > start and text[end - 1].isspace():
        end -= 1
    if not text[start : start + 2].isalpha():  # two letters are no bullet
        bullet = _BULLET.match(text, start, end)
        if bullet and start < bullet.end() < end:
            start = bullet.end()
            is_item = True
        while start < end and text[start].isspace():
            start += 1
        if end <= start or not _ANY_LETTER.search(text, start, min(end, start + 40)):
            return None
    return Line(
        start,
        end,
        is_item,
        block.heading_rank if is_first else 0,
        block.is_bold and (is_whole or is_first),
        block.bold_end if start < block.bold_end <= end else 0,
    )


# A cue that a line break tore from what it speaks of: "1 year of experience" / "Preferred and"
_LONGEST_CUE = 20
_LEVEL_ENDS = re.compile(r"\b(?:Bachelor|Master|Associate)(?:['’]?s)?$")  # "Bachelor's" / "Degree in nursing preferred"
_DEGREES = ("Degree ", "degree ")
_CUE_LINE = re.compile(r"\(?(?:required|preferred|desired)\)?(?:\s+(?:and|or)|(?<=\)))\W*$", re.IGNORECASE)


def _unwrap(text: str, lines: list[Line]) -> list[Line]:
    """Joins a line to the one before when that was cut in the middle of a sentence."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before and text.startswith(_DEGREES, line.start) and _LEVEL_ENDS.search(text, before.start, before.end):
            before.end = line.end
            continue
        is_short = line.end - line.start <= _LONGEST_CUE
        if (
            is_short
            and before
            and not before.heading_rank
            and not before.is_bold
            and _CUE_LINE.match(text, line.start, line.end)
        ):
            before.end = line.end
            continue
        if (
            before
            and not line.is_item
            and not line.heading_rank
            and not before.heading_rank
            and not before.is_bold
            and not line.is_bold
            and before.end - before.start >= _WRAPPED
            and text[line.start].islower()
            and line.start - before.end <= 3
            and _OPEN_END.search(text[before.end - 1])
        ):
            before.end = line.end
        else:
            joined.append(line)
    return joined


_SENTENCE_END = re.compile(r"[.!?;|](?:(?<=[.!?])([)\"'”’]*)\s+(?=[\"'“(]?[A-Z0-9•])|(?<=;)\s+(?=[A-Z])|(?<=\|)\s)")
# A dot after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "vs pharm approx yr yrs mo mos min max incl dept inc co ph corp ltd llc st dr mr ms mrs no jr sr cert lic reg req"
    " pref hs".split()
)
_ABBREVIATION = re.compile(
    rf"(?:\b(?:e\.g|i\.e|{'|'.join(sorted(_ABBREVIATIONS))}|(?<![-/])[a-z](?:\.[a-z]){{0,4}}))\.$", re.IGNORECASE
)


def _is_abbreviation(head: str) -> bool:
    """Whether what stands between white space and the end of a sentence is no end."""
    word = head[:-1]
    if word.isalpha():  # nine of ten
        return len(word) == 1 or word.lower() in _ABBREVIATIONS
    return bool(_ABBREVIATION.search(head))


_QUESTION_HEAD = re.compile(
    r"(?<=[a-z)\d]) (?=(?:Why|What['’]s) (?:[A-Z]|us\b|you\b|in it\b|join\b|work\b)[^?]{0,50}\?$)"
)
_LONGEST_QUESTION = 80  # "two years on a ward Why Such Hospital?": a heading lost its line
_CUE_ALONE = re.compile(
    r"\W*(?:strongly |highly |not )?(?:required|preferred|desired|mandatory|a plus|pref|req)\W*$", re.IGNORECASE
)
_LONGEST_CUE_ALONE = 40


def sentences_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the sentences between two positions; semicolons before a capital end one too."""
    spans: list[tuple[int, int]] = []
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = max(match.end(1), match.start())
        head = text[max(at, stop - 14, text.rfind(" ", at, stop) + 1) : stop]
        if head.endswith(".") and _is_abbreviation(head):
            continue
        if stop > at:
            spans.append((at, stop))
        at = match.end()
    if at < end:
        spans.append((at, end))
    if text[end - 1] == "?" and end - at > _LONGEST_QUESTION and (lost := _QUESTION_HEAD.search(text, at, end)):
        spans[-1:] = [(at, lost.start()), (lost.end(), end)]
    for number in range(len(spans) - 1, 0, -1):
        # "High school diploma or GED. Required."
        first, last = spans[number]
        if last - first <= _LONGEST_CUE_ALONE and _CUE_ALONE.match(text[first:last]):
            spans[number - 1 : number + 1] = [(spans[number - 1][0], spans[number][1])]
    if end - start > _LONGEST_SENTENCE:
        spans = [piece for span in spans for piece in _chopped(text, *span)]
    return spans


# Beyond this a "sentence" is a text that lost its stops; patterns over it would take quadratic time.
_LONGEST_SENTENCE = 1500


def _chopped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST_SENTENCE:
        space = text.rfind(" ", start + _LONGEST_SENTENCE // 2, start + _LONGEST_SENTENCE)
        stop = space if space > 0 else start + _LONGEST_SENTENCE
        yield start, stop
        start = stop
    yield start, end

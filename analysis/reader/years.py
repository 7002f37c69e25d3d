"""Years that are one way of several to qualify: alternatives, ladders and levels of one advertisement."""

import re
from itertools import pairwise

from analysis.reader.equivalence import FOR_ANY_DEGREE, IN_PLACE_OF, OR_END
from analysis.reader.levels import LEVELS
from analysis.reader.mention import Mention
from analysis.reader.sections import Statement

_ONE_OF_THESE = re.compile(r"\bone of (?:the following|these)\b[^.]{0,40}[:(]", re.IGNORECASE)
# The years of a sentence that opens a second door, or that concern others than the usual applicant.
_OTHER_WAY = re.compile(
    rf"\b(?:{IN_PLACE_OF}|also consider|counts? the same"
    r"|(?:without (?:the |a )?|no |absence of a )degree)\b"
    r"|\bif (?:an? |you (?:have|hold) )?(?:associate|bachelor|master|high school)",
    re.IGNORECASE,
)
# "or an equivalent combination of education and experience (e.g. PhD + 4 years)"
_COMBINED = re.compile(r"\bcombination of [^.;()]{0,60}\((?P<way>e\.g\.[^()]*)", re.IGNORECASE)
_FOR_OTHERS = re.compile(
    r"[^.;]{0,60}\b(?:(?:required|necessary|needed) for (?:new|recent|non-|those|applicants|candidates)"
    r"|for (?:applicants|candidates|those|people|anyone) without|if (?:you have|there is) no|exempt|waived|excused"
    r"|will also be considered\b|(?:is|are|will be) considered an?(?! (?:\w+ )?(?:plus|asset|advantage|bonus)))\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r";\s+or\b", re.IGNORECASE)
_OR_START = re.compile(r"\W*(?:or|option [2-9b-d])\b", re.IGNORECASE)


def mark_alternative_years(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """Sets `is_alternative` of the years that are no requirement of their own."""
    if not any(item.kind == "experience" for items in by_statement.values() for item in items):
        return
    for number in sorted(by_statement):
        statement = statements[number]
        items = [item for item in by_statement[number] if item.excluded_because is None and item.kind != "skill"]
        if any(item.kind == "experience" for item in items):
            before = statements[number - 1] if number else statement
            is_joined = bool(number and OR_END.search(text, before.start, before.end))
            _mark_sentence(text, statement, items, by_statement.get(number - 1, []), is_joined)
            _mark_ways(text, items, by_statement.get(number - 1, []) if is_joined else [])
    _mark_ladders(text, statements, by_statement)
    _mark_levels(text, statements, by_statement)
    _mark_grades(text, statements, by_statement)


def _mark_ways(text: str, items: list[Mention], earlier: list[Mention]) -> None:
    """ "Two years as an operator; or four years in a shop": no number is asked of all, unless both are the same."""
    ways = [item for item in items if item.kind == "experience"]
    before = [item for item in earlier if item.kind == "experience" and item.excluded_because is None]
    is_ladder = all(any(item.kind == "degree" for item in way) for way in (items, earlier))
    if len(before) == 1 and len(ways) == 1 and not is_ladder:
        is_same = before[0].years == ways[0].years
        is_without = any(item.kind == "degree" for item in earlier) and _OTHER_WAY.search(
            text, before[0].end, ways[0].start
        )
        ways[0].is_alternative = not is_same
        before[0].is_alternative = not is_same and not is_without  # "a degree and 2 years, or without a degree 6"
    for first, second in pairwise(ways):
        has_papers = any(item.kind == "degree" and item.end <= first.start for item in items)
        if any(first.end <= item.start < second.start for item in items if item.kind in ("degree", "credential")):
            if not has_papers and first.years != second.years and _OR_PAPERS.match(text, first.end, second.start):
                first.is_alternative = second.is_alternative = True
        elif first.strength == second.strength and _OR_YEARS.fullmatch(_ASIDES.sub("", text[first.end : second.start])):
            degrees = [item for item in items if item.kind == "degree"]
            is_with_degree = any(
                _WITH_DEGREE.fullmatch(text, item.end, first.start)
                or _WITH_HIGHER.fullmatch(text, second.end, item.start)
                for item in degrees
            ) or _FOR_A_LEVEL.match(text, first.end)
            second.is_alternative = first.years != second.years
            first.is_alternative = second.is_alternative and not is_with_degree
    for years in ways:
        if _OR_EDUCATION.match(text, years.end):
            years.is_alternative = True


# "two years as an operator; or an associate's degree and one year"
_OR_PAPERS = re.compile(
    r"[^.]{0,100}\bor (?:an? )?(?:[\w'’]+ ){0,4}(?:degree|certificat|diploma|associate|bachelor)", re.IGNORECASE
)
# "a degree with five years or seven years without": the first combination counts
_WITH_DEGREE = re.compile(r"[^.;,]{0,60}\b(?:with|and|plus) (?:at least |a minimum of )?", re.IGNORECASE)
# "8 years, or 5 with an advanced degree"
_WITH_HIGHER = re.compile(r"[^.;,]{0,40}\b(?:with|and|plus) (?:an? )?$", re.IGNORECASE)
_FOR_A_LEVEL = re.compile(r" \(for [A-Z]")  # "8 years (for Staff) or 10 years (for Senior Staff)"
_OR_EDUCATION = re.compile(
    r"[^.;,]{0,80}\bor (?:specialized|commensurate|higher|formal|further)(?: higher)? education\b", re.IGNORECASE
)
_ASIDES = re.compile(r"\([^()]*\)")
_OR_YEARS = re.compile(r"[^.;]{0,120}\bor (?:at least |a minimum of |minimum (?:of )?|\([a-z0-9]\) )?", re.IGNORECASE)


def _mark_sentence(
    text: str, statement: Statement, items: list[Mention], earlier: list[Mention], is_joined: bool
) -> None:
    """Years that are only one of several ways to qualify are no requirement of their own."""
    others = [item for item in items if item.kind in ("degree", "credential", "training")]
    is_other_way = is_joined or bool(_OR_START.match(text, statement.start, statement.end))
    if is_other_way and any(item.kind != "skill" and item.strength == "required" for item in earlier):
        for item in items:
            is_alone = not any(other.kind in ("degree", "training") for other in others)
            item.is_alternative = item.is_alternative or (item.kind == "experience" and is_alone)
    combined = _COMBINED.search(text, statement.start, statement.end)
    is_one_of = bool(_ONE_OF_THESE.search(text, statement.start, statement.end)) and bool(others)
    for item in (one for one in items if one.kind == "experience"):
        is_example = combined is not None and combined.start("way") <= item.start < combined.end("way")
        item.is_alternative = item.is_alternative or is_one_of or is_example
        if _OTHER_WAY.search(text, statement.start, statement.end) or _FOR_OTHERS.match(text, item.end, statement.end):
            item.is_alternative = True
        behind = [other for other in others if other.start > item.start][:1]
        behind = [other for other in behind if not _is_whose(text, item, other)]
        behind += [other for other in others if other.start > item.start and other.kind == "training"][:1]
        for other in [*(other for other in others if other.start < item.start), *behind]:
            low, high = (other.end, item.start) if other.start < item.start else (item.end, other.start)
            between = _JOINED.sub(", or", text[low:high])
            if re.search(r"[;.]\s", between) or len(between) > 140:
                continue
            if item.strength == "preferred" and (other.kind != "degree" or other.term_id == "some_college"):
                continue
            if (
                other.start < item.start
                and re.search(
                    r"\bor\s+(?:[(+\s]|else |an? |at least |minimum |of |more than |have |possess "
                    r"|\([a-z]\) |equivalent |(?:relevant |related |work )*experience \()*$",
                    between,
                    re.IGNORECASE,
                )
            ) or (
                other.start > item.start
                and re.search(
                    r"\bor\s+(?:[\w/-]+\s+){0,3}(?:an? |the |\([a-z]\) |at least )*(?:completion of )?(?:an? )?$",
                    between,
                    re.IGNORECASE,
                )
                and not {"and", "after"} & set(between.split())
            ):
                item.is_alternative = True
            elif (
                other.start > item.start
                and re.search(r"\bor\b[^,]{0,60}$", between, re.IGNORECASE)
                and other.kind != "degree"
            ):
                item.is_alternative = item.is_alternative or bool(
                    re.search(r"experience[^.;]{0,40}\bor\b", between, re.IGNORECASE)
                )


def _is_whose(text: str, years: Mention, profession: Mention) -> bool:
    """Whether a profession behind years says whose they are: "as an NP or a PA", "ward or RN experience"."""
    return profession.kind == "credential" and bool(
        _AS_ONE.fullmatch(text, years.end, profession.start) or _OWN_EXPERIENCE.match(text, profession.end)
    )


_AS_ONE = re.compile(r"(?:(?!\bor\b)[^.;,]){0,60}\bas (?:an?|the)\b[^.;]*", re.IGNORECASE)
_OWN_EXPERIENCE = re.compile(r" (?:nursing |clinical |work )?experience\b", re.IGNORECASE)


_Rung = tuple[Mention, Mention | None]
_OR_EQUIVALENT = re.compile(
    r"\bor (?:an? |the )?(?:equivalent|comparable)\b[^.;]{0,60}\b(?:experience|years)\b"
    r"|\bor (?:at least |a minimum of )?(?:\d{1,2}|six|seven|eight|nine|ten|twelve)\+? years?\b"
    r"(?:(?!\b(?:with|plus|and|if)\b)[^.;]){0,80}(?=[.;]|\s*$)",
    re.IGNORECASE,
)


def _mark_ladders(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """ "Bachelor's with 1 year, associate's with 3": each rung is an alternative, the lowest suffices.

    Experience stands in for the lowest too where the ladder ends with "or equivalent experience".
    """
    if len({item.term_id for items in by_statement.values() for item in items if item.kind == "degree"}) < 2:
        return
    climbed: set[int] = set()
    for number in sorted(by_statement):
        rungs = [rung for rung in _rungs(number, statements, by_statement) if id(rung[0]) not in climbed]
        if len({degree.term_id for degree, _ in rungs}) < 2 or sum(years is not None for _, years in rungs) < 2:
            continue
        lowest = min(rungs, key=lambda rung: LEVELS.get(rung[0].term_id, 3))
        climbed |= {id(degree) for degree, _ in rungs}
        counted = _counted(rungs, lowest)
        for degree, years in rungs:
            if degree.strength == "required":
                is_open = degree.or_experience and (
                    _OR_EQUIVALENT.search(text, degree.end, statements[number].end)
                    or (number + 1 < len(statements) and FOR_ANY_DEGREE.match(text, statements[number + 1].start))
                )
                degree.or_experience = bool(is_open) or degree.term_id != lowest[0].term_id
            if years is not None and years is not counted:
                years.is_alternative = True
        if counted is not None:
            counted.is_alternative = False


def _counted(rungs: list[_Rung], lowest: _Rung) -> Mention | None:
    """The years that are asked: those of the lowest degree, not the many that make up for having none."""
    if lowest[0].term_id == "high_school" and LEVELS.get(rungs[0][0].term_id, 0) >= LEVELS["bachelor"]:
        return rungs[0][1]
    return lowest[1]


_LEVEL = re.compile(
    r"\W*(?:the )?(?:[\w/&-]+ ){0,4}(?:level|grade|I{1,3}|IV|V|senior|lead|junior|entry|principal|sr\.?|jr\.?"
    r"|intermediate)\b[^.;]{0,40}(?:\brequires?\b|\bmust\b|\bwill (?:have|need)\b|:|\s[-–]\s)",
    re.IGNORECASE,
)


_LEVEL_ALONE = re.compile(
    r"(?:[A-Z][\w/&-]+ ){1,4}(?:I{1,3}|IV|V|[1-5])\W*$"
    r"|(?:Junior|Intermediate|Mid|Senior|Entry|Principal|Staff|Lead)(?:[- ][Ll]evel)?(?: [A-Z]\w+)?\W*$"
)


def _mark_levels(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """Of the years that several levels of one ad ask for, the first level's count."""
    seen = False
    of_later_level = _of_later_level(statements)
    for number in sorted(by_statement):
        years = [item for item in by_statement[number] if item.kind == "experience"]
        if number in of_later_level:
            for item in years:
                item.is_alternative = True
        if years and _LEVEL.match(text, statements[number].start, statements[number].end):
            for item in years:
                item.is_alternative = item.is_alternative or seen
            seen = True


def _mark_grades(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """Where one grade needs "no additional experience" beside its degree, no years of the other grades are asked."""
    of_degrees = [
        number
        for number, items in by_statement.items()
        if any(item.kind == "degree" and item.excluded_because is None for item in items)
    ]
    if any(_NO_MORE.search(text, statements[number].start, statements[number].end) for number in of_degrees):
        for number in of_degrees:
            for item in by_statement[number]:
                item.is_alternative = item.is_alternative or item.kind == "experience"


_NO_MORE = re.compile(r"\bno additional (?:\w+ ){0,3}(?:experience|nursing|practice)\b", re.IGNORECASE)


def _of_later_level(statements: list[Statement]) -> range:
    """The statements under "Coder II" and "Coder III", where "Coder I" is a heading too."""
    levels = [number for number, one in enumerate(statements) if one.is_heading and _LEVEL_ALONE.match(one.label)]
    if len(levels) < 2:
        return range(0)
    last = levels[-1] + 1
    while last < len(statements) and not statements[last].is_heading:
        last += 1
    return range(levels[1] + 1, last)


_YEARS_FIRST = re.compile("(?:ed+)+")  # the initials of the kinds in order


def _rungs(number: int, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> list[_Rung]:
    """(degree, its years) of a sentence, or of consecutive list items under "one of these"."""
    rungs: list[_Rung] = []
    items = sorted(
        (item for item in by_statement.get(number, ()) if item.kind in ("degree", "experience")),
        key=lambda item: item.start,
    )
    is_list = (
        bool(statements[number].is_item) and number > 0 and len([item for item in items if item.kind == "degree"]) == 1
    )
    scope = [items]
    if is_list:
        scope = []
        at = number
        while at < len(statements) and not statements[at].is_heading and by_statement.get(at):
            scope.append(
                sorted(
                    (item for item in by_statement[at] if item.kind in ("degree", "experience")),
                    key=lambda item: item.start,
                )
            )
            at += 1
    for group in scope:
        kinds = [item.kind for item in group]
        if kinds.count("experience") > 1 and _YEARS_FIRST.fullmatch("".join(kind[0] for kind in kinds)):
            # "5 years with a bachelor's, 3 with a master's": the years stand before their degree
            last = None
            for item in group:
                last = item if item.kind == "experience" else last
                if item.kind == "degree":
                    rungs.append((item, last))
            continue
        for position, item in enumerate(group):
            following = group[position + 1] if position + 1 < len(group) else None
            if item.kind != "degree" or (following and following.term_id == item.term_id):
                continue  # "a high school diploma or GED and 4 years": one level, named twice
            earlier = group[position - 1] if position else None
            years = (
                following
                if following and following.kind == "experience"
                else earlier
                if earlier and earlier.kind == "experience"
                else None
            )
            rungs.append((item, years))
    return rungs

"""Experience in place of a degree: "or equivalent experience", "in lieu of", "any combination of".

Equivalence has the scope of a sentence or of neighbouring list items, never of the document: a document-wide
"equivalent combination" was measured to do more harm than good.
"""

import re
from collections.abc import Iterable

from analysis.reader.beginnings import search_of
from analysis.reader.levels import LEVELS
from analysis.reader.mention import Mention
from analysis.reader.sections import LABEL_KINDS, Statement

_NUMBER = r"(?:\+?\d{1,2}\+?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_INSTEAD_OF = r"(?:in lieu of|in place of|instead of)"
IN_PLACE_OF = rf"(?:{_INSTEAD_OF}|substitut\w+ for)"
_ABSENT = r"in (?:the )?absence of (?:an?|such|the) (?:degree|education)\b"
_OR_EXPERIENCE = re.compile(
    r"\b(?:or|and/or)\b(?! (?:more|fewer|less|higher|greater|above|longer|foreign)\b)"
    rf"(?! (?:an? )?(?:related|similar|relevant)(?: (?:field|discipline|area|degree))?,? and (?:\w+ )?{_NUMBER}\b)"
    r"\s*,?\s*(?:else )?"
    r"(?:(?!(?<=, )(?:at least|with experience)\b"
    r"|degrees?\b|bachelor|master|associate|doctor|diploma|ged\b|certifi|licens"
    rf"|(?:with|plus) (?:(?:at least |a minimum of |minimum )?{_NUMBER}\b|up to )"
    r"|phd)[\w'’,/()+&-]+\s+){0,12}?(?:\w+/)?(?:experience|expertise)\b"
    r"|\bor\b (?:an? )?(?:\w+ )?(?:technical|professional|practical|work) background\b"
    rf"|\b{_INSTEAD_OF} (?:either|it|this|both|one|that),? (?:[\w()]+ )?years?\b"
    rf"|\b(?:or|and/or)[\s·•]+(?:else |an? |the |equivalent |of |at least |minimum (?:of )?|more than |a minimum of "
    rf"|\()*{_NUMBER}\s*(?:\(\d+\)\s*)?(?:\+|-|to|or)?\s*(?:\d+|more)?\s*(?:plus |further |additional |full )?"
    r"years?\b(?![- ](?:\w+ )?degrees?\b)"
    r"|\bexperience\b[^.;]{0,60}\b(?:may|can|will) (?:be )?substitut\w+"
    rf"|\bexperience\b[^.;]{{0,30}}\b(?:{_INSTEAD_OF}|substitut\w+|may replace|can replace"
    r"|will be considered)\b"
    rf"|\b(?:{_INSTEAD_OF}|substitut\w+)\b[^.;]{{0,60}}\b(?:degree|education|experience|diploma)\b"
    r"|\b(?:equivalent|comparable|any|suitable|appropriate|acceptable|an?)\s+(?:combination|blend|mix)\b"
    r"|\bcombination of (?:\w+,? ){0,4}(?:education|experience|training)\b"
    r"|(?<!years of )(?<!\band )\bequivalent ?(?:(?!and\b|with\b|plus\b)\w+ ){0,4}experiences?\b"
    r"|\bexperience without (?:a |the )?degree\b"
    r"|\bexperience equivalent\b|\bequivalent (?:education"
    r"|training)(?: and/or| or|,| and) (?:\w+ ){0,3}experience\b"
    r"|\b(?:without|with no|not obtained|waived? (?:with|for|if))\b[^.;]{0,30}(?:experience|one\b|degree)"
    r"|\bexperience (?:may|can|will|could) (?:also )?(?:be )?(?:substitut\w+|replac\w+|considered|offset"
    r"|accepted)\b"
    r"|\byears?\b[^.;]{0,60}\b(?:and|but|with) no degree\b"
    r"|\bcounts? the same\b|\bwork (?:may|can|will) be counted\b"
    rf"|\b{_ABSENT}"
    rf"|\boption [2-9b-d]\W+(?:at least |minimum (?:of )?)?{_NUMBER}\+? years?\b"
    r"|\bexperience considered\b|\bor relevant experience\b|\boffset with\b|\bequivalent mix\b"
    r"|\brelevant experience (?:accepted|considered)\b",
    re.IGNORECASE,
)
_FIND_OR_EXPERIENCE = search_of(_OR_EXPERIENCE)
_EXPERIENCE_OR = re.compile(
    r"(?i:\b(?:experience|years|background in)\b[^.;]{0,60}\bor\b)(?!(?:[^.;]{0,20} )?[A-Z]{2,} $)[^.;]{0,30}$"
)
# "experience may be substituted for a degree"
_EXPERIENCE_FOR = re.compile(
    r"\bexperience (?:(?:may|can) be (?:offset|substituted|replaced)|equivalent to (?:an? )?$)"
    r"|\bexperience\b[^.;]{0,80}\b(?:may|can|will) (?:be )?substituted? for (?:an? |the )?$",
    re.IGNORECASE,
)
_NO_SUBSTITUTION = re.compile(
    r"\bno substitut\w+|\bnot (?:be )?(?:substitut\w+|accepted in lieu|replace)", re.IGNORECASE
)
_FOLLOW_UP = re.compile(
    r"^\W*(?:or\b|option [2-9b-d]\b"
    r"|[^.]{0,50}\bexperience (?:may|can|will|could) (?:also )?(?:be )?(?:substitut|replac|consider|accept)"
    r"|[^.]{0,30}\bexperience\b[^.;]{0,60}\b(?:may|can|will) (?:substitute|be substituted) for\b"
    rf"|[^.]{{0,120}}\b{_INSTEAD_OF} (?:the |a |that )?(?:degree|education|requirement)"
    r"|[^.]{0,100}\byears?['’]?\b[^.]{0,100}\bor (?:an? |any )?equivalent combination of (?:education|training)\b"
    r"|[^.]{0,120}\byears?\b[^.]{0,80}\b(?:and|but|with) no degree\b|[^.]{0,80}\bcounts? the same\b"
    r"|(?:\w+ ){0,3}work (?:may|can|will) be counted\b"
    r"|\(?(?:an? |the )?(?:equivalent|relevant|comparable|related|additional|commensurate)[^.]{0,60}experience"
    r"|experience (?:may|can|will|could|considered)"
    r"|(?:any |an? )?(?:equivalent |suitable )?combination of"
    r"|years of (?:\w+ )?experience (?:may|can|will)"
    r"|(?:may|will|can) (?:also )?(?:consider|accept)|will consider|in lieu of"
    rf"|{_ABSENT}"
    r"|(?:the |this )?degree (?:requirement )?(?:may|can|could) be (?:substituted|replaced|waived|offset)\b"
    r"|[^.]{0,140}\bor (?:a )?related (?:field|discipline|area)s?,? or (?:equivalent|relevant) (?:work )?experience\b"
    r"|(?:an |the )?equivalent (?:of|in|to)\b[^.]{0,50}experience)",
    re.IGNORECASE,
)
_IN_A_DEGREES_PLACE = rf"\W*{_INSTEAD_OF} (?:an? |any |the )?(?:college |formal |university )?degree\b"
# "Instead of a degree, eight years may suffice" speaks for each degree of the sentence before
FOR_ANY_DEGREE = re.compile(
    rf"{_IN_A_DEGREES_PLACE}[^.;]{{0,60}}\b(?:years?|experience)\b"
    r"|[^.;]{0,30}\bexperience\b[^.;]{0,60}\bmay (?:be )?substituted? for\b[^.;]{0,40}\bdegree\b",
    re.IGNORECASE,
)
_FOR_LOWEST_DEGREE = re.compile(rf"{_IN_A_DEGREES_PLACE}[^.;]{{0,120}}\b(?:years?|experience)\b", re.IGNORECASE)
_OR_LINE = re.compile(r"^\W*(?:or|-or-|\bOR\b)\W*$", re.IGNORECASE)
OR_END = re.compile(r"\b(?:or|and/or)\W*$", re.IGNORECASE)
_ONE_OF_THESE = re.compile(r"\bone of (?:the following|these)\b[^.]{0,40}[:(]", re.IGNORECASE)
# Outside experience "applies to positions that require a degree": whoever has experience of the house needs none.
_OF_OTHERS = re.compile(r"\b(?:applies to|gained in) positions\b", re.IGNORECASE)
_EXPERIENCE = re.compile(r"\bexperience\b", re.IGNORECASE)
_IN_LIEU = re.compile(rf"\b{IN_PLACE_OF} (?:an? |the )?$", re.IGNORECASE)


_COMBINATION = re.compile(
    r"^\W*(?:or,? )?(?:(?:an? |any )?(?:(?:suitable|equivalent|appropriate|acceptable|comparable) )*"
    r"(?:combination|mix) of (?:\w+,? ){0,4}(?:education|training|experience)\b"
    r"|(?:an )?equivalent (?:education|combination)[^.]{0,50}\b(?:may|can) be (?:substituted|considered|accepted))",
    re.IGNORECASE,
)


_LONGEST_LADDER = 12  # there are seven levels


def mark_replaceable(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """Sets `or_experience` of the degrees that experience may replace."""
    has_degree = False
    for number in sorted(by_statement):
        items = [item for item in by_statement[number] if item.kind == "degree" and item.excluded_because is None]
        if items:
            has_degree = True
            _mark_sentence(text, statements, number, statements[number], items, by_statement)
            _share_by_level(items)
    if has_degree:
        _mark_lists(text, statements, by_statement)
        _mark_elsewhere(text, statements, by_statement)


def _share_by_level(items: Iterable[Mention]) -> None:
    """ "A bachelor's degree from a four-year college or equivalent experience" names one level twice."""
    opened = {(item.term_id, item.strength) for item in items if item.or_experience and item.term_id != "high_school"}
    for item in items:
        item.or_experience = item.or_experience or (item.term_id, item.strength) in opened


def _mark_elsewhere(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """A sentence or line of its own that begins "In lieu of a degree" speaks for the lowest degree that is required."""
    asked = [
        item
        for items in by_statement.values()
        for item in items
        if item.kind == "degree" and item.excluded_because is None and item.strength == "required"
    ]
    of_school = [item for item in asked if LEVELS.get(item.term_id, 0) > LEVELS["high_school"]]
    if of_school and any(_FOR_LOWEST_DEGREE.match(text, one.start, one.end) for one in statements):
        lowest = min(LEVELS[item.term_id] for item in of_school)
        for item in of_school:
            item.or_experience = item.or_experience or LEVELS[item.term_id] == lowest


def _mark_sentence(
    text: str,
    statements: list[Statement],
    number: int,
    statement: Statement,
    degrees: list[Mention],
    by_statement: dict[int, list[Mention]],
) -> None:
    end = statement.end
    following = statements[number + 1] if number + 1 < len(statements) else None
    if (
        following
        and not following.is_heading
        and following.line - statement.line <= 1
        and _FOLLOW_UP.match(text[following.start : following.end])
    ):
        end = following.end
        if FOR_ANY_DEGREE.match(text, following.start, following.end):
            for item in degrees:
                item.or_experience = True
            return
    elif (
        following
        and _OR_LINE.match(text[following.start : following.end])
        and number + 2 < len(statements)
        and re.search(r"experience", text[statements[number + 2].start : statements[number + 2].end], re.IGNORECASE)
    ):
        end = statements[number + 2].end
    elif (
        following
        and OR_END.search(text[statement.start : statement.end])
        and "experience" in text[following.start : following.end].lower()
        and not any(item.kind == "degree" for item in by_statement.get(number + 1, ()))
    ):
        end = following.end
    if _NO_SUBSTITUTION.search(text, statement.start, end):
        return
    if _opens_to_all(text, statements, number, end, by_statement):
        for item in degrees:
            item.or_experience = True
        return
    if _FOR_YEARS.search(text, statement.start, statement.end):
        for item in degrees:
            item.or_experience = item.is_alternative = True
        return
    if len(degrees) == 1 and _IN_ITS_STEAD.match(text, degrees[0].end, statement.end):
        return
    replaced = _replaced_level(text, statement, degrees)
    for position, item in enumerate(degrees):
        if item.or_experience:  # one of a list with a way by experience
            continue
        if replaced:
            item.or_experience = item.term_id == replaced
            continue
        stop = degrees[position + 1].start if position + 1 < len(degrees) else end
        clause_end = stop
        for later in degrees[position + 1 : position + _LONGEST_LADDER]:
            # "Bachelor's or Master's degree or equivalent experience": the clause behind the list speaks for all of it
            between = text[item.end : later.start]
            if re.search(r"[;.]\s|required|preferred", between):
                break
            clause_end = end if later is degrees[-1] else later.end
        scope = text[item.end : max(stop, clause_end)]
        if re.search(r"\b(?:required|preferred)\b[;.,]", scope) and position + 1 < len(degrees):
            scope = scope[: re.search(r"\b(?:required|preferred)\b[;.,]", scope).end()]  # type: ignore[union-attr]
        is_diploma = item.term_id == "high_school" and _OR_GED.match(scope)
        item.or_experience = bool(_OR_YEARS_ALONE.search(scope) if is_diploma else _second_door(scope))
        if not item.or_experience and position == 0:
            head = text[statement.start : item.start]
            item.or_experience = item.term_id != "high_school" and bool(
                _EXPERIENCE_OR.search(head) or _EXPERIENCE_FOR.search(head)
            )


# "A bachelor's degree and two years | or a master's degree | or equivalent experience"
_OR_START = re.compile(r"\W*or\b", re.IGNORECASE)
_OR_ITS_LIKE = re.compile(
    r"\W*or (?:an? |the )?(?:equivalent|relevant|related|comparable|commensurate) (?:\w+ )?"
    r"(?:combination|experience)\b",
    re.IGNORECASE,
)
# "Option 1: a bachelor's degree and | two years. | Option 2: six years."
_FIRST_OPTION = re.compile(r"\W*option (?:1|a|one)\b", re.IGNORECASE)
_YEARS_OPTION = re.compile(
    rf"\W*option (?:[2-9b-d]|two|three)\W+(?:at least |minimum (?:of )?)?{_NUMBER}\+? years?\b", re.IGNORECASE
)


def _opens_to_all(
    text: str, statements: list[Statement], number: int, end: int, by_statement: dict[int, list[Mention]]
) -> bool:
    """Whether experience may stand for each degree of a sentence, by what it says of all or by the lines below it."""
    statement = statements[number]
    if _OF_OTHERS.search(text, statement.start, end) or _is_other_way(text, statements, number, by_statement):
        return True
    if _ONE_OF_THESE.search(text, statement.start, end) and _EXPERIENCE.search(text, statement.start, end):
        return True
    below = statements[number + 1 : number + 4]
    if _FIRST_OPTION.match(text, statement.start, statement.end):
        return any(_YEARS_OPTION.match(text, one.start, one.end) for one in below)
    at = number + 1
    while at < len(statements) and _OR_START.match(text, statements[at].start) and by_statement.get(at):
        at += 1
    return number + 1 < at < len(statements) and bool(_OR_ITS_LIKE.match(text, statements[at].start))


def _is_other_way(text: str, statements: list[Statement], number: int, by_statement: dict[int, list[Mention]]) -> bool:
    """Whether a sentence is the second of two ways, and the first is one by experience: "Two years as a clerk; or"."""
    before = statements[number - 1] if number else None
    if before is None or before.is_heading or not OR_END.search(text, before.start, before.end):
        return False
    kinds = {item.kind for item in by_statement.get(number - 1, ()) if item.kind != "skill"}
    return kinds == {"experience"}


# "or equivalent, and three years" of a diploma is a GED; "... OR five years" needs none
_OR_GED = re.compile(
    r"\W*(?:diploma)?\W*(?:or|/) (?:its |an? |the )?(?:ged|equivalent)\W*(?:,|and|with|together)", re.IGNORECASE
)
_OR_YEARS_ALONE = re.compile(rf"\byears?\b[^.;]{{0,60}} or {_NUMBER}\+? years?\b", re.IGNORECASE)

# "A bachelor's degree plus five years may be considered in lieu of degree": of the higher one, named before
_IN_ITS_STEAD = re.compile(
    rf"[^.;]{{0,60}}\b(?:plus|with|and) {_NUMBER}\+? years?\b[^.;]{{0,60}}\bin lieu of (?:the |that |this )?degree\b",
    re.IGNORECASE,
)

# "A bachelor's degree may be substituted for two years of the required experience"
_FOR_YEARS = re.compile(
    r"\b(?:may|can|will) (?:also )?be substituted (?:for|on)\b[^.;]{0,80}\b(?:experience|years?)\b", re.IGNORECASE
)


def _replaced_level(text: str, statement: Statement, degrees: list[Mention]) -> str | None:
    """The level that the sentence says may be replaced: "master's plus 3 years in lieu of a PhD"."""
    if len({degree.term_id for degree in degrees}) < 2:
        return None
    return next((d.term_id for d in degrees if _IN_LIEU.search(text, statement.start, d.start)), None)


def _mark_lists(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """A list item "any combination of education and experience" speaks for the degrees of its list."""
    for number, statement in enumerate(statements):
        if statement.is_heading or not statement.clues or not _COMBINATION.match(text[statement.start : statement.end]):
            continue
        speaks_of_above = _ABOVE.search(text, statement.start, statement.end)
        for at in range(number - 1, max(-1, number - 12), -1):
            if statements[at].is_heading and not (speaks_of_above and statements[at].section in LABEL_KINDS):
                break
            _open(by_statement.get(at, ()))
        if _WAYS.search(text, statement.start, statement.end) or (
            number + 1 < len(statements)
            and _WAYS.search(text, statements[number + 1].start, statements[number + 1].end)
        ):
            for at in range(number + 1, min(len(statements), number + 12)):
                if statements[at].is_heading and statements[at].section not in LABEL_KINDS:
                    break
                _open(by_statement.get(at, ()))


_ABOVE = re.compile(r"\babove (?:\w+ )?education\b", re.IGNORECASE)
# "Any combination is qualifying. A typical way to obtain it would be: ..."
_WAYS = re.compile(r"\btypical way\b|\bis qualifying\b", re.IGNORECASE)


def _open(items: Iterable[Mention]) -> None:
    for item in items:
        if item.kind == "degree" and item.strength == "required" and item.excluded_because is None:
            item.or_experience = True


def _second_door(scope: str) -> re.Match[str] | None:
    """Where experience may stand in.

    Not the "or" of "in nursing or a related field, and 3 years of experience", nor of "experience or other experience".
    """
    at = 0
    while match := next(_FIND_OR_EXPERIENCE(scope, at, len(scope)), None):
        is_of_experience = match.group()[:8].lower() == "or other" and _OF_EXPERIENCE.search(scope, 0, match.start())
        is_of_years = _OF_YEARS.search(scope, 0, match.start()) and _OF_A_KIND.fullmatch(match.group())
        if (
            not is_of_experience
            and not is_of_years
            and not _FIELD_LIST.match(match.group())
            and not _RUN_ON.match(match.group())
            and not _PART_TIME.match(match.group())
        ):
            return match
        at = match.start() + 1
    return None


# "or Computer Science 4+ years of experience": a line break was lost behind the field
_RUN_ON = re.compile(
    r"(?i:or) (?:(?i:an? )?(?i:related|similar|relevant) \w+ |(?:[A-Z][a-z]+ ){1,3}|(?i:equivalent) ?"
    r"|(?i:equivalent) in (?:[A-Z][a-z]+ ){1,3})(?:\d|[A-Z])"
    r"|(?i:or) (?:\w+ ){1,3}(?i:preferred|required)\b|(?i:and/or) [A-Z]+ (?i:with)\b"
)
_PART_TIME = re.compile(r"or,? equivalent,? part-time\b", re.IGNORECASE)  # "four years of full-time, or equivalent ..."
# "3 years of audit or tax experience": the "or" stands between kinds of the experience that is asked for besides
_OF_YEARS = re.compile(
    r"\b(?:years?|months?)['’]? (?:of |in |as )[^.;]*$|\bwith (?:\w+ ){1,3}internship\s*$", re.IGNORECASE
)
_OF_A_KIND = re.compile(
    r"(?:and/)?or (?!equivalent|comparable|relevant)(?:(?!years?\b)[\w/-]+ ){1,4}experience", re.IGNORECASE
)
_OF_EXPERIENCE = re.compile(r"\bexperience\s*$", re.IGNORECASE)
_FIELD_LIST = re.compile(
    r"\b(?:or|and/or)\b.{0,60}\b(?:fields?|disciplines?|areas?|subjects?|majors?|ged|higher|above)\b.{0,30}\b(?:and|with|plus|,)"
    r"|\b(?:or|and/or)\b (?:its |an? |the )?(?:\w+ )?equivalent[,)]* (?:and|with|plus)\b",
    re.IGNORECASE,
)

"""What may stand in for what: any-of groups, experience in place of a degree, ladders, deadlines after hire.

Equivalence has the scope of a sentence or of neighbouring list items, never of the document: a document-wide
"equivalent combination" was measured to do more harm than good.
"""

import re

from analysis.mention import Mention
from analysis.sections import Statement

_NUMBER = r"(?:\d{1,2}\+?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_OR_EXPERIENCE = re.compile(
    r"\b(?:or|and/or)\b\s*,?\s*(?:(?!degrees?\b|bachelor|master|associate|diploma|ged\b|certifi|licens|phd)[\w'’,/()+&-]+\s+){0,12}?experience\b"
    rf"|\b(?:or|and/or)\s+(?:an? |the |at least |minimum (?:of )?|more than |a minimum of |\()*{_NUMBER}\s*(?:\(\d+\)\s*)?(?:\+|-|to|or)?\s*(?:\d+|more)?\s*(?:plus )?years?\b"
    r"|\bexperience\b[^.;]{0,30}\b(?:in lieu of|instead of|in place of|substitut\w+|may replace|can replace|will be considered)\b"
    r"|\b(?:in lieu of|instead of|in place of|substitut\w+)\b[^.;]{0,60}\b(?:degree|education|experience|diploma)\b"
    r"|\b(?:equivalent|any|suitable|appropriate|acceptable|an?)\s+combination\b|\bcombination of (?:\w+,? ){0,4}(?:education|experience|training)\b"
    r"|\bequivalent (?:\w+ ){0,4}experience\b|\bexperience equivalent\b|\bequivalent (?:education|training)(?: and/or| or|,| and) (?:\w+ ){0,3}experience\b"
    r"|\b(?:without|with no|not obtained|waived? (?:with|for|if))\b[^.;]{0,30}(?:experience|one\b|degree)|\bexperience (?:may|can|will|could) (?:also )?(?:be )?(?:substitut\w+|replac\w+|considered|offset|accepted)\b"
    r"|\bexperience considered\b|\bor relevant experience\b|\boffset with\b|\bequivalent mix\b|\brelevant experience (?:accepted|considered)\b",
    re.IGNORECASE,
)
_BARE_EQUIVALENT = re.compile(
    r"\bor (?:its |the |an? |other )?equivalent\b(?!\s+(?:degree|in\b|field|certif|credential|qualif|ged|diploma|coursework|level|from|program|education\W*(?:$|in\b|required|\.)|foreign|license))|\bor equivalence\b|/equivalent\b",
    re.IGNORECASE,
)
_EXPERIENCE_OR = re.compile(r"\bexperience\b[^.;]{0,40}\bor\b[^.;]{0,60}$", re.IGNORECASE)
_NO_SUBSTITUTION = re.compile(
    r"\bno substitut\w+|\bnot (?:be )?(?:substitut\w+|accepted in lieu|replace)", re.IGNORECASE
)
_FOLLOW_UP = re.compile(
    r"^\W*(?:or\b|[^.]{0,80}\b(?:in lieu of|in place of|instead of) (?:the |a |that )?(?:degree|education|requirement)|\(?(?:an? |the )?(?:equivalent|relevant|comparable|related|additional|commensurate)[^.]{0,60}experience|experience (?:may|can|will|could|considered)|(?:any |an? )?(?:equivalent |suitable )?combination of|"
    r"years of (?:\w+ )?experience (?:may|can|will)|(?:may|will|can) (?:also )?(?:consider|accept)|will consider|in lieu of)",
    re.IGNORECASE,
)
_OR_LINE = re.compile(r"^\W*(?:or|-or-|\bOR\b)\W*$", re.IGNORECASE)
_OR_START = re.compile(r"^\W*or\b", re.IGNORECASE)
_OR_END = re.compile(r"\b(?:or|and/or)\W*$", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\b(?:one|any|either|at least one|any one|one or more) (?:of|line)\b|\bmeet one\b|\bmust fit you\b", re.IGNORECASE
)

_DEADLINE = re.compile(
    r"\b(?:with)?in (?:the )?(?:your )?(?:first )?(?:(?P<number>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four|thirty|sixty|ninety)"
    r"(?:\s*\(\d+\))?(?:[\s-]*(?:calendar|business|working))?[\s-]*)?(?P<unit>day|week|month|year|probation\w*|orientation)s?\b(?P<tail>[^.;]{0,40})"
    r"|\b(?:prior to|before|by|during|at) (?:the )?(?:end|completion|conclusion) of (?:the |your |their )?(?:probation\w*|orientation|training|introductory|onboarding|first year)\b"
    r"|\bafter (?:hire|hiring|employment begins|starting|your start)\b|\bpost[- ]hire\b|\bduring (?:the )?(?:probation\w*|orientation|onboarding)\b|\bonce hired\b|\bwithin (?:the )?probation\w*|\bupon completion of (?:orientation|training)\b"
    r"|\bno later than [^.;]{0,50}?\b(?:hire|start|employment|first (?:day|shift)|joining)\b|\bby (?:day \d+|the end of (?:your|the) first|your first anniversary)\b"
    r"|\bemployer[- ]provided certification\b",
    re.IGNORECASE,
)
_HIRE = re.compile(
    r"\b(?:hire|hiring|employment|start|starting|joining|position|date|graduation|onboard\w*|appointment|transfer|placement|orientation|being|role|assignment|job|promotion|employed)\b",
    re.IGNORECASE,
)
_OBTAIN = re.compile(
    r"\b(?:obtain\w*|earn\w*|acquir\w+|complet\w+|achiev\w+|pass\w*|becom\w+|get\w*|attain\w*|certified|required|must|receiv\w+|licensed|sit\b)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\bwithin (?:the )?(?:last|past|previous|\d+ miles)\b|\bin (?:the )?(?:last|past|an?\b)|\bin \d|\bin (?:one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_DAYS = {"day": 1 / 30, "week": 7 / 30, "month": 1.0, "year": 12.0}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "eighteen": 18, "twenty-four": 24, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
LEVELS = {
    "high_school": 1,
    "some_college": 2,
    "unspecified": 3,
    "associate": 4,
    "bachelor": 5,
    "master": 6,
    "doctorate": 7,
}


def mark_deadlines(text: str, statement: Statement, items: list[Mention]) -> None:
    """Sets `after_hire` and `months_to_obtain` of what may be obtained after hire."""
    for match in _DEADLINE.finditer(text, statement.start, statement.end):
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
        reached = (
            _chunk(text, earlier, match.start()) if earlier else [item for item in targets if item.start >= match.end()]
        )
        months = None
        if match["number"]:
            count = float(_NUMBERS.get(match["number"].lower(), 0) or match["number"])
            months = max(1, round(count * _DAYS.get(match["unit"].lower(), 0)))
        for item in reached:
            item.after_hire, item.months_to_obtain = True, months


def _chunk(text: str, earlier: list[Mention], end: int) -> list[Mention]:
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


def mark_alternatives(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """Sets `group_id`, `or_experience` and `is_alternative` over sentences and neighbouring list items."""
    counter = 0
    for number, statement in enumerate(statements):
        items = [
            item for item in by_statement.get(number, ()) if item.excluded_because is None and item.kind != "skill"
        ]
        if not items:
            continue
        counter = _group(text, items, counter)
        _replaceable(text, statements, number, statement, items, by_statement)
        _years_as_alternative(text, statement, items, by_statement.get(number - 1, []))
    _combinations(text, statements, by_statement)
    _ladders(text, statements, by_statement)
    _levels(text, statements, by_statement)
    _one_of_lists(text, statements, by_statement, counter)


def _group(text: str, items: list[Mention], counter: int) -> int:
    """Any-of groups: runs of named things with "or" or a stroke between them."""
    run: list[Mention] = []
    has_or = False

    def close(counter: int) -> int:
        if has_or and len({item.term_id for item in run}) > 1:
            counter += 1
            for item in run:
                item.group_id = counter
        return counter

    for item in (one for one in items if one.kind in ("credential", "degree", "training")):
        if run:
            between = text[run[-1].end : item.start]
            if len(between) <= 90 and not re.search(r"[;]|\bbut\b|required|preferred|\.\s", between, re.IGNORECASE):
                has_or = has_or or bool(re.search(r"\bor\b|/", between))
            else:
                counter = close(counter)
                run, has_or = [], False
        run.append(item)
    return close(counter)


def _replaceable(
    text: str,
    statements: list[Statement],
    number: int,
    statement: Statement,
    items: list[Mention],
    by_statement: dict[int, list[Mention]],
) -> None:
    degrees = [item for item in items if item.kind == "degree"]
    if not degrees:
        return
    end = statement.end
    following = statements[number + 1] if number + 1 < len(statements) else None
    if (
        following
        and not following.is_heading
        and following.line - statement.line <= 1
        and _FOLLOW_UP.match(text[following.start : following.end])
    ):
        end = following.end
    elif (
        following
        and _OR_LINE.match(text[following.start : following.end])
        and number + 2 < len(statements)
        and re.search(r"experience", text[statements[number + 2].start : statements[number + 2].end], re.IGNORECASE)
    ):
        end = statements[number + 2].end
    elif (
        following
        and _OR_END.search(text[statement.start : statement.end])
        and "experience" in text[following.start : following.end].lower()
    ):
        if not any(item.kind == "degree" for item in by_statement.get(number + 1, ())):
            end = following.end
    if _NO_SUBSTITUTION.search(text, statement.start, end):
        return
    replaced = _replaced_level(text, statement, end, degrees)
    for position, item in enumerate(degrees):
        if replaced:
            item.or_experience = item.term_id == replaced
            continue
        stop = degrees[position + 1].start if position + 1 < len(degrees) else end
        clause_end = stop
        for later in degrees[position + 1 :]:
            # "Bachelor's or Master's degree or equivalent experience": the clause behind the list speaks for all of it
            between = text[item.end : later.start]
            if re.search(r"[;.]\s|required|preferred", between):
                break
            clause_end = end if later is degrees[-1] else later.end
        scope = text[item.end : clause_end if clause_end > stop else stop]
        if re.search(r"\b(?:required|preferred)\b[;.,]", scope) and position + 1 < len(degrees):
            scope = scope[: re.search(r"\b(?:required|preferred)\b[;.,]", scope).end()]  # type: ignore[union-attr]
        match = _OR_EXPERIENCE.search(scope)
        if item.term_id == "high_school":
            item.or_experience = (
                bool(match)
                and not re.match(
                    r"\W*(?:diploma)?\W*(?:or|/) (?:ged|equivalent)\W*(?:,|and|with)", scope, re.IGNORECASE
                )
                and not _is_plus(scope, match)
            )
        else:
            bare = _BARE_EQUIVALENT.search(scope)
            item.or_experience = bool(match and not _is_plus(scope, match)) or bool(bare)
        if not item.or_experience and position == 0:
            head = text[statement.start : item.start]
            item.or_experience = bool(_EXPERIENCE_OR.search(head)) or bool(
                re.search(r"\bexperience (?:may|can) be (?:offset|substituted|replaced)", head, re.IGNORECASE)
            )
            if item.or_experience and item.term_id == "high_school":
                item.or_experience = False


_IN_LIEU = re.compile(r"\b(?:in lieu of|in place of|instead of|substitut\w+ for) (?:an? |the )?$", re.IGNORECASE)


def _replaced_level(text: str, statement: Statement, end: int, degrees: list[Mention]) -> str | None:
    """The level that the sentence says may be replaced: "master's plus 3 years in lieu of a PhD"."""
    if len({degree.term_id for degree in degrees}) < 2:
        return None
    return next((d.term_id for d in degrees if _IN_LIEU.search(text, statement.start, d.start)), None)


_COMBINATION = re.compile(
    r"^\W*(?:or,? )?(?:an? |any )?(?:(?:suitable|equivalent|appropriate|acceptable|comparable) )*(?:combination|mix) of (?:\w+,? ){0,4}(?:education|training|experience)\b",
    re.IGNORECASE,
)


def _combinations(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """A list item "any combination of education and experience" speaks for the degrees of its list."""
    for number, statement in enumerate(statements):
        if statement.is_heading or not _COMBINATION.match(text[statement.start : statement.end]):
            continue
        for at in range(number - 1, max(-1, number - 12), -1):
            if statements[at].is_heading:
                break
            for item in by_statement.get(at, ()):
                if item.kind == "degree" and item.strength == "required" and item.excluded_because is None:
                    item.or_experience = True


def _is_plus(scope: str, match: re.Match[str] | None) -> bool:
    """Whether the "or" found belongs to a list of fields: "in nursing or a related field, and 3 years of experience"."""
    return bool(match) and bool(
        re.match(
            r"\b(?:or|and/or)\b.{0,60}\b(?:field|discipline|area|subject|major|ged|higher|above)\b.{0,30}\b(?:and|with|plus|,)",
            match.group(),
            re.IGNORECASE,
        )
    )  # type: ignore[union-attr]


def _years_as_alternative(text: str, statement: Statement, items: list[Mention], earlier: list[Mention]) -> None:
    """Years that are only one of several ways to qualify are no requirement of their own."""
    others = [item for item in items if item.kind in ("degree", "credential", "training")]
    is_other_way = _OR_START.match(text[statement.start : statement.end]) or (
        earlier and _OR_END.search(text[: statement.start].rstrip()[-12:])
    )
    if is_other_way and any(item.kind != "skill" and item.strength == "required" for item in earlier):
        for item in items:
            item.is_alternative = item.is_alternative or (item.kind == "experience" and not others)
    for item in (one for one in items if one.kind == "experience"):
        if re.search(
            r"(?:required|necessary|needed) for (?:new|recent|non-|those|applicants|candidates)",
            text[item.end : statement.end],
        ):
            item.is_alternative = True
        for other in others:
            low, high = (other.end, item.start) if other.start < item.start else (item.end, other.start)
            between = text[low:high]
            if re.search(r"[;.]\s", between) or len(between) > 140:
                continue
            if item.strength == "preferred" and (other.kind != "degree" or other.term_id == "some_college"):
                continue
            if other.start < item.start and re.search(
                r"\bor\s+(?:[(\s]|an? |at least |a |minimum |of |more than |have |possess |\([a-z]\) |equivalent )*$",
                between,
                re.IGNORECASE,
            ):
                item.is_alternative = True
            elif (
                other.start > item.start
                and re.search(
                    r"\bor\s+(?:\w+\s+){0,3}(?:an? |the |\([a-z]\) |at least )*(?:completion of )?(?:an? )?$",
                    between,
                    re.IGNORECASE,
                )
                and "and" not in between.split()
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


def _ladders(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """ "Bachelor's with 1 year, associate's with 3": each rung is an alternative, the lowest suffices."""
    for number in range(len(statements)):
        rungs = _rungs(number, statements, by_statement)
        if len({degree.term_id for degree, _ in rungs}) < 2 or sum(years is not None for _, years in rungs) < 2:
            continue
        lowest = min(rungs, key=lambda rung: LEVELS.get(rung[0].term_id, 3))
        for degree, years in rungs:
            if degree.strength == "required":
                degree.or_experience = degree is not lowest[0] or degree.or_experience
            if years is not None and years is not lowest[1]:
                years.is_alternative = True
        if lowest[1] is not None:
            lowest[1].is_alternative = False


_LEVEL = re.compile(
    r"\W*(?:the )?(?:[\w/&-]+ ){0,4}(?:level|grade|I{1,3}|IV|V|senior|lead|junior|entry|principal|sr\.?|jr\.?|intermediate)\b[^.;]{0,40}(?:\brequires?\b|\bmust\b|:|\s[-–]\s)",
    re.IGNORECASE,
)


def _levels(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]]) -> None:
    """Of the years that several levels of one ad ask for, the first level's count."""
    seen = False
    for number, statement in enumerate(statements):
        years = [item for item in by_statement.get(number, ()) if item.kind == "experience"]
        if years and _LEVEL.match(text, statement.start, statement.end):
            for item in years:
                item.is_alternative = item.is_alternative or seen
            seen = True


def _rungs(
    number: int, statements: list[Statement], by_statement: dict[int, list[Mention]]
) -> list[tuple[Mention, Mention | None]]:
    """(degree, its years) of a sentence, or of consecutive list items under "one of these"."""
    rungs: list[tuple[Mention, Mention | None]] = []
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
        for position, item in enumerate(group):
            if item.kind != "degree":
                continue
            following = group[position + 1] if position + 1 < len(group) else None
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


def _one_of_lists(text: str, statements: list[Statement], by_statement: dict[int, list[Mention]], counter: int) -> None:
    """Items under "one of the following", or joined by lines that say OR, are alternatives of each other."""
    for number, statement in enumerate(statements):
        body = text[statement.start : statement.end]
        if not (statement.is_heading or body.rstrip().endswith(":")) or not _ONE_OF.search(body):
            continue
        members: list[Mention] = []
        has_experience = False
        at = number + 1
        while at < len(statements) and not statements[at].is_heading and at - number < 14:
            line = text[statements[at].start : statements[at].end]
            if not (statements[at].is_item or _OR_LINE.match(line)):
                break
            named = [
                item
                for item in by_statement.get(at, ())
                if item.kind in ("credential", "degree", "training") and item.strength == "required"
            ]
            years = [item for item in by_statement.get(at, ()) if item.kind == "experience"]
            has_experience = has_experience or (not named and "experience" in line.lower())
            members.extend(named)
            if not named:
                for item in years:
                    item.is_alternative = True
            at += 1
        if len(members) > 1 or (members and has_experience):
            counter += 1
            for item in members:
                item.group_id = counter
                if item.kind == "degree" and has_experience:
                    item.or_experience = True

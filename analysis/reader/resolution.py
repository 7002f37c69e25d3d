"""What another mention already names: an unnamed certification, a bare "degree", a school that gave a degree."""

import re
from collections.abc import Iterator

from analysis.reader.certificates import Roles, is_said_of_named, names_field
from analysis.reader.equivalence import IN_PLACE_OF
from analysis.reader.mention import ASKED, Mention
from analysis.reader.sections import Statement


def resolved(
    mentions: list[Mention], titled: list[Mention], text: str, statements: list[Statement], roles: Roles
) -> list[Mention]:
    """Drops what another mention already names: an unnamed certification, a bare "degree", a heading's own words.

    `roles` are those of the words beside "certification".
    """
    _soften_by_asides(mentions, text, statements)
    named: dict[int, set[str]] = {}
    graduated: dict[int, set[tuple[str, str]]] = {}
    for mention in mentions:
        if mention.excluded_because is None and not mention.term_id.startswith("un"):
            named.setdefault(mention.statement, set()).update((mention.kind, f"{mention.kind}-{mention.type}"))
            if mention.kind == "degree":
                graduated.setdefault(mention.statement, set()).add((mention.term_id, mention.strength))
    asked = [mention for mention in mentions if mention.excluded_because is None and mention.strength in ASKED]
    levels = {(m.term_id, m.strength) for m in asked if m.kind == "degree" and m.term_id not in _BELOW_A_DEGREE}
    licences = {m.term_id for m in [*asked, *titled] if m.type == "licence" or m.term_id in _LICENSED}
    licences -= _BESIDE_A_PROFESSION
    cards = [m for m in mentions if m.term_id in _CARDS]
    mentions = [m for m in mentions if m.kind != "training" or not any(_within(card, [m]) for card in cards)]
    courses = [m for m in mentions if m.kind == "training" and m.rule_id.startswith(_COURSE_RULES)]
    kept: list[Mention] = []
    for mention in mentions:
        here = named.get(mention.statement, set())
        if mention.term_id == "unspecified" and statements[mention.statement].is_heading:
            continue
        if mention.term_id == "unspecified" and (
            _is_said_better(
                mention, graduated.get(mention.statement, set()), {strength for _, strength in levels}, text
            )
            or (levels and _FOR_A_DEGREE.search(text, statements[mention.statement].start, mention.start))
        ):
            continue
        if mention.term_id.startswith("unnamed") and _FOLLOWING.search(text, max(0, mention.start - 20), mention.end):
            below = (named.get(mention.statement + further, ()) for further in (1, 2))
            if any("credential" in kinds for kinds in below):
                continue
        if mention.term_id.startswith("unnamed") and _has_name(mention, here, kept, text, statements, roles):
            continue
        if mention.term_id == "unnamed_licence" and licences and not _MORE.match(text, mention.start):
            continue  # "must keep the licence": the one that is named
        if mention.term_id == "other_certification" and (
            _overlaps(mention, mentions) or is_said_of_named(mention, mentions, text)
        ):
            continue
        if mention.term_id == "some_college" and _belongs_to_degree(mention, kept, text):
            continue
        if mention.kind == "training" and mention.type != "employer" and _is_in_heading(mention, statements):
            continue
        if mention.term_id in _SCHOOLS and _gave_degree(mention, mentions, text):
            continue
        if mention.kind == "training" and _NAMES_DEGREES.match(text, mention.end):
            continue  # "a school of nursing (ADN or BSN)": the degrees that it is to have given
        if mention.rule_id.startswith(_COURSE_RULES) and _is_college(mention, mentions):
            continue
        if mention.rule_id.startswith("training-course") and _belongs_in_degree(mention, kept, text):
            continue
        if mention.kind == "credential" and mention.excluded_because is None and _within(mention, courses):
            mention.excluded_because, mention.strength = "accreditation", "mentioned"  # the name of a course
        kept.append(mention)
    return kept


def _soften_by_asides(mentions: list[Mention], text: str, statements: list[Statement]) -> None:
    """Makes a wish of one of several degrees when an aside says so: "a bachelor's or master's (master's preferred)"."""
    for aside in mentions:
        if aside.kind != "degree" or aside.strength != "preferred":
            continue
        bracket = text.rfind("(", statements[aside.statement].start, aside.start)
        if bracket < 0 or ")" in text[bracket : aside.start]:
            continue
        before = [
            other
            for other in _before(aside, mentions, ("degree",))
            if other.end <= bracket and not other.excluded_because
        ]
        if len({other.term_id for other in before}) > 1:
            for other in before:
                if other.term_id == aside.term_id and other.strength == "required":
                    other.strength, other.rule_id = aside.strength, aside.rule_id


# "experience may substitute for a degree": the one that is named elsewhere
_FOR_A_DEGREE = re.compile(rf"\b{IN_PLACE_OF} (?:an? |the )?(?:\w+ )?$", re.IGNORECASE)


def _is_in_heading(training: Mention, statements: list[Statement]) -> bool:
    """Whether a heading names training; "Completion of a residency, including:" is itself what is asked."""
    own = statements[training.statement]
    return own.is_heading and not (training.rule_id.startswith(_COURSE_RULES[0]) and training.start == own.start)


_OR_HOURS = re.compile(r"[^.;]{0,40}\bor (?:at least |(?:a )?minimum of )?[\w()]*\s*$", re.IGNORECASE)
_HOURS = re.compile(r"\b(?:hours|credits?|units)\b", re.IGNORECASE)
# What leaves a licence without a name one of its own; a CRNA, whose board certifies, is asked for the state's besides.
_BESIDE_A_PROFESSION = {"unnamed_licence", "drivers_license", "cdl", "dea", "notary", "crna"}
_LICENSED = {"cnm"}  # certified by a board and licensed by the state
_BELOW_A_DEGREE = {"unspecified", "high_school", "some_college"}
_CARDS = {"bls", "acls", "pals", "nrp", "cpr", "first_aid", "tncc", "enpc"}  # "complete a BLS course" asks for the card
_COURSE_RULES = ("training-program", "training-course")


def _is_said_better(mention: Mention, here: set[tuple[str, str]], strengths: set[str], text: str) -> bool:
    """Whether a level stands beside a bare "degree", or elsewhere in the posting no less firmly.

    `here` holds the (level, strength) of its sentence; a diploma that is required leaves "(a degree is a plus)" a wish.
    """
    is_least = mention.strength == "required"  # "a degree; an advanced one is preferred"
    beside = any(strength == mention.strength or (level != "high_school" and not is_least) for level, strength in here)
    is_another = _ANOTHER.search(text, max(0, mention.start - 40), mention.start)  # "a technical degree is preferred"
    is_wish = mention.strength == "preferred" and "required" in strengths and not is_another  # "a degree in education"
    return mention.excluded_because is None and (beside or mention.strength in strengths or is_wish)


_ANOTHER = re.compile(
    r"\badditional (?:\w+ )?$|\ban? (?!(?:related|relevant|similar|college|university|formal|stated|graduate)\b)"
    r"(?:[\w/&-]+ ){1,2}$",
    re.IGNORECASE,
)


def _overlaps(mention: Mention, others: list[Mention]) -> bool:
    """Whether another credential stands in the same place."""
    return any(
        other is not mention
        and other.kind == "credential"
        and not other.term_id.startswith("unnamed_licence")
        and other.term_id not in ("unnamed", "unnamed_healthcare")
        and other.start < mention.end
        and mention.start < other.end
        for other in others
    )


def _belongs_to_degree(mention: Mention, kept: list[Mention], text: str) -> bool:
    """Whether college hours describe what is named before: "an associate's degree with 12 semester hours"."""
    return bool(_HOURS.search(text, mention.start, mention.end)) and any(
        not _OR_HOURS.match(text, other.end, mention.start) for other in _before(mention, kept, ("degree", "training"))
    )


def _belongs_in_degree(course: Mention, kept: list[Mention], text: str) -> bool:
    """Whether courses are part of a degree named before: "a bachelor's degree that included coursework in optics"."""
    return any(_INCLUDING.fullmatch(text, other.end, course.start) for other in _before(course, kept, ("degree",)))


_INCLUDING = re.compile(
    r"[^.;()]{0,80}\(or (?:[\w-]+-)?|[^.;]{0,120}\b(?:includ\w+|with|contain\w+)\b(?:(?!\bor\b)[^.;]){0,60}",
    re.IGNORECASE,
)


def _is_college(course: Mention, mentions: list[Mention]) -> bool:
    """Whether courses are those of some college: "two years of college level course work"."""
    return any(
        other.term_id == "some_college"
        and other.statement == course.statement
        and other.excluded_because is None
        and (course.rule_id.startswith("training-course") or (course.start < other.end and other.start < course.end))
        for other in mentions
    )


# "The following certifications are preferred" and a list below it
_FOLLOWING = re.compile(r"\bfollowing (?:\w+ )?(?:certif|licen|credential)", re.IGNORECASE)


def _gave_degree(school: Mention, mentions: list[Mention], text: str) -> bool:
    """Whether a school is only where a degree comes from: "a BSN from an accredited school of nursing"."""
    is_source = _FROM_SCHOOL.match(text, school.start) or _FROM_EITHER.search(
        text, max(0, school.start - 60), school.start
    )
    return bool(is_source) and any(
        _TO_SCHOOL.fullmatch(text, other.end, school.start) for other in _before(school, mentions, ("degree",))
    )


def _before(mention: Mention, others: list[Mention], kinds: tuple[str, ...]) -> Iterator[Mention]:
    """The mentions of such kinds that the statement names earlier."""
    for other in others:
        if other.kind in kinds and other.statement == mention.statement and other.end <= mention.start:
            yield other


_SCHOOLS = {"nursing_school", "vocational_school"}
_NAMES_DEGREES = re.compile(
    r"(?: of)?(?: professional)?(?: nursing)?(?: program)?(?:\s*\((?![^)]*(?:diploma|preferred|desired))"
    r"(?:an? |accredited )*(?:ADN|ASN|AD|BSN|MSN|associate|bachelor)\b[^)]*\)"
    r"|,? with an? (?:ADN|BSN|associate|bachelor))",
    re.IGNORECASE,
)
_FROM_EITHER = re.compile(
    r"\bfrom (?:an? )?(?:[\w-]+ ){0,3}(?:college|university) or $", re.IGNORECASE
)  # "... or trade school"
_FROM_SCHOOL = re.compile(r"from\b|accredited|approved", re.IGNORECASE)
_TO_SCHOOL = re.compile(r"[^.;,]{0,60}|,? (?:or|and|and/or) \w+ ", re.IGNORECASE)


def _has_name(
    mention: Mention, here: set[str], kept: list[Mention], text: str, statements: list[Statement], roles: Roles
) -> bool:
    """Whether a certification without a name is one that stands named beside it, or a heading's word."""
    if mention.rule_id.startswith("certificate-for-job"):
        return False  # "licences and certifications for the state": more than the licence of the title's profession
    beside = [other for other in kept if other.kind == "credential" and other.statement == mention.statement]
    is_named = f"credential-{mention.type}" in here or (mention.term_id == "unnamed" and "credential" in here)
    own = statements[mention.statement]
    is_heading = own.is_heading and not _is_first_item(mention.statement, text, statements)
    if is_heading or is_named:
        is_more = (
            _is_further(mention, beside, text, own.start)
            or _AND_NAMED.match(text, mention.end)
            or (names_field(text[mention.start : mention.end], roles) and _is_listed(mention, beside, text))
        )
        if not is_more:
            return True
    return any(
        other.term_id.startswith("unnamed") and other.start < mention.end and mention.start < other.end
        for other in beside
    )


def _is_further(mention: Mention, beside: list[Mention], text: str, lower: int) -> bool:
    """Whether more is asked than the credentials named before: "BLS and other certifications", not "BLS or others".

    `lower` is where the statement begins.
    """
    if _RELEVANT.match(text, mention.start):
        joins = _OR_ALSO if _RELATED.match(text, mention.start) else _AND_ELSE
        return any(joins.fullmatch(text, other.end, mention.start) for other in beside)
    if not _MORE.match(text, mention.start) or _SUCH_AS.match(text, mention.end):
        return False
    if _OR_THE_LIKE.search(text, max(lower, mention.start - _LONGEST_LIST), mention.end):
        return False
    is_open_end = _AS_REQUIRED.match(text, mention.end) and any(
        _OR_ELSE.fullmatch(text, other.end, mention.start) for other in beside
    )
    return not is_open_end and any(other.start < mention.start for other in beside)


def _is_listed(mention: Mention, beside: list[Mention], text: str) -> bool:
    """Whether it is an item of the list that a credential stands in: "AWS or network certification"."""
    return not _LIKE.match(text, mention.start) and any(
        _LISTED.fullmatch(text, other.end, mention.start) for other in beside
    )


def _is_first_item(number: int, text: str, statements: list[Statement]) -> bool:
    """Whether what looks like a heading is the first point of the list that a heading opened: "Preferred:"."""
    opening = statements[number - 1] if number else None
    return (
        opening is not None
        and opening.is_heading
        and text[opening.end - 1] == ":"
        and opening.line + 1 == statements[number].line
        and ":" not in text[statements[number].start : statements[number].end]
        and statements[number].default is not None
        and number + 1 < len(statements)
        and not statements[number + 1].is_heading
        and not statements[number + 1].is_item
        and statements[number + 1].line == statements[number].line + 1
    )


def _within(mention: Mention, others: list[Mention]) -> bool:
    return any(other.start <= mention.start and mention.end < other.end for other in others)


_AND_NAMED = re.compile(r"\s+and (?:an? )?[A-Z]{2,}")  # "State licence and DEA": two things
_SUCH_AS = re.compile(r"\W*(?:such as|like|including|e\.g|i\.e|for example)\b", re.IGNORECASE)
# "certifications such as CKA, CKS or other ones", "CKA, CKS, other similar certifications": as good as "or the like"
_OR_THE_LIKE = re.compile(
    r"\b(?:such as|like|including|e\.g\.?)\b[^.;:]*(?:,|\bor\b) (?:any )?other (?!relevant|applicable|related)[^.;:,]*$"
    r"|(?:,|\bor\b) (?:any )?other (?:similar|equivalent|comparable)\b[^.;:,]*$",
    re.IGNORECASE,
)
_LONGEST_LIST = 160
# "BLS or other certification as required by the ward": the open end of a list; "and/or" asks for more
_OR_ELSE = re.compile(r"\W*or (?:an? |any )?", re.IGNORECASE)
_AS_REQUIRED = re.compile(r" (?:as|if|when) (?:required|needed|necessary|applicable)\b", re.IGNORECASE)
# "a broker's licence and relevant certifications"
_AND_ELSE = re.compile(r"\W*and (?:all |any )?", re.IGNORECASE)
# "CISSP, CISM or related certifications": people label these as more; "or similar" and "or equivalent" they do not
_RELATED = re.compile(r"related (?:\w+ )?certifications\b", re.IGNORECASE)
_OR_ALSO = re.compile(r"[^.;:]{0,30}\b(?:or|and|and/or) (?:any )?", re.IGNORECASE)
_LISTED = re.compile(r"(?: certif\w+)?\W*(?:[,;/]|\bor\b|\band\b|\band/or\b)[\s,]*(?:all |any )?", re.IGNORECASE)
_LIKE = re.compile(r"(?:similar|equivalent|comparable|an?other|other|related|relevant) ", re.IGNORECASE)
_RELEVANT = re.compile(r"(?:relevant|appropriate|applicable|related) ", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?:other|additional|any|multiple|multi-?state|cross-state|speciali[sz]ed"
    r"|industry[- ](?:specific|standard))[ -]",
    re.IGNORECASE,
)

"""How firmly each mention of a statement is asked for: required, preferred, not required or only mentioned.

Order of decision: an aside in brackets speaks for its own content; then the cue beside the item; then the label or
heading; then a plain statement of a qualification; else it is only mentioned. A cue is shared over a list, a contrast
ends it, "or" never does.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.reader.cues import ADVERB, Cue, find_cues
from analysis.reader.experience import is_another_clause
from analysis.reader.mention import Mention
from analysis.reader.misplaced import is_misplaced
from analysis.reader.sections import Statement
from analysis.vocabulary import Vocabulary

_BRACKETS = re.compile(r"\(([^()]{1,300})\)|\[([^\[\]()]{1,60})\]")
_UP_TO_BRACKET = re.compile(
    r"\W*(?:but|though|and)?\W*(?:is |are )?(?:not (?:required|necessary|mandatory))?\W*", re.IGNORECASE
)
# What ends the reach of a cue behind it; "CPC; highly preferred" is one thing
_CONTRAST = re.compile(
    rf"\b(?:but|however|whereas|while|although|though)\b|;(?!{ADVERB.pattern}\s*$|\s*$)", re.IGNORECASE
)
_CONJUNCTION = re.compile(r"\b(?:or|and|and/or)\b|/|&", re.IGNORECASE)


def assign(text: str, lowered: str, statement: Statement, items: list[Mention], vocabulary: Vocabulary) -> None:
    """Sets `strength` and `rule_id` of the items of one statement; `lowered` is the text in lower case."""
    cues = find_cues(text, lowered, statement.start, statement.end, vocabulary)
    governed: dict[int, Cue] = {}
    outer = list(items)
    for match in _BRACKETS.finditer(text, statement.start, statement.end):
        inner = [item for item in items if match.start() <= item.start < match.end() and item.type != "employer"]
        inner_cues = [cue for cue in cues if match.start() <= cue.start < match.end() and cue.direction != "weak"]
        if not inner_cues:
            # "Relevant certifications preferred (CAMS, CRCM)": examples of what the cue before them speaks for
            spoken = next(
                (cue for cue in reversed(cues) if cue.direction == "after" and cue.end <= match.start()), None
            )
            if spoken and _UP_TO_BRACKET.fullmatch(text, spoken.end, match.start()):
                governed |= {id(item): spoken for item in inner}
                outer = [item for item in outer if item not in inner]
            continue
        narrow = _narrowed(text, outer, match, inner_cues)
        if narrow is not None:
            _govern(text, narrow, inner_cues, governed)
            outer = [item for item in outer if item not in narrow]
            cues = [cue for cue in cues if cue not in inner_cues]
            continue
        # "(Preferred, but will train)" speaks for what stands before it, "(in-house experience preferred)" for itself
        own_words = text[match.start() + 1 : inner_cues[0].start].strip(" ,")
        is_bare = not own_words or bool(ADVERB.fullmatch(own_words))
        if is_bare and not inner and not text[statement.start : match.start()].strip(" •*-"):
            inner_cues[0].direction, inner_cues[0].end = "before", match.end()  # "(Preferred) BSN": a label in brackets
            continue
        if inner or not is_bare:
            _govern(text, inner, inner_cues, governed)
            outer = [item for item in outer if item not in inner]
            cues = [cue for cue in cues if cue not in inner_cues]
    _govern(text, outer, cues, governed)
    for item in items:
        cue = governed.get(id(item)) if statement.section != "conditional" else None
        if cue and not (cue.direction == "weak" and statement.default):
            item.strength, strength_rule = cue.strength, cue.rule_id
            if strength_rule == _IDEAL and (item.kind == "experience" or item.type == "licence"):
                item.strength = "required"  # what is wished for are degrees and cards; so people label it
        elif statement.default:
            item.strength, strength_rule = statement.default, statement.default_rule
        else:
            item.strength, strength_rule = _unheaded(text, statement, item)
        item.rule_id = f"{item.rule_id}+{strength_rule}"
    for earlier, item in pairwise(item for item in items if item.kind == "credential"):
        if _is_of_one(text, earlier, item):
            item.strength = earlier.strength
            item.rule_id = item.rule_id.replace("+named-only", "+plain-statement")


def _is_of_one(text: str, earlier: Mention, item: Mention) -> bool:
    """Whether what a plain statement asks goes on: "a BLS card of the Heart Society or the house's own CPR"."""
    is_plain = earlier.rule_id.endswith("+plain-statement") and item.rule_id.endswith("+named-only")
    return is_plain and bool(_GOES_ON_LISTING.fullmatch(text, earlier.end, item.start))


_IDEAL = "ideal-candidate"
_GOES_ON_LISTING = re.compile(r"\W*\(|\s+|[^.;:]{0,30}(?:,|\bor|\band|/|&)\s*(?:[\w'’]+\s+){0,3}")
_TO_ITS_DEGREE = re.compile(r"(?:['’]?s)?(?: degree)?(?: in nursing)?\W*", re.IGNORECASE)
_GOES_ON = re.compile(r",? or\b", re.IGNORECASE)


def _narrowed(text: str, outer: list[Mention], aside: re.Match[str], cues: list[Cue]) -> list[Mention] | None:
    """The degree that a bare aside behind a list of levels speaks for; None when that is no such aside.

    "Diploma, ASN or BSN (preferred)" prefers the last level; "a PhD or MS in physics (preferred), or another science"
    prefers the subject, and so no level.
    """
    before = [item for item in outer if item.end <= aside.start() and item.kind in ("degree", "training")]
    if (
        len(cues) != 1
        or cues[0].strength == "required"
        or text[aside.start() + 1 : cues[0].start].strip()
        or text[cues[0].end : aside.end() - 1].strip()
    ):
        return None
    levels = {item.term_id for item in before if item.kind == "degree"}
    if not before or not levels or (len(levels) == 1 and before[-1].kind == "degree" and len(before) == 1):
        return None
    if not re.search(r"\bor\b|/|,", text[before[0].end : before[-1].start]):
        return None
    if _TO_ITS_DEGREE.fullmatch(text, before[-1].end, aside.start()):
        return [item for item in before if item.term_id == before[-1].term_id and item.start >= before[-1].start - 20]
    return [] if _GOES_ON.match(text, aside.end()) else None


_SO_IS = re.compile(
    r"^\W*(?:so (?:is|are|does|do)|likewise|the same (?:goes|is true|holds))\b"
    r"|\b(?:is|are) (?:\w+ )?(?:fine|welcome|accepted|good|all right|ok(?:ay)?),? (?:too|as well|instead)\b",
    re.IGNORECASE,
)


def carry_over(text: str, statement: Statement, items: list[Mention], earlier: list[Mention]) -> None:
    """Gives "So is a CDEO" and "a CDEO is fine too" the strength of the sentence before it."""
    asked = [item for item in earlier if item.excluded_because is None and item.strength]
    if asked and _SO_IS.search(text[statement.start : statement.end]):
        for item in items:
            item.strength = asked[-1].strength


def _govern(text: str, items: list[Mention], cues: list[Cue], governed: dict[int, Cue]) -> None:
    """Gives each item the cue that speaks for it, if any."""
    if not cues or not items:
        return
    items = sorted(items, key=lambda item: item.start)
    for cue in cues:
        if cue.direction == "inside":
            for item in items:
                if cue.start <= item.start < cue.end:
                    governed[id(item)] = cue
    after = [cue for cue in cues if cue.direction == "after"]
    before = [cue for cue in cues if cue.direction == "before"]
    floor = items[0].start
    for cue in after:
        items_before = [match.end() for match in _NEW_ITEM.finditer(text, floor, cue.start)]
        contrast = max((match.end() for match in _CONTRAST.finditer(text, floor, cue.start)), default=floor)
        lower = max([contrast, *items_before])
        if _OF_ITS_NOUN.match(text, cue.end) and _JOINS.search(text, floor, cue.start):
            before = sorted([*before, cue], key=lambda cue: cue.start)  # "an MSN, with preferred certification as ANP"
            continue
        reach = [item for item in items if lower <= item.start < cue.start]
        if not reach and not items_before and ";" not in text[floor : cue.start]:
            reach = [item for item in items if floor <= item.start < cue.start]
        lead = next(
            (
                other
                for other in reversed(before)
                if other.end <= cue.start
                and other.start >= min(floor, lower) - 80
                and not other.end <= floor < contrast  # "requires an RN; a BSN or an MSN is preferred"
            ),
            None,
        )
        for item in _sharing(text, reach, cue, lead):
            governed.setdefault(id(item), cue)
        floor = max(floor, cue.end)
    if len(after) == 1 and not before and items[0].start >= after[0].end and _LEADS_ON.match(text, after[0].end):
        before = after  # "strongly encouraged to hold a CCS-P", "it would be an advantage to have the CPB"
    is_certified = len(cues) == 1 and all(item.kind == "credential" for item in items)
    for item in items:
        if id(item) in governed:
            continue
        leads = (cue for cue in reversed(before) if cue.end <= item.start + 1)
        lead = next((cue for cue in leads if not _is_over(text, cue, item)), None)
        if (
            lead is None
            and len(before) == 1
            and items[-1].end <= before[0].start
            and (before[0].strength == "not_required" or (before[0].rule_id == "preferred-label" and is_certified))
        ):
            # "CPR is for our assistants; you will not need it", "Certifications a plus - ask us which"
            lead = before[0]
            governed[id(item)] = lead
            continue
        if lead and not re.search(r"\b(?:but|however|whereas|while)\b", text[lead.end : item.start], re.IGNORECASE):
            governed[id(item)] = lead
    final = items[-1]
    is_also = bool(after) and final.kind == "credential" and _OR_ALSO.fullmatch(text, after[-1].end, final.start)
    if is_also and id(final) not in governed:
        governed[id(final)] = after[-1]  # "a diploma may be beneficial, or relevant certifications"
    for earlier, item in pairwise(items):
        if id(item) in governed or id(earlier) not in governed:
            continue
        spoken = governed[id(earlier)].end
        between = text[spoken if earlier.end <= spoken <= item.start else earlier.end : item.start]
        # "CPC required or CCS", "Master's degree preferred in finance, MBA"
        is_further = item.term_id == earlier.term_id and item.kind == "degree" and _OF_ITS_FIELDS.fullmatch(between)
        if is_further or (_SHARES.search(between) and not _NO_LONGER_SHARES.search(between)):
            governed[id(item)] = governed[id(earlier)]
    for direction in ("both", "weak"):
        for cue in cues:
            if cue.direction != direction:
                continue
            for item in items:
                if cue.strength == "mentioned":
                    first, last = sorted((cue.start, item.start))
                    is_near = last - first <= _NEAR or not _NEW_ITEM.search(text, first, last)
                    if is_near and not _is_of_another(text, item, cue, governed.get(id(item))):
                        governed[id(item)] = cue
                else:
                    governed.setdefault(id(item), cue)


_OF_ITS_FIELDS = re.compile(r" in [^.;]*,\s*")
# "recommended and may be required", "preferred This position may require travel"
_AND_THEN = re.compile(r",? (?:and|but) |\s[A-Z].*", re.DOTALL)
_SHARES = re.compile(r"\bor\b|/|\bso (?:would|is|are|does|do|will)\b", re.IGNORECASE)  # "a CPC is welcome, so is a CCS"
_NO_LONGER_SHARES = re.compile(r"[;.]\s|\bbut\b|\b(?:and|plus) (?:an? )?(?:minimum|at least)\b", re.IGNORECASE)
_OR_ALSO = re.compile(r",? or (?:an? )?", re.IGNORECASE)


def _is_of_another(text: str, item: Mention, cue: Cue, own: Cue | None) -> bool:
    """Whether an aside speaks for another item: "BLS (required) PALS (may be required on some wards) CNOR"."""
    if item.end <= cue.start:
        if own is None or item.end > own.start or own.end > cue.start:
            return False
        return text[own.end] == ")" or bool(_AND_THEN.fullmatch(text, own.end, cue.start))
    closing = text.find(")", cue.end, item.start)
    return closing >= 0 and text.rfind("(", 0, cue.start) > text.rfind(")", 0, cue.start)


# "Current BLS Previous experience preferred": the list lost its breaks, and a capital begins an item
_NEW_ITEM = re.compile(
    r"(?<!\band)(?<!\bor)(?<=[a-zA-Z)\d]) "
    r"(?=(?:Previous|Prior|Active|Necessary|Hands-on|Valid|Current|Minimum|Graduate|Ability|Experience|Must|Successful|Good|Strong"
    r"|Excellent|Other|Additional) |Highly[- ])"
    r"|(?<=\band) (?=(?:previous|prior) (?:\w+ ){0,3}experience is\b)|(?<=required)(?=: [A-Z])"
    r"|(?<=[a-z][:,;]) (?=(?:[Ff]urther|[Aa]dditional|[Hh]igher) (?:education|training|study|studies|schooling)\b)"
)
_NEAR = 30  # "may require Valid ..." is one item


def _is_over(text: str, cue: Cue, item: Mention) -> bool:
    """Whether a wish in passing ended before the item."""
    return cue.rule_id == "preferred-label" and bool(_ENDS_WISH.match(text, cue.end, item.start))


_OF_ITS_NOUN = re.compile(r" (?:certifications?|credentials?|licen[sc]es?|experience|knowledge|background)\b")
_JOINS = re.compile(r"(?:\bwith|\band|,)\s*$")
# "preferably in surgery; five years of experience": a wish in passing ends with its clause or its bracket, "Preferred:"
# does not.
_ENDS_WISH = re.compile(
    r"[^():]*\)|(?<!:)(?<!: )(?!\W*:)"
    r"(?:[^:]*;|[^:]*, At least\b"
    r"|[^:]*[a-z)] (?:Active|Valid|Current|Must|Minimum|Graduate|Doctor|Bachelor|Master|High)\b)"
)


# "Bachelor's degree, computer science preferred" softens the subject, not the degree.
_OF_FIELD = re.compile(
    r"(?:['’]?s)?(?: degree)?(?: from [^,;]{3,50})?"
    r",\s*(?!(?:is|are|or|and|but|also|a|an|the|not|one|strongly|highly|very|much|most|considered|seen|strictly|absolutely)\b)"
    r"(?:[\w/&-]+ ){1,4}",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"\s*(?:(?:to|if you) (?:have|hold|be|obtain|possess|earn|are)\b|…|\.{3}|[·•])", re.IGNORECASE)


def _sharing(text: str, reach: Sequence[Mention], cue: Cue, lead: Cue | None) -> list[Mention]:
    """The items that share a cue which follows them: back over the list, to a comma that ends it."""
    shared: list[Mention] = []
    following: Mention | None = None
    is_listed = False  # "MS, MBA or PhD preferred"
    if reach and reach[-1].kind == "degree" and _OF_FIELD.fullmatch(text, reach[-1].end, cue.start):
        return []
    if len(reach) > 1 and reach[-1].kind == "degree" and _ITS_OWN.fullmatch(text, reach[-1].end, cue.start):
        return list(reach[-1:])  # "Diploma (Nursing) or Bachelors Nursing-Preferred"
    if reach and reach[-1].kind == "experience" and is_another_clause(text[reach[-1].end : cue.start]):
        return []  # "one year of clinical experience, cardiology experience preferred"
    closed = reach and _CLOSED.fullmatch(text, reach[-1].end, cue.start)
    opened = text.rfind("(", 0, reach[-1].start) if closed else len(text)  # "(MSN, DNP, ARNP) preferred" is one thing
    for item in reversed(reach):
        if following is not None:
            between = text[item.end : following.start]
            has_conjunction = bool(_CONJUNCTION.search(between))
            has_comma = "," in _EXAMPLES.sub("", _BRACKETS.sub("", between)) or bool(_DASH.search(between))
            same_list = item.kind == following.kind == "credential" or (has_conjunction and not has_comma)
            if lead and lead.strength != cue.strength and item.start > lead.start and has_comma:
                break
            is_last_of_list = bool(re.search(r"\bor\b", between))
            if same_list and (_RUN_ON.fullmatch(between) or _WITH.fullmatch(between)):
                break  # "BLS card at first ACLS as required by the house CNOR preferred", "BLS, with ACLS preferred"
            is_listed = is_listed or is_last_of_list
            if (
                has_comma
                and item.start < opened
                and not same_list
                and not (has_conjunction and item.kind == following.kind)
                and not is_last_of_list
                and not (is_listed and between.strip() == ",")
            ):
                break
            if len(between) > 160 and not has_conjunction:
                break
            if item.kind == following.kind == "degree" and _OF_SUBJECTS.fullmatch(between):
                break
            if item.kind == "degree" and following.kind == "credential" and _WITH_CARDS.search(between):
                break
        shared.append(item)
        following = item
    return shared


_ITS_OWN = re.compile(r"(?: in)?(?: \w+){0,2}-")
# "BS in law or finance, MBA preferred": "or" joins the subjects and not the degrees
_OF_SUBJECTS = re.compile(
    r"(?:['’]?s)?(?: degree)?(?:(?: in|,? with) \w(?:[^;.]|\b[ei]\.[ge]\.)* or [^;.]+(?:,\s*| [-–—] )(?:an? )?"
    r"|(?: in [^,;.]{3,40})?,? with (?:an? )?)",
    re.IGNORECASE,
)
# "a degree in law or finance, with further certifications preferred"
_WITH_CARDS = re.compile(
    r"(?:\bfield|\bdiscipline|\barea|, (?:\w+ )?\w+)s?,? with (?:an? )?(?:\w+ ){0,4}$", re.IGNORECASE
)
_DASH = re.compile(" [-–] ")
_EXAMPLES = re.compile(r"\b(?:e\.?g|i\.?e)\.?,", re.IGNORECASE)
_RUN_ON = re.compile(r"(?!\W*certif)(?:\s+(?!and\b|or\b|certif)[\w'’]+){3,}\s+")
_WITH = re.compile(r"(?: certifications?| card)?, with ", re.IGNORECASE)
_CLOSED = re.compile(r"[^()]*\)[^()]*")

_LEAD_IN = 40
_EARNED = re.compile("complet|graduat", re.IGNORECASE)
_FAR = 80  # behind so much prose a course or a bare "degree" is spoken of and not asked for
_WEAK_TRAINING = ("training-stated", "training-item")  # asked for only by a heading or a cue
_AS_SUBJECT = re.compile(r"\W*(?:the|our|each|every|all|an?|your)\s+", re.IGNORECASE)
_NAMES_KIND = re.compile(
    r"\b(?:certifications?|certified in|credentials?|licen[sc]es?|licensure|registration)\b", re.IGNORECASE
)
_VERBS_OF_WORK = re.compile(
    r"\W*(?:\w+ly )?(?:assist|assign|audit|analy[sz]e|answer|collect|code|communicate|complete|conduct|coordinate"
    r"|create|develop|document|ensure|"
    r"enter|follow|handle|identify|lead|maintain|manage|monitor|obtain|perform|post|prepare|process|provide"
    r"|research|resolve|respond|review|"
    r"submit|support|train|update|verify|work(?!ing towards?\b)|serve|report|join|help)(?:s|es|ing|ed)?\b",
    re.IGNORECASE,
)


def _unheaded(text: str, statement: Statement, item: Mention) -> tuple[str, str]:
    """The strength of a mention that neither a cue nor a heading speaks for."""
    if item.kind == "experience" and statement.section not in ("about", "benefits", "equal_opportunity"):
        return "required", "plain-experience"
    if (
        statement.section in ("", "other", "summary", "physical")
        or (statement.section == "duties" and item.kind == "degree")
        or is_misplaced(text, statement, item)
    ):
        if _VERBS_OF_WORK.match(text, statement.start, statement.end):
            return "mentioned", "named-only"
        if statement.is_heading or item.rule_id.startswith(_WEAK_TRAINING):
            return "mentioned", "named-only"
        if item.kind == "credential" and (
            _AS_SUBJECT.fullmatch(text, statement.start, item.start) or text.endswith("with ", 0, item.start)
        ):
            return "mentioned", "named-only"
        is_short = statement.end - statement.start <= 160 and item.start - statement.start <= _LEAD_IN
        is_loose = item.term_id == "unspecified" or (item.kind == "training" and not _EARNED.match(text, item.start))
        is_far = is_loose and item.start - statement.start > _FAR
        if (
            (item.kind in ("degree", "training") and not is_far)
            or is_short
            or (item.term_id != "other_certification" and _NAMES_KIND.search(text, statement.start, item.start))
        ):
            return "required", "plain-statement"
    return "mentioned", "named-only"

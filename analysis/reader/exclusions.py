"""Why a mention is not asked of the applicant: a benefit, a colleague, the employer, a form, a duty.

An excluded mention stays in the results with its reason; it never counts as demand.
"""

import re
from functools import cache
from typing import NamedTuple

from analysis.reader.mention import ASKED, PERSONS, Mention
from analysis.reader.misplaced import is_misplaced
from analysis.reader.sections import REQUIREMENT_KINDS, Statement
from analysis.reader.sieve import Sieve
from analysis.vocabulary import PatternRule, Vocabulary

_SECTION_REASONS = {
    "benefits": "benefit",
    "equal_opportunity": "equal_opportunity",
    "about": "employer",
    "application": "form",
    "examination": "form",
}
_OF_SKILLS = frozenset(_SECTION_REASONS) - {"examination"}  # the abilities that it examines are those of the job
_NEAR = 70
# A longer sentence has lost its stops, and what its end says of the house is not said of its beginning.
_RUN_ON = 180
_SAID_NEAR = {"equal_opportunity": 70, "form": 160}  # characters behind
# What a heading of requirements cannot overrule: the sentence itself says that it gives, asks or excludes.
_STRONG_REASONS = frozenset({"benefit", "form", "equal_opportunity"})


def exclude(text: str, lowered: str, statement: Statement, items: list[Mention], vocabulary: Vocabulary) -> None:
    """Sets `excluded_because` (and strength 'mentioned') where the statement asks nothing of the applicant.

    `lowered` is the text in lower case.
    """
    whole: dict[str, re.Match[str] | None] = {}
    is_asked = any(item.kind != "skill" and not item.excluded_because for item in items)
    rules = _may_exclude(lowered[statement.start : statement.end], vocabulary) if is_asked else ()
    last: Mention | None = None
    for item in items:
        if item.excluded_because:
            item.strength = "mentioned"
            continue
        if last and last.term_id == item.term_id and text[last.end : item.start].strip() == "(":
            reason, rule_id = last.excluded_because or "", last.rule_id.partition("+")[2]  # "reports to a nurse (RN)"
        else:
            reason, rule_id = _reason(text, lowered, statement, item, rules, whole)
        last = item if reason else None
        if reason:
            item.excluded_because, item.strength = reason, "mentioned"
            item.rule_id = f"{item.rule_id.split('+')[0]}+{rule_id}"


def _may_exclude(lowered: str, vocabulary: Vocabulary) -> tuple[PatternRule, ...]:
    """The exclusions that may match a sentence, with its asides or without."""
    return _sieve(vocabulary).may_match(f"{lowered}\n{_ASIDE.sub('', lowered)}" if "(" in lowered else lowered)


@cache
def _sieve(vocabulary: Vocabulary) -> Sieve:
    return Sieve(vocabulary.exclusions)


def _reason(
    text: str,
    lowered: str,
    statement: Statement,
    item: Mention,
    rules: tuple[PatternRule, ...],
    whole: dict[str, re.Match[str] | None],
) -> tuple[str, str]:
    if item.kind == "skill":
        reason = _SECTION_REASONS[statement.section] if statement.section in _OF_SKILLS else ""
        rule_id = f"section-{statement.section}"
        if (
            not reason
            and statement.section in ("", "other", "summary")
            and _OF_EMPLOYER.match(text, statement.start, statement.end)
        ):
            reason, rule_id = "employer", "employer-describes"
        if reason and reason != "form" and _OF_JOB.match(text, statement.start, statement.end):
            return "", ""  # duties whose own heading was not known
        return (reason, rule_id) if reason else ("", "")
    if item.strength == "not_required":
        return "", ""
    has_cue = item.months_to_obtain is not None or (
        "+" in item.rule_id
        and not item.rule_id.endswith(("named-only", "plain-statement", statement.default_rule or "\0", "weak-have"))
    )
    in_requirements = statement.section in REQUIREMENT_KINDS
    is_firm = has_cue and item.strength in ASKED
    if statement.section in _SECTION_REASONS and not is_firm and not is_misplaced(text, statement, item):
        return _SECTION_REASONS[statement.section], f"section-{statement.section}"
    before = _ASIDE.sub("", text[max(statement.start, item.start - _NEAR) : item.start])
    after = text[item.end : min(statement.end, item.end + _NEAR)]
    is_many = item.rule_id.startswith("credential-") and text[item.start : item.end].lower().endswith(_PERSONS)
    if in_requirements and not text[statement.start : item.start].strip(" •*-") and item.end == statement.end:
        is_many = False  # "AWS Solutions Architect Associates", an item of its own
    is_sought = item.kind == "credential" and bool(_SOUGHT.search(before))
    if is_many and not is_sought and not _THEY_MUST.match(after):
        return "colleague", "colleague-plural"
    if item.kind == "credential" and item.strength == "preferred" and _is_only_work(before, after):
        return "duty", "experience-as"
    before_lowered, after_lowered = before.lower(), after.lower()
    is_run_on = statement.end - statement.start > _RUN_ON
    about = _About(item.kind, item.type == "employer", in_requirements, has_cue, is_firm, is_sought)
    for rule in rules:
        if not _may_speak(rule, about):
            continue
        if rule.detail.startswith("both") and rule.kind in _SAID_NEAR and is_run_on:
            first = max(statement.start, item.start - _RUN_ON)
            last = min(statement.end, item.end + _SAID_NEAR[rule.kind])
            where, match = "", rule.pattern.search(rule.reads(text, lowered), first, last)
            if match and match.end() == last < statement.end:
                continue  # what seemed to end there was cut
        elif rule.detail.startswith("both"):
            if rule.rule_id not in whole:
                whole[rule.rule_id] = rule.pattern.search(rule.reads(text, lowered), statement.start, statement.end)
            where, match = "", whole[rule.rule_id]
        else:
            if rule.detail.startswith("before"):
                where = rule.reads(before, before_lowered)
            else:
                where = rule.reads(after, after_lowered)
            match = rule.pattern.search(where)
        if not match:
            continue
        if (
            rule.kind == "colleague"
            and in_requirements
            and rule.detail == "before"
            and _asks_between(where[match.end() :])
        ):
            continue
        return rule.kind, rule.rule_id
    if (
        _PLURAL.search(text[item.start : item.end])
        and item.kind == "credential"
        and not is_sought
        and not has_cue
        and not in_requirements
    ):
        return "colleague", "colleague-plural"
    return "", ""


# "Physician Assistants must also be certified"
_THEY_MUST = re.compile(r"\W*(?:must|shall|need to)\b", re.IGNORECASE)


class _About(NamedTuple):
    """What of a mention decides which exclusions may speak of it."""

    kind: str
    is_of_employer: bool
    in_requirements: bool
    has_cue: bool
    is_firm: bool  # a cue asks for it
    is_sought: bool


def _may_speak(rule: PatternRule, about: _About) -> bool:
    is_strong = rule.detail.endswith("-strong")
    if rule.kind in ("duty", "employer") and (
        about.kind == "experience" or ((about.in_requirements or about.has_cue) and not is_strong)
    ):
        return False
    if about.is_sought and rule.kind in ("colleague", "benefit", "employer") and not is_strong:
        return False  # "We seek to hire a registered nurse"
    if rule.kind == "accreditation" and about.kind != "credential":
        return False
    if rule.kind == "substitute" and about.kind not in ("credential", "training"):
        return False
    if rule.kind == "instruction" and (
        about.kind != "training" or (about.is_of_employer and rule.detail.endswith("-course"))
    ):
        return False
    if rule.kind in ("definition", "internal") and about.kind == "experience":
        return False
    if rule.kind == "colleague" and (
        about.kind in ("training", "experience")
        or (about.kind == "degree" and rule.rule_id == "colleague-our")
        or ((about.has_cue or (about.kind == "degree" and about.in_requirements)) and not is_strong)
    ):
        return False
    if about.kind == "experience" and rule.kind in ("benefit", "boilerplate"):
        return False
    if rule.detail == "before-prose" and about.in_requirements:
        return False
    if rule.kind == "boilerplate" and (about.in_requirements or about.has_cue) and not is_strong:
        return False
    return not (rule.kind in _STRONG_REASONS and about.is_firm and rule.kind != "form" and not is_strong)


# "We partner with hospitals", "Our suite covers the revenue cycle": the firm speaks of itself, not of the job.
_OF_EMPLOYER = re.compile(
    r"\W*(?:at [^,.]{2,40}, )?(?:we(?!['’]?(?:re| are)? (?:looking|seek|need|hiring))|our|founded|since"
    r"|every (?:day|year))\b(?![^.]{0,120}\b(?:looking for|seeking|you (?:will|have|must)|you['’]ll)\b)",
    re.IGNORECASE,
)
# What only a duty or a demand says, in whatever section: "Collaborate with the ward", "Strong communication skills"
_OF_JOB = re.compile(
    r"\W*(?:(?:administers?|assists?|collaborates? with|communicates?|conducts?|coordinates?|develops?|ensures?"
    r"|handl(?:es?|ing)|maintains?|manages?|participates?|performs?|promotes?|provides? (?!you\b)|representing"
    r"|responsible|serves? as|supporting|supports?|works? (?:clos|collab)\w*)\s"
    r"|(?:fluent|proficien\w+|excellent|exceptional (?!customer)|good|impressive|proven (?!leadership)|strong"
    r"|demonstrated)\s"
    r"|(?:commitment to|knowledge of|ability to|able to|must (?:be|have))\s"
    r"|(?:[\w-]+ ){1,3}communication (?:(?:and|&) \w+ )?skills\b"
    r"|(?:as an? [^,]{2,60}, )?you(?:['’]ll| will) (?!have|get|enjoy|receive|be (?:part|joining|surrounded|working))"
    r"|we (?:also )?(?:highly )?value [^.]{0,50}\bcommunication"
    r"|[^.]{0,120}\b(?:we(?:['’]re| are) (?:seeking an?|prioritizing)|(?:applicants?|candidates?) must(?! be legally)"
    r"|this (?:role|position) requires|(?:is|are) essential|as part of your duties)\b)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"[A-Z]['’]?s$")
# "Licensed Practical Nurses" are others, unless it is they who are sought.
_PERSONS = tuple(f"{person}s" for person in PERSONS)
_SOUGHT = re.compile(
    r"\b(?:seek\w*|hiring|look\w* (?:to (?:add|hire)|for)|in need of|needs?|invit\w+|welcom\w+|recruiting"
    r"|openings? for)\b"
    r"(?:(?!\b(?:with|under|by|of|who|from|about|assist\w*|support\w*)\b)[^.;:()])*(?:\([^()]*)?$",
    re.IGNORECASE,
)


_WORKED_AS = re.compile(r"\bexperience (?:\w+ ){0,2}as an? (?:(?!\bcertif|\blicen)[^.;:])*$", re.IGNORECASE)


def _is_only_work(before: str, after: str) -> bool:
    """Whether a wish is for the work, and none for the licence: "experience as an aide or a medic is a plus"."""
    return bool(_WORKED_AS.search(before)) and "certif" not in after.lower()


_ASIDE = re.compile(r"\([^()]*\)")  # speaks of what stands in it
_ASKS_AGAIN = re.compile(
    r"[;:]|(?:,|\band\b)\s+(?:\w+ ){0,2}"
    r"(?:must|holds?|have|has|possess\w*|currently?|valid|active|be|maintain\w*|required|an?)\b",
    re.IGNORECASE,
)  # opens a clause of its own behind the colleague


def _asks_between(between: str) -> bool:
    """Whether something after the colleague cue opens a new clause that asks again."""
    return bool(_ASKS_AGAIN.search(between))

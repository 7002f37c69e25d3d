"""What a job title says of credentials besides naming them.

"Licensed in any state" asks a lawyer for the bar; the "medical licence" of a nurse practitioner is no physician's; and
"Licensed Centre Manager" asks for a licence though the text never comes back to it.
"""

import re
from collections.abc import Iterable

from analysis.reader.mention import ASKED, Mention

WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))  # "LPN", a space that nobody sees, "/LVN"
_ADVANCED_PRACTICE = re.compile(
    r"\b(?:nurse|midwife|NP|PA(?:-C)?|APRN|ARNP|physician (?:assistant|associate)|advanced? practice)\b", re.IGNORECASE
)
_PHYSICIAN = re.compile(
    r"\b(?:physician(?!['’]?s? (?:assistant|associate))|M\.?D\.?|hospitalist|doctor)(?!\w)", re.IGNORECASE
)
# Whose licence it is that a text asks for by no name; the first that the title holds.
_PROFESSIONS = (
    ("bar_admission", re.compile(r"\b(?:attorney|counsel|lawyer|solicitor)\b", re.IGNORECASE)),
    ("psychologist", re.compile(r"\bpsychologist\b", re.IGNORECASE)),
    ("rph", re.compile(r"\bpharmacist\b", re.IGNORECASE)),
    ("pt_licence", re.compile(r"\bphysical therapist\b(?! assistant)", re.IGNORECASE)),
    ("ot_licence", re.compile(r"\boccupational therapist\b(?! assistant)", re.IGNORECASE)),
    (
        "rn",
        re.compile(
            r"^(?!.*\b(?:assist\w*|aide|tech\w*|student|station|practical|vocational|practitioner|LPN|LVN|NP|APP|APRN"
            r"|midwife|an[ae]sth\w*|recruiter|advanced?)\b).*\bnurs(?:e|es|ing)\b",
            re.IGNORECASE,
        ),
    ),
)
_TO_NURSE = "licence-to-nurse"  # "a licence to practise nursing", which several hold
_NURSES = (
    ("lpn", re.compile(r"^(?!.*\b(?:RN|registered)\b).*\b(?:L[PV]N|practical|vocational)\b", re.IGNORECASE)),
    ("np", re.compile(r"\b(?:NP|practitioner)\b", re.IGNORECASE)),
    ("crna", re.compile(r"\bCRNA\b|an[ae]sthetist", re.IGNORECASE)),
    ("cnm", re.compile(r"\bCNM\b|midwife", re.IGNORECASE)),
)
_STUDENT = re.compile(
    r"\b(?:students?(?: nurses?)?(?: extern| intern|$)|student nurses?|nursing students?|externs?|externship)\b",
    re.IGNORECASE,
)
_OF_A_NURSE = re.compile(r"nurs(?:ing|e) licen[sc]|licensed nurse\b", re.IGNORECASE)  # under the title of an LPN theirs
_OTHER_NURSES = frozenset({"lpn", "np", "aprn", "crna", "cnm", "cns"})
_FURTHER = re.compile(r"\b(?:other|additional|any)\s+$", re.IGNORECASE)
_OF_MEDICINE = re.compile(
    r"(?:state |to practi[cs]e )?medic(?:al|ine)\b|licen[sc]ed? to practi[cs]e medicine", re.IGNORECASE
)
_LICENSED = re.compile(r"(?<![\w-])(?<!non[- ])licensed\b", re.IGNORECASE)
_NURSE = re.compile(r"\bnurs(?:e|ing)\b(?!.*\b(?:assistant|aide|tech\w*|student|station)\b)", re.IGNORECASE)
_AS_HOLDER = re.compile(r"\W*(?:as an? |the |this |an? )?", re.IGNORECASE)
# What no English word spells, and titles write "Rn", "Lvn", "cRNA".
_IN_TITLES = re.compile(r"\b(?:rn|l[pv]n|np|cna|crna|aprn|bcba|rbt|lcsw|lmft|emt)\b", re.IGNORECASE)
_JOINT = re.compile(r"\s*(?:/|,|&|\bor\b|\band\b)\s*(?:\bor\b\s*)?", re.IGNORECASE)


def is_student(title: str) -> bool:
    """Whether a title seeks those who are still at school: "RN Student Extern"."""
    return bool(_STUDENT.search(title))


def in_capitals(title: str) -> str:
    """The title with the abbreviations of the commonest licences in capitals, every character in its place."""
    return _IN_TITLES.sub(lambda match: match.group().upper(), title)


def is_joined(title: str, mention: Mention, others: list[tuple[Mention, bool]]) -> bool:
    """Whether an abbreviation that may be a state stands in one list with a licence: "(NP/PA)", "WHNP or PA"."""
    return mention.term_id == "pa" and any(
        (not needs_context or other.term_id in ("np", "pa"))
        and (
            _JOINT.fullmatch(title, other.end, mention.start)
            or (mention.end <= other.start and _JOINT.fullmatch(title, mention.end, other.start))
        )
        for other, needs_context in others
        if other is not mention
    )


def give_owners(text: str, mentions: Iterable[Mention], title: str) -> None:
    """Makes the licences without a name, or with one that is not meant, those of the title's profession."""
    mentions = [mention for mention in mentions if mention.kind == "credential"]
    owner = _owner(title) if any(mention.term_id == "unnamed_licence" for mention in mentions) else None
    if owner == "rn" and any(mention.term_id in _OTHER_NURSES for mention in mentions):
        owner = None  # "Review Nurse", of whom the text asks the licence of an LPN
    for mention in mentions:
        if mention.term_id == "unnamed_licence":
            is_further = _FURTHER.search(text, max(0, mention.start - 12), mention.start)
            if owner and not is_further:
                mention.term_id = owner
        elif mention.rule_id == _TO_NURSE:
            mention.term_id = next((term_id for term_id, pattern in _NURSES if pattern.search(title)), "rn")
        elif mention.term_id == "rn" and _OF_A_NURSE.match(text, mention.start) and _NURSES[0][1].search(title):
            mention.term_id = "lpn"
        elif mention.term_id == "md" and _is_advanced(title) and _OF_MEDICINE.match(text, mention.start, mention.end):
            mention.term_id = "unnamed_licence"


def _is_advanced(title: str) -> bool:
    return bool(_ADVANCED_PRACTICE.search(title)) and not _PHYSICIAN.search(title)


def _owner(title: str) -> str | None:
    """The licence of the profession that a title names."""
    if _PHYSICIAN.search(title) and not _ADVANCED_PRACTICE.search(title):
        return "md"
    return next((term_id for term_id, pattern in _PROFESSIONS if pattern.search(title)), None)


def _is_asked(type: str, mentions: Iterable[Mention]) -> bool:
    return any(one.type == type and one.excluded_because is None and one.strength in ASKED for one in mentions)


def licensed_in_title(title: str, text: str, mentions: list[Mention]) -> list[Mention]:
    """The licence of "Licensed Counsellor", where no other one is asked for.

    Nor does a text ask for it again that tells what "the RN" does under the title of a nurse: that mention asks.
    """
    if _is_asked("licence", mentions):
        return []
    if match := _LICENSED.search(title):
        rule_id = "unnamed-licence+title"
        return [
            Mention(
                _owner(title) or "unnamed_licence",
                "credential",
                *match.span(),
                rule_id,
                -1,
                "licence",
                strength="required",
            )
        ]
    if _NURSE.search(title):
        _ask_of_holder(text, mentions)
    return []


def certified_in_title(title: str, mentions: list[Mention]) -> list[Mention]:
    """The certification of "Certified Medical Coder", where no other one is asked for."""
    match = _CERTIFIED.search(title)
    if match is None or _is_asked("certification", mentions):
        return []
    rule_id = "unnamed-billing" if match["work"].lower().startswith("bill") else "unnamed-coding"
    term_id = rule_id.replace("-", "_")
    return [Mention(term_id, "credential", *match.span(), f"{rule_id}+title", -1, "certification", strength="required")]


_CERTIFIED = re.compile(
    r"\bcertified (?:medical |inpatient |outpatient )?(?P<work>coder|coding|biller|billing)\b", re.IGNORECASE
)


def _ask_of_holder(text: str, mentions: list[Mention]) -> None:
    """Makes the first RN that a line begins with required: "The RN plans the care"."""
    for mention in mentions:
        line = text.rfind("\n", 0, mention.start) + 1
        is_holder = mention.term_id == "rn" and _AS_HOLDER.fullmatch(text, line, mention.start)
        if is_holder and mention.excluded_because is None:
            mention.strength, mention.rule_id = "required", f"{mention.rule_id.split('+')[0]}+title-profession"
            return

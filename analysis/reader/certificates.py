"""Certifications and licences that no row names: asked for without a name, or named by what they are about.

"Relevant certifications are a plus" leaves open which; "a Tableau certification" does not. The words beside the noun
tell, by their roles in `certification_words.csv`, and what stands behind it.
"""

import re
from collections.abc import Iterable, Mapping

from analysis.reader.mention import Mention

CERTIFICATE_RULE, LICENCE_RULE = "certificate", "unnamed-licence"  # the rows whose patterns find the noun
PROFESSION_RULES = "licensed-as-"  # the rows whose patterns find a profession

_UNNAMED, _NAMED, _LICENCE = "unnamed", "other_certification", "unnamed_licence"
_BY_FIELD = {"coding": "unnamed_coding", "billing": "unnamed_billing", "healthcare": "unnamed_healthcare"}
_REACH = 80  # characters before the noun
_MOST_WORDS = 6
_CLAUSE = re.compile(r"[,;:()\[\]•·|\n]|[.!?]\s|\s[-–—]\s")
_TOKEN = re.compile(r"[^\s/&]+|/|&")
_JOINT = frozenset({"and", "or", "and/or", "/", "&"})
_EDGES = "'’‘\"“”*®™"
_WORD_BEHIND = re.compile(r"[\s-]+(?P<word>[A-Za-z]+)")
# "such as CKA", "(e.g. CKA)", "(CKA, CKS)", ": CKA"
_EXAMPLES = re.compile(
    r"\W{0,3}(?:such as|like|e\.?g|i\.?e|including|for example)\b|\s*[(:–—-]\s*(?-i:[A-Z][\w.-]*[A-Z+]|[A-Z]{2,})"
    r"|\s*\((?-i:[A-Z])[\w.+-]*,",
    re.IGNORECASE,
)
_TOLD = re.compile(r"[^.;:(]{0,40}(?:\(|\bsuch as|\blike|\bi\.?e\b|\be\.?g\b)[^;)]{0,60}?(?-i:[A-Z])", re.IGNORECASE)
_ASKED = re.compile(
    r",? (?:(?:is|are|will be|would be|strongly|highly|also|not) )*"
    r"(?:required|preferred|desired|desirable|needed|necessary|a plus|an? (?:advantage|asset|bonus|must)|beneficial"
    r"|helpful|encouraged|valued)\b",
    re.IGNORECASE,
)
_IS_ASKED = re.compile(
    r"\W{0,2}(?:(?:is|are|would be|strongly|highly) )*(?:required|preferred|desired|a plus|a must)\b", re.IGNORECASE
)
_TO_HOLD = re.compile(
    r"\b(?:must|will|shall|to) (?:\w+ ){0,2}(?:obtain|hold|have|possess|earn|achieve) (?:an? )?$", re.IGNORECASE
)
_AS_PROFESSION = re.compile(r"(?: (?:from|by|through) [^.;,]{3,50}?)? as an? (?:\w+ )?[a-z]+(?:ist|er|or|ian|ant)\b")
_SAID_OF_NAME = (["level"], ["related"], ["approved"], ["recognized"], ["recognised"], ["accredited"], ["accepted"])
# "a cybersecurity-related certification"
_RELATED = re.compile(r"(?P<subject>.+)-(?:related|focused|based|specific|oriented)")
_VERB = re.compile(r"(?:ing|(?<!-relat)ed|[^s]s)$|^(?:pass|ensure|board)$", re.IGNORECASE)
_GIVEN_BY = re.compile(r",? (?:issued )?(?:by|from|through|with|via) (?:an? |the )?(?P<proper>[A-Z])?")
_OF_SCHOOL = re.compile(r" from (?:an? |the )?(?:\w+ ){0,2}(?:institution|school|college|university)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r" (?:(?:or|and|and/or) (?:knowledge|experience|training|expertise) (?:in|of|with)|in|for|on|related to"
    r"|specific to) (?:an? |the |your |one or more )?"
    r"(?P<subject>[^.;:()]{1,70})(?P<names>\((?-i:[A-Z]{2,7}\)|e\.?g\b|such as\b|like\b|i\.?e\b|including\b))?",
    re.IGNORECASE,
)
# A course of care by its subject is a certification of its own: "certified in wound care"
_OF_CARE = re.compile(
    r"\b(?:nurs\w+|care|therap\w+|wound|chemo\w*|lactation|infusion|fetal|obstetric\w*|dialysis|massage|injectables?"
    r"|ultrasound|sonograph\w*|phlebotomy|steril\w+|counsel\w*|rehab\w*|pediatric\w*|oncolog\w+|cardiac|emergency"
    r"|first aid|life support|crisis|de-?escalation)\b",
    re.IGNORECASE,
)
_OF_ANY_FIELD = frozenset({"technology", "technologies", "systems", "sciences", "methods", "tools"})
_FIRST_OF_LIST = re.compile(r"(?:(?!,|/| or | and | & ).)*", re.DOTALL)
_ORGANISATIONS = re.compile(
    r" (?:from|through|by|with|via) (?:(?:either|one|any|an?|the|of|following|accredited|"
    r"national|certifying|nursing|board|body|bodies|agency|organizations?|such as)\b[ :]+)*"
    r"(?:[A-Z]{3,}|[A-Z][a-z]+ (?:of |for )?[A-Z])"
)  # "certification through one of: Academy of Hat Makers (AHM)": theirs
_OR_HIGHER = re.compile(r"\S\w* or (?:higher|above|greater) $", re.IGNORECASE)  # "XCAS 2.0 or higher certification"
_TO_DO = re.compile(r" to (?:write|prescrib|practi|operat|administ|perform|teach|inspect|handl|appl(?:y|ic))")
_OPEN_SUBJECT = re.compile(
    r"\b(?:(?:related|relevant|desired|similar|appropriate|applicable|chosen|this|your) (?:(?-i:[a-z])\w* )?"
    r"(?:fields?|areas?|disciplines?|special\w+|technolog(?:y|ies)|domains?|industr(?:y|ies)|subjects?)"
    r"|^fields?\b|(?:area|field) of|special(?:i[sz]ation|ty)|practice area|clinical|expertise)\b",
    re.IGNORECASE,
)
# "the certifications required for your position", "certification of completion"
_NO_ASK = re.compile(
    r"(?: (?:or|and) \w+)?(?: (?:that are |as )?(?:required|necessary|needed|appropriate))? (?:of|for|to) "
    r"(?:your|their|the|his|her|each|any|all) (?:\w+ )?(?:positions?|roles?|jobs?|professions?)\b| of "
    r"|[^.;]{0,40}\b(?:may|will|to|can) be (?:considered|accepted)\b"
    r"| by (?:an? |the )?(?:\w+ )?(?:department|unit|ward|position)\b|,? or certificat\w+ programs?\b"
    r"| (?:and|or|&) audits?\b",
    re.IGNORECASE,
)
# "... to obtain and maintain any credentials or certifications necessary for your position"
_KEPT = re.compile(r"\bobtain and (?:then )?(?:maintain|keep)\b[^.;:]*$", re.IGNORECASE)
# nothing but an aside stands behind it, or a course
_WHOLE = re.compile(r"(?:/(?:courses?|training))?\W*(?:\((?!if )[^()]*\)\W*)?$")
# What a firm is certified by, and a form's blank.
_OF_NOBODY = re.compile(r"\b(?:SOC[ -]?2|ISO ?\d{4,}|HITRUST|FedRAMP|PCI[- ]DSS)\b|_{3}")
_NOT_SUBJECT = re.compile(
    r" in (?:good standing|place|progress|process|accordance|order|hand|lieu|the (?:state|last))\b"
)
# "continuing education units required to maintain professional certification", "skill verified by certifications"
_IN_PASSING = re.compile(
    r"\b(?:education|training|courses?|CEUs?|credits?|units|hours)\b[^.;]{0,30}\bto (?:maintain|keep|renew)\b[^.;]*$"
    r"|\b(?:verified|validated|demonstrated|evidenced|proven|backed) (?:through|by|via|with) (?:\w+ ){0,3}$",
    re.IGNORECASE,
)
# "One of the security certifications is required": those that are named beside it
_OF_THOSE = re.compile(r"\b(?:one|any|some|most|all|each) of (?:the|these|those) (?:\w+ ){0,2}$", re.IGNORECASE)
_LABEL_END = re.compile(r"\s*:")
_NO_CHOICE = re.compile(r"\b(?:the|all|these|those|both|said|this|that) $", re.IGNORECASE)
# "we do not require a degree or certification"
_NOT_ASKED = re.compile(r"\b(?:not|n['’]t) (?:require|need|expect|ask for)\b[^.;:]*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?:[A-Z][\w+]*|[A-Z]{2,} [a-z]+)\s*\($")  # "Tableau (certification preferred)"
_BEHIND_BRACKETS = re.compile(
    r"[A-Z][\w+]*,? \((?:[A-Z][\w +-]*|or (?:equivalent|similar|comparable)[^()]*)\)\s*$"
)  # "Developer (Dev I) certifications preferred"
_DIPLOMA_OR = re.compile(
    r"\b(?:diploma|ged|degree|high school)\b[^;:.]{0,25}\bor (?:an? |its )?(?:equivalent|comparable|similar) $",
    re.IGNORECASE,
)
_OR_DEGREE = re.compile(
    r"(?:^|:)\s*(?:[\w'’]+ ){0,2}(?:BSN|MSN|MBA|formal education|degree(?:\(s\)|s)?|bachelor[’'s]*|master[’'s]*)"
    r" (?:and|or|and/or) $",
    re.IGNORECASE,
)
# "a degree in lamps or a related field, or certification", "college course work or certification"
_BESIDE_STUDIES = re.compile(
    r"\b(?:degrees?|bachelor[’'s]*|master[’'s]*|boot ?camps?)\b[^.;:()]{0,120}(?:,|\bexperience) (?:or|and/or) $"
    r"|\b(?:related|similar|relevant) (?:technical )?(?:field|discipline|area)s?, (?:or|and/or) $"
    r"|\bcourse ?work (?:or|and/or) $",
    re.IGNORECASE,
)
_AND_EXPERIENCE = re.compile(r"\b(?:experience|knowledge|expertise) (?:and|or|and/or) $", re.IGNORECASE)
_BEFORE_SUBJECT = (_OR_DEGREE, _BESIDE_STUDIES, _TO_HOLD, _AND_EXPERIENCE)
_LICENCE_OR = re.compile(r"\w \W*licen[sc](?:ure|es?|ing) ?/ ?$", re.IGNORECASE)
_SMALL_WORD = re.compile(r"\b[a-z]{4,}\b")
_CERTIFIED_IN = re.compile(r" (?:in|on|with) (?:the )?[A-Z]")
_CERTIFIED_IN_ITEM = re.compile(r" in (?!good\b|at\b|any\b|one\b|the\b|an?\b|your\b|th)[a-z]")
_FIRST = re.compile(r"\W*")
_CUE_LABEL = re.compile(
    r"\W*(?:(?:strongly|highly) )?(?:preferred|required|desired|minimum|(?:up)?on hire|at hire)(?: qualifications?)?"
    r"\s*[:–—-]\s*",
    re.IGNORECASE,
)
_MUST_BE = re.compile(r"(?<!not )(?<!cannot )\b(?:be|become|get) $", re.IGNORECASE)
_FREE = re.compile(r" ?(?:[.,;)]|$| (?:on|to|for|upon|within|before|prior|or|and)\b)")
_NAMED_LICENCE = re.compile(
    r"(?:\(s\))? (?:to (?:practi[cs]e(?! (?:in|within|independently|psychotherapy)\b)|act|operate|drive|sell|teach"
    r"|write)\b|as an? \w|of (?!the state)[A-Za-z]"
    r"|(?:with|from|by) (?:the |an? )?(?:\w+ )?(?-i:[A-Z])|issued by)",
    re.IGNORECASE,
)
_A_HOLDER = re.compile(r" an? \w")
_LICENCE_LABEL = re.compile(
    r"(?:,| and| &| or)? ?(?:certificat\w+)?\s*:", re.IGNORECASE
)  # "Required licences and certificates:"

_LICENSED_AS = re.compile(r"\b(?:licen[sc]\w+|certif\w+|regist\w+)\b[^.;:]{0,40}\bas an?\b[^.;:]{0,80}$", re.IGNORECASE)
_OR_HIGHER_ONE = re.compile(r"\W{0,3}or (?:higher|above|greater)(?:[- ]level)? certifications?", re.IGNORECASE)
_CLOSES = re.compile(r"[\s)\]®™*]{1,4}")
_LEADS_TO = re.compile(r" (?:in|as|through|from|for|by|of)\b(?:[^.;]|\b[ei]\.[ge]\.){0,80}")

Roles = Mapping[str, str]


def certificate_at(statement: str, start: int, end: int, roles: Roles) -> tuple[str, int] | None:
    """(term, where the phrase begins) of the certification whose noun stands there; None when nobody is to hold it."""
    noun = statement[start:end]
    if noun.lower() == "certified":
        return _certified(statement, start, end, roles)
    head = statement[max(0, start - _REACH) : start]
    tail = statement[end:]
    behind = _WORD_BEHIND.match(tail)
    if behind and _role(behind["word"], roles) in ("behind", "field-behind", "thing"):
        return None
    if not tail.strip() and _LICENCE_OR.search(head):
        return None  # "... school of nursing Licensure/Certification": a label that lost its line
    if (
        (_NO_ASK.match(tail) and not _KEPT.search(head))
        or _OF_NOBODY.search(head)
        or _IN_PASSING.search(head)
        or _OF_THOSE.search(head)
        or (_DIPLOMA_OR.search(head) and not _SUBJECT.match(tail))
    ):
        return None
    places, is_whole = _words_before(head, roles)
    told = [(word, place) for word, place in places if _role(word, roles) != "status"]
    words = [word for word, _ in told]
    begin = start - (len(head) - told[0][1]) if told else start
    if _examples_behind(statement, end, len(statement)):  # the examples are the names, be they known or not
        is_told = _TOLD.match(tail) and not _OF_NOBODY.search(tail) and noun.lower().startswith("cert")
        return (_NAMED, begin) if is_told else None
    if places and _LABEL_END.match(tail) and {word.lower() for word in words} <= {"additional", "other"}:
        return None  # "Required certifications:" is a label; what it names stands behind it
    if words:
        is_title = not _SMALL_WORD.search(statement[:start] + tail)
        found = _of_words(words, roles, is_title=is_title, is_first=begin == 0)
        if found is None and _IS_ASKED.match(tail) and _is_subject(words, roles):
            found = _NAMED
        subject = _SUBJECT.match(tail)
        is_about = subject and not tail.startswith(" for") and _is_narrow(subject, roles)
        is_theirs = _ORGANISATIONS.match(tail) or _OR_HIGHER.search(head) or _TO_DO.match(tail)
        if found == _UNNAMED and (is_about or is_theirs):
            found = _NAMED
        is_position = noun[0].lower() == "d" and "professional" not in words  # "work designation"
        is_vague = noun.lower().startswith("credential") and any(
            _role(word, roles) in ("", "field", "field-behind") for word in words
        )
        is_verb = found == _NAMED and noun == "credentials"  # "the Alliance credentials its clinicians"
        if is_verb or (found == _UNNAMED and (is_vague or is_position or _OF_SCHOOL.match(tail))):
            return None
    else:
        found = _of_noun(noun, head, tail, is_whole, roles)
    return (found, begin) if found else None


def names_field(phrase: str, roles: Roles) -> bool:
    """Whether a certification without a name says of what field it is: "network certification"."""
    return any(_role(word, roles).startswith(("field", "healthcare")) for word in _TOKEN.findall(phrase))


def is_licence_named(statement: str, end: int) -> bool:
    """Whether what stands behind a licence says which: "an active licence to practise nursing", "Licences: RN"."""
    if statement.endswith(("state", "State", "ommonwealth", "rovince"), 0, end):
        return False  # "licensed in the state of Ohio": it is the state's
    if statement.endswith(" as", 0, end) and _A_HOLDER.match(statement, end):
        return True
    return bool(_NAMED_LICENCE.match(statement, end) or _LICENCE_LABEL.match(statement, end))


def is_licensed_as(statement: str, start: int) -> bool:
    """Whether a profession is one of those that a licence is asked for: "licensed as a counselor or psychologist"."""
    return bool(_LICENSED_AS.search(statement[max(0, start - 160) : start]))


def is_said_of_named(certificate: Mention, others: Iterable[Mention], text: str) -> bool:
    """Whether the noun is only said of a credential beside it: "Basic Life Support (BLS) certification"."""
    return any(
        other.kind == "credential"
        and other.statement == certificate.statement
        and not other.term_id.startswith(("unnamed", "other_"))
        and other.excluded_because != "clash"
        and (
            (certificate.end < other.start and _examples_behind(text, certificate.end, other.end))
            or _CLOSES.fullmatch(text, other.end, certificate.start)
            or _OR_HIGHER_ONE.fullmatch(text, other.end, certificate.end)
            or (certificate.end <= other.start and _LEADS_TO.fullmatch(text, certificate.end, other.start))
        )
        for other in others
    )


def _examples_behind(text: str, end: int, upper: int) -> bool:
    """Whether examples follow the noun, or what it is asked with: "certification preferred (CKA, CKS)"."""
    asked = _ASKED.match(text, end, upper)
    return bool(_EXAMPLES.match(text, asked.end() if asked else end, upper))


def _words_before(head: str, roles: Roles) -> tuple[list[tuple[str, int]], bool]:
    """The words that belong to the noun, with their places; and whether nothing else stands before it."""
    cut = max((match.end() for match in _CLAUSE.finditer(head)), default=0)
    tokens = list(_TOKEN.finditer(head, cut))
    words: list[tuple[str, int]] = []
    at = len(tokens) - 1
    while at >= 0 and len(words) < _MOST_WORDS:
        word = tokens[at].group()
        if word.lower() in _JOINT:
            if words and at and _role(tokens[at - 1].group(), roles) in ("field", "state"):
                at -= 1  # "relevant cloud and container certifications", "state and local ones"
                continue
            # "required licensure and certification": what stands before belongs to both
            if words or not at or _role(tokens[at - 1].group(), roles) != "beside":
                return words[::-1], False
            at -= 2
            if at >= 0 and not _role(tokens[at].group(), roles) and tokens[at + 1].group().lower() == "training":
                return [], True  # "vocational training or certification": of the training alone
            continue
        if _role(word, roles) in ("before", "article", "beside"):
            return words[::-1], False
        words.append((word, tokens[at].start()))
        at -= 1
    return words[::-1], at < 0 and (cut == 0 or bool(_CUE_LABEL.fullmatch(head, 0, cut)))


def _of_words(words: list[str], roles: Roles, *, is_title: bool, is_first: bool) -> str | None:
    """What a certification is with these words before it."""
    kinds = [_role(word, roles) for word in words]
    fields = [_BY_FIELD[kind] for kind in kinds if kind in _BY_FIELD]
    if "thing" in kinds:
        return None
    if fields and fields[-1] != _BY_FIELD["healthcare"]:
        return fields[-1]
    if "state" in kinds and set(kinds) <= {"state", "open"}:
        return _LICENCE
    is_broad = not {"field", "field-behind"}.isdisjoint(kinds)
    for number, (word, kind) in enumerate(zip(words, kinds, strict=True)):
        is_about = words[number + 1 : number + 2] in _SAID_OF_NAME  # "other ITSM related certifications"
        is_unknown = kind in ("", "behind")
        # "Salesforce Platform Certification": whatever the case of the line, a field's other word is a name
        is_before_level = is_broad or _is_level(words[number + 1 :], roles)  # "Snowflake Technical Certification"
        is_any_case = (is_title or (is_first and number == 0)) and not (is_before_level and len(words) > 1)
        if is_unknown and not is_about and _is_proper(word, is_title=is_any_case):
            return _NAMED
        is_last = number == len(words) - 1
        if is_unknown and is_last and is_title and word[0].isupper() and word[-1] != "s":
            return _NAMED  # "Collaboration Engineer Certification"
    if fields and "name" in kinds:
        return _NAMED  # "American Ward Association specialty certification"
    return fields[-1] if fields else _UNNAMED if (is_broad or "open" in kinds) and "name" not in kinds else None


def _is_level(words: list[str], roles: Roles) -> bool:
    """Whether the words behind a name say of what grade the certification is, in capitals as the name."""
    return any(_role(word, roles) == "open" and word[0].isupper() for word in words)


def _is_subject(words: list[str], roles: Roles) -> bool:
    """Whether the words say nothing but what it is about: "property management certification (preferred)"."""
    kinds = {_role(word, roles) for word in words}
    return kinds <= {"", "behind", "field-behind"} and not _VERB.search(words[0])


def _is_narrow(subject: re.Match[str], roles: Roles) -> bool:
    """Whether what a certification is in says which: "in NetSuite", "in wound care", not "in data or security"."""
    if subject["names"]:
        return True  # "in quality engineering (CQE)", "in testing (e.g. ISTQB)": these are the names
    if _OPEN_SUBJECT.search(subject["subject"]):
        return False
    first = _FIRST_OF_LIST.match(subject["subject"]).group()  # type: ignore[union-attr]  # it matches anything
    return bool(_OF_CARE.search(first)) or any(
        _is_proper(word, is_title=False) and _role(word, roles) in ("", "name") and word.lower() not in _OF_ANY_FIELD
        for word in _TOKEN.findall(first)
    )


def _role(word: str, roles: Roles) -> str:
    plain = word.lower().strip(_EDGES)
    if plain in roles:
        return roles[plain]
    related = _RELATED.fullmatch(plain)
    return roles.get(related["subject"], "open") if related else ""


def _is_proper(word: str, *, is_title: bool) -> bool:
    """Whether a word is a name; in a title or at a beginning every word has a capital."""
    rest = word[1:].strip("-'’s")
    is_marked = any(character.isupper() or character.isdigit() or character == "+" for character in rest)
    return is_marked or (word[0].isupper() and not is_title)


def _of_noun(noun: str, head: str, tail: str, is_whole: bool, roles: Roles) -> str | None:
    """What a certification is of which only the noun stands there; `is_whole` when nothing stands before it."""
    if not noun.lower().startswith("cert"):
        return None  # anybody's credentials
    if _NOT_ASKED.search(head):
        return _UNNAMED
    if _ASKED.match(tail) and not _NO_CHOICE.search(head):
        return _NAMED if _IN_BRACKETS.search(head) or _BEHIND_BRACKETS.search(head) else _UNNAMED
    if _WHOLE.match(tail) and (_OR_DEGREE.search(head) or _BESIDE_STUDIES.search(head)):
        return _UNNAMED
    if _WHOLE.match(tail) and is_whole:
        return _UNNAMED if tail.strip(" :.|") else None  # the noun alone is the label of what stands behind it
    if _AS_PROFESSION.match(tail):
        if is_whole or _TO_HOLD.search(head):
            return _NAMED
    elif given := _GIVEN_BY.match(tail):
        is_told = given["proper"] or _ORGANISATIONS.match(tail)
        return _NAMED if is_told else _UNNAMED if is_whole and not _OF_SCHOOL.match(tail) else None
    subject = _SUBJECT.match(tail)
    if subject and (is_whole or any(beside.search(head) for beside in _BEFORE_SUBJECT)):
        if _NOT_SUBJECT.match(tail):
            return None
        return _NAMED if _is_narrow(subject, roles) else _UNNAMED
    return None


def _certified(statement: str, start: int, end: int, roles: Roles) -> tuple[str, int] | None:
    """ "Certified in Java" has a name, "must be certified" has none."""
    tail = statement[end:]
    is_item = _FIRST.fullmatch(statement, 0, start)
    if _CERTIFIED_IN.match(tail) or (is_item and _CERTIFIED_IN_ITEM.match(tail)):
        subject = _SUBJECT.match(tail)
        return _UNNAMED if subject and not _is_narrow(subject, roles) else _NAMED, start
    must = _MUST_BE.search(statement, max(0, start - 10), start)
    return (_UNNAMED, must.start()) if must and _FREE.match(tail) else None

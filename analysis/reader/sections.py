"""Which part of a posting each line stands in, and what strength that part lends to what stands there.

Headings are told by features (markup, bold, colon, capitals, length, what follows) and by key words, never by a closed
list: in one corpus 48,901 heading lines had 5,542 wordings and the 100 commonest covered half.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from analysis.reader.clues import Clues, Survey
from analysis.reader.sieve import Sieve
from analysis.reader.text import Line, sentences_of
from analysis.vocabulary import Vocabulary, load_vocabulary

REQUIREMENT_KINDS = frozenset({"requirements", "preferred", "education", "credentials", "experience", "skills"})
LABEL_KINDS = frozenset({"education", "credentials", "experience", "skills"})  # name a kind of thing, not a strength
_DEFAULTS = {
    "requirements": "required", "preferred": "preferred", "waived": "not_required", "conditional": "mentioned",
}  # fmt: skip

_LASTING = frozenset(
    {
        "requirements",
        "preferred",
        "duties",
        "benefits",
        "about",
        "conditional",
        "examination",
    }
)
_CLOSED = frozenset({"benefits", "about", "equal_opportunity"})  # nothing is asked there
_LONGEST_HEADING = 90
_LABEL = re.compile(r"(?P<label>[A-Z(*\"'][^:.;!?\n]{1,70}?)\s*(?P<colon>:)\s*(?=\S)")
_THING = r"(?:Education|Certifications?|Licen[sc](?:e|ure)s?|Experience|Qualifications?|Skills?|Training|Requirements?)"
# A label in the middle of a line: "... HS Diploma Preferred: NA Certification - Required: CPC"
_INNER_LABEL = re.compile(
    rf"(?<!\w)(?:(?:(?:Minimum|Basic|Preferred|Required|Desired|Additional)\s+)?(?:{_THING}(?:\s*(?:/|&|and"
    rf"|or)\s*\w+)?\s*[-–:]?\s+)?"
    rf"(?:Required|Preferred|Desired|Mandatory|Minimum|Nice to have|Bonus)(?:\s+{_THING})?"
    r"|(?:Job |Minimum |Basic |Your |Key |Essential )?(?:Qualifications|Requirements|Responsibilities|Duties"
    r"|Benefits|Education|Compensation|Job Summary|Physical Requirements))"
    r"(?:\s*:\s*|(?<=referred)\s+[–—]\s*|(?<=equired)\s+[–—]\s*|(?<=esired)\s+[–—]\s*)(?=\S)"
)
# ... MINIMUM QUALIFICATIONS A master's degree ... PREFERRED QUALIFICATIONS Two years ...
_CAPITAL_LABEL = re.compile(
    r"(?<!\w)(?:MINIMUM|PREFERRED|REQUIRED|DESIRED|BASIC) (?:QUALIFICATIONS|REQUIREMENTS|EDUCATION|EXPERIENCE|SKILLS)"
    r"\s+(?=[A-Z\d])"
)
# Cheap looks before the dear patterns: a set of rare characters at the beginning is searched for several times as fast.
_MAY_INNER_LABEL = re.compile(
    rf"[A-Z](?<=(?=(?:Required|Preferred|Desired|Mandatory|Minimum|Nice to have|Bonus|{_THING}|Responsibilities|Duties"
    r"|Benefits|Compensation|Job Summary)\s*[:–—])[A-Z])"
)
_CAPITAL_WORDS = ("MINIMUM", "PREFERRED", "REQUIRED", "DESIRED", "BASIC")
_OF_LABELS = (":", "–", "—", *_CAPITAL_WORDS)
_THINGS = rf"{_THING}|Knowledge|Degrees?|Registrations?|Credentials?|Abilities|Competencies|Etc"
_STRENGTH_WORD = re.compile(r"\b(?:required|preferred|desired|mandatory|minimum|nice to have|bonus)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|will|can|may|shall|has|have|had|must|should|would|please|apply|offers?|provides?"
    r"|works?|join)\b",
    re.IGNORECASE,
)
# An item that is nothing but a heading: "Required Certifications & Skills"
_ONLY_LABELS = re.compile(
    rf"(?:(?:Required|Preferred|Minimum|Basic|Desired)\s+)?(?:Work )?(?:{_THINGS})"
    rf"(?:\s*(?:/|&|,?\s*and/or|,?\s*and|,?\s*or|,)\s*(?:Required |Preferred |Work |Professional )?(?:{_THINGS}))*\W*$",
    re.IGNORECASE,
)
_CAPITAL_LABELS = re.compile(  # "CERTIFICATION PREFERRED" over what is preferred
    rf"(?:{_THINGS})(?:\s*(?:/|&|,|and|or)\s*(?:{_THINGS}))*\s+(?:required|preferred|desired)\W*$", re.IGNORECASE
)
# "QUALIFICATIONS: (must be realistic and related to the job)"
_ASIDE_LABEL = re.compile(r"[A-Z][^:.]{3,50}:\s*\([^()]*\)\s*$")
# "One or more of the certifications below may be required:" speaks for the list under it, however long it is.
_BELOW = re.compile(r"\b(?:below|following)\b[^.;]*\b(?:may|might) be (?:required|needed)\b[^.;]*:$", re.IGNORECASE)
# "Some travel is required Experience:", a label whose line break was lost
_BEHIND_A_SENTENCE = re.compile(
    rf"(?:[.)]|\b(?:is|are) required)\s+(?P<label>(?:{_THING}|Benefits|Responsibilities)\W*)$"
)
_ENDS_SENTENCE = (".", ")", "required")  # what stands before such a label
_HASHTAG = re.compile(r"#\S+(?:\s+#\S+)*\s*$")
_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"}
)


@dataclass(slots=True)
class Statement:
    """A sentence or a labelled piece of a line, with the section that it stands in."""

    start: int
    end: int
    section: str  # the kind of the heading above, "" before the first
    default: str | None  # the strength that the heading or label lends
    default_rule: str
    is_item: bool
    line: int  # its number
    label: str = ""  # the run-in label, when it has one
    is_heading: bool = False
    clues: Clues | None = None


@dataclass(slots=True)
class _Section:
    kind: str = ""
    default: str | None = None
    rule: str = ""
    is_of_one_kind: bool = False


# "Preferred experience" stands beside the "Education" below it, "Preferred qualifications" above it
_ONE_KIND = re.compile(
    r"^(?!.*\b(?:qualifications?|requirements?|criteria|credentials)\b).*\b(?:experience|skills?|knowledge)\b",
    re.IGNORECASE,
)


def statements_of(
    text: str,
    lines: list[Line],
    vocabulary: Vocabulary | None = None,
    survey: Survey | None = None,
) -> list[Statement]:
    """The statements of a posting in order; headings are statements of their own.

    `survey` tells what may stand where. A line of which it tells nothing stays whole: its sentences decide nothing.
    """
    vocabulary = vocabulary or load_vocabulary()
    statements: list[Statement] = []
    parent = _Section()  # set by a heading that lends a strength or closes one
    current = _Section()
    lines = list(_leads_apart(text, lines, vocabulary))
    marks = [mark for mark in _OF_LABELS if mark in text]  # two or three of the eight
    for number, line in enumerate(lines):
        if text[line.start] == "#" and _HASHTAG.match(text, line.start, line.end):
            continue
        following = lines[number + 1] if number + 1 < len(lines) else None
        body = text[line.start : line.end]
        here = survey.clues(line.start, line.end) if survey else None
        if _is_heading(body, line, following, vocabulary, holds_term=bool(here and here.has_phrase)):
            kind, rule = classify_heading(body, vocabulary)
            is_beside = parent.is_of_one_kind and statements and not statements[-1].is_heading
            current = _enter(kind, rule, _Section() if is_beside else parent)
            if kind not in LABEL_KINDS:
                is_of_one_kind = kind == "preferred" and bool(_ONE_KIND.search(body))
                parent = _Section(current.kind, current.default, current.rule, is_of_one_kind)
            statements.append(
                Statement(
                    line.start,
                    line.end,
                    current.kind,
                    current.default,
                    current.rule,
                    line.is_item,
                    number,
                    body,
                    is_heading=True,
                    clues=here,
                )
            )
            continue
        may_label = line.bold_end or any(map(body.__contains__, marks))  # a third of the time of one pattern for all
        if survey and not here and not may_label:
            statements.append(_statement(line.start, line.end, current, line, number, ""))
            continue
        cuts = _label_cuts(text, line, vocabulary) if may_label else []
        pieces = list(_pieces(text, line, number, current, cuts))
        if survey and here:
            for piece in pieces:
                piece.clues = here if len(pieces) == 1 else survey.clues(piece.start, piece.end)
        statements.extend(pieces)
        if not line.is_item and pieces and pieces[0].label and pieces[-1].section in _LASTING and _lasts(pieces):
            # "Responsibilities: Opens the mail." goes on in the lines below it.
            current = parent = _Section(pieces[-1].section, pieces[-1].default, pieces[-1].default_rule)
    return statements


def _leads_apart(text: str, lines: list[Line], vocabulary: Vocabulary) -> Iterator[Line]:
    """The lines, with a sentence that speaks for the list under it as a line of its own."""
    for number, line in enumerate(lines):
        if text[line.end - 1] == ":":
            start, _ = sentences_of(text, line.start, line.end)[-1]
            is_over_list = number + 1 < len(lines) and lines[number + 1].is_item and line.end - start <= _LONGEST_LEAD
            if start > line.start and (
                _BELOW.search(text, start, line.end)
                or (is_over_list and classify_heading(text[start : line.end], vocabulary)[0] != "other")
            ):
                yield replace(line, end=start)
                line = Line(start, line.end)
        yield line


_LONGEST_LEAD = 60  # "... We like lamps. What you'll bring to us:"


def _lasts(pieces: list[Statement]) -> bool:
    """Whether a run-in label goes on in the lines below: not one strength among several in the same line."""
    is_of_top = pieces[0].line <= _LAST_OF_TOP and _PAY.match(pieces[0].label)
    return len({piece.section for piece in pieces}) == 1 and not is_of_top and not _KEYWORDS.match(pieces[0].label)


_KEYWORDS = re.compile(r"key ?words\b", re.IGNORECASE)  # "Keywords: growth, taste" speaks for its own line only
# "Pay: $22 per hour" above the text speaks for its own line only; below, benefits follow
_LAST_OF_TOP = 2
_PAY = re.compile(r"(?:\w+ )?(?:pay|salary|compensation|wages?|bonus|rate)(?: \w+){0,2}\W*$", re.IGNORECASE)


def _enter(kind: str, rule: str, parent: _Section) -> _Section:
    if kind == "other" and parent.kind == "about":
        return parent  # the parts of a firm's portrait have headings that no rule knows
    if kind in LABEL_KINDS:
        # "Education" under "Preferred qualifications" stays preferred; anywhere else it opens a list of what is asked.
        inherited = parent.default if parent.kind in REQUIREMENT_KINDS else None
        return _Section(kind, inherited or "required", parent.rule if inherited else rule)
    return _Section(kind, _DEFAULTS.get(kind), rule)


def _is_heading(body: str, line: Line, following: Line | None, vocabulary: Vocabulary, *, holds_term: bool) -> bool:
    length = len(body)
    if length <= _LONGEST_HEADING and _ONLY_LABELS.match(body) and (following or not line.is_item):
        return True
    last = body[-1]
    if last != ":" and _KEYWORDS.match(body):
        return False
    if (last == ")" and _ASIDE_LABEL.match(body)) or (last == ":" and _BELOW.search(body)):
        return True
    if line.heading_rank:
        return length <= 2 * _LONGEST_HEADING
    if length > _LONGEST_HEADING or length < 3:
        return False
    if last == ":":
        return True
    spaces = body.count(" ")
    if last in ".;,!" or spaces >= 10:
        return line.is_bold and last != "," and spaces < 8 and classify_heading(body, vocabulary)[0] != "other"
    if line.is_bold:
        return not _CLAIM.search(body)
    if body.isupper() and not line.is_item and sum(map(str.isalpha, body)) >= 4 and body[:2] != "A ":  # "A 3.0 GPA"
        if following and _CAPITAL_LABELS.match(body):
            return True
        is_term = holds_term and classify_heading(body, vocabulary)[0] == "other"  # "RHIT/RHIA"
        return not is_term and not _CLAIM.search(body)
    # "Cath Lab: ACLS required" is one of its items
    if line.is_item or last.isdigit() or "," in _WISHES.sub("", body) or (holds_term and ":" in body):
        return False
    words = body.split()
    return (
        len(words) <= 7
        and _may_head(body, words, following, vocabulary)
        and not _CLAIM.search(body)
        and classify_heading(body, vocabulary)[0] != "other"
    )


def _may_head(body: str, words: list[str], following: Line | None, vocabulary: Vocabulary) -> bool:
    """Whether a bare line of text looks like a heading: (nearly) all key word, and something follows it."""
    if body[-1] == "?":
        return True
    if following is None:
        return False
    if _OPENING.match(body) and len(words) >= 3:
        return True
    if following.is_item and (not _VERB.search(body) or classify_heading(body, vocabulary)[0] == "preferred"):
        return True
    if following.is_item and _UNFINISHED.search(body):
        return True
    is_title_case = sum(word[0].isupper() for word in words if word[0].isalpha()) >= 0.6 * len(words)
    return (len(words) <= 5 and is_title_case and not _ASKS.search(body)) or kind_alone(body)


# "Preferred, but not required", with which a list of wishes begins
_WISHES = re.compile(r"(?:preferred|desired|nice to have|helpful|a plus),? but not required\W*$", re.IGNORECASE)
_CLAIM = re.compile(
    r"\b(?:degree|diploma|ged|certified|certification|licen[sc]e|bls|cpr|rn|lpn|cpc|years?)\b.*\b(?:required"
    r"|preferred|desired|a plus|must)\b"
    r"|\b(?:required|preferred)\s*$(?<!^required)(?<!^preferred)(?<=\w\w\w\w\w\w\w\w\w\w)|^must (?:have|be) ",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"\b(?:haves?|has|needs?|brings?|offers?|possess|include|are|be)\W*$", re.IGNORECASE
)  # "You have"
# "What would set you apart", "Expertise you would bring"
_OPENING = re.compile(
    r"(?:what|who|why) (?!is\b)|[\w ]+ you(?:['’]d| would|['’]ll| will)? bring\W*$"
    r"|(?:requirements|qualifications|responsibilities|benefits|duties) for (?:the |our |an? )?(?-i:[A-Z])",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:degree|diploma|ged|certified|years?|months?|bachelor\w*|associate\w*|master\w*|\d+)\b", re.IGNORECASE
)


def kind_alone(body: str) -> bool:
    """Whether a bare line is nothing but a common heading word."""
    return body.strip(" :").lower() in _ALONE


_ALONE = frozenset(
    (
        "requirements,qualifications,responsibilities,duties,benefits,preferred,required,education,experience,skills,"
        "certifications,licenses,summary,overview,description,about,compensation,nice-to-have,nice-to-haves,"
        "nice to have,nice to haves,good to have,great to have,bonus points"
    ).split(",")
)


_Cut = tuple[int, int, str, str]  # where a label and its content begin, the kind and the rule


def _pieces(text: str, line: Line, number: int, section: _Section, cuts: list[_Cut]) -> Iterator[Statement]:
    """The statements of a line that is no heading: run-in labels first, then sentences."""
    if not cuts or cuts[0][0] > line.start:
        end = cuts[0][0] if cuts else line.end
        for sentence_start, sentence_end in sentences_of(text, line.start, end):
            yield _statement(sentence_start, sentence_end, section, line, number, "")
    current = section
    for position, (start, content, kind, rule) in enumerate(cuts):
        end = cuts[position + 1][0] if position + 1 < len(cuts) else line.end
        label = text[start:content].strip(" :-–")
        current = _label_section(label, kind, rule, section, current)
        for order, (sentence_start, sentence_end) in enumerate(sentences_of(text, content, end)):
            # The label belongs to the first sentence: it may itself name what is asked ("CPC: required").
            yield _statement(start if order == 0 else sentence_start, sentence_end, current, line, number, label)


def _statement(start: int, end: int, section: _Section, line: Line, number: int, label: str) -> Statement:
    return Statement(start, end, section.kind, section.default, section.rule, line.is_item, number, label)


def _label_section(label: str, kind: str, rule: str, section: _Section, current: _Section) -> _Section:
    if kind in LABEL_KINDS:
        if section.kind in _CLOSED and not _ONLY_LABELS.match(label):
            return section  # "Elevate your skills: ..." among the benefits
        return _Section(kind, section.default or "required", section.rule if section.default else rule)
    if kind in _DEFAULTS:
        return _Section(kind, _DEFAULTS[kind], rule)
    if kind == "other":
        return current
    return _Section(kind, _DEFAULTS.get(kind), rule)


def _label_cuts(text: str, line: Line, vocabulary: Vocabulary) -> list[_Cut]:
    """Every run-in label of a line."""
    cuts: list[_Cut] = []
    body = text[line.start : line.end]
    has_capitals = any(word in body for word in _CAPITAL_WORDS)
    lead = _LABEL.match(text, line.start, line.end)
    if lead and len(lead["label"].split()) <= 9:
        kind, rule = classify_heading(lead["label"], vocabulary)
        cuts.append((line.start, lead.end(), kind, rule))
    elif line.start < line.bold_end < line.end and line.bold_end - line.start <= _LONGEST_HEADING:
        head = text[line.start : line.bold_end]
        kind, rule = classify_heading(head, vocabulary)
        if kind != "other" and not _CLAIM.search(head) and not _ASKS.search(head) and head.strip()[-1:] in ":-–":
            cuts.append((line.start, line.bold_end, kind, rule))
    inner = [*_INNER_LABEL.finditer(text, line.start, line.end)] if _MAY_INNER_LABEL.search(body) else []
    if has_capitals:
        inner = sorted([*inner, *_CAPITAL_LABEL.finditer(text, line.start, line.end)], key=re.Match.start)
    for match in inner:
        if cuts and match.start() < cuts[-1][1]:
            continue
        words = _STRENGTH_WORD.findall(match.group())
        if not words:
            cuts.append((match.start(), match.end(), *classify_heading(match.group(), vocabulary)))
        elif words[-1].lower() in ("preferred", "desired", "nice to have", "bonus"):
            cuts.append((match.start(), match.end(), "preferred", "label-preferred"))
        else:
            cuts.append((match.start(), match.end(), "requirements", "label-required"))
    return cuts


@lru_cache(maxsize=50_000)
def classify_heading(body: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The kind of section that a heading opens and the rule that says so; 'other' when no rule knows it."""
    tail = _BEHIND_A_SENTENCE.search(body) if any(map(body.__contains__, _ENDS_SENTENCE)) else None
    label = tail["label"] if tail else body
    if not label.isascii():
        label = label.translate(_APOSTROPHES)
    return _classify(label.lower().strip(" :*#-•…\t"), vocabulary)


@lru_cache(maxsize=50_000)
def _classify(body: str, vocabulary: Vocabulary) -> tuple[str, str]:
    for rule in _sieve(vocabulary).may_match(body):
        if rule.pattern.search(body):
            return rule.kind, rule.rule_id
    return "other", "heading-other"


@cache  # of the 32 rules a heading is tried against 3: trying all took 5 % of the reading time
def _sieve(vocabulary: Vocabulary) -> Sieve:
    return Sieve(vocabulary.headings)

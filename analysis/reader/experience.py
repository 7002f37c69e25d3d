"""Years of experience as mentions, so that cues and headings speak for them as for any other term."""

import re
from collections.abc import Iterator
from itertools import islice

from analysis.reader.beginnings import search_of
from analysis.reader.cues import ADVERB
from analysis.reader.mention import Mention
from analysis.reader.sections import Statement

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_WORDS = {word: number for number, word in enumerate(_COUNTED)} | {"thirty": 30, "sixty": 60}
_NUMBER = r"(?:\d{1,2}(?:\.\d)?|" + "|".join(_WORDS) + r"|an?(?= (?:year|minimum year)))"
_TENS = {"twenty": 20, "thirty": 30, "forty": 40}
_COMPOSITE = r"(?:twenty|thirty|forty)[- ](?:four|six|eight|five)"
_YEARS = re.compile(
    rf"(?<![\w$,/])(?<!\d\.)(?<!\bGS-)(?P<low>{_COMPOSITE}|{_NUMBER})\)?(?:-|\s*)(?:plus )?"
    rf"(?:(?:\(|-LRB-)\s*(?P<digits>\d{{1,2}})\s*\+?\s*(?:\)|-RRB-))?\s*(?P<plus>\+\)?"
    rf"|plus|or more|or greater)?\s*"
    rf"(?:(?:-|–|—|~|/|to|or)\s*(?P<high>{_NUMBER})\s*(?:\(\s*\d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?\s*\))?"
    rf"\s*(?:\+|plus)?)?[\s-]*(?:full "
    rf"|consecutive |solid |recent |complete |total )?"
    r"(?P<unit>years?|yrs?\.?|yoe|months?|mos?\.)(?:(?!\w)|(?=minimum|experience|of\b|(?-i:[A-Z][a-z'])))"
    r"(?P<possessive>['’]s?)?",
    re.IGNORECASE,
)
_FIND_YEARS = search_of(_YEARS)
_BETWEEN = re.compile(rf"\bbetween (?P<low>{_NUMBER}) and $", re.IGNORECASE)  # "between 8 and 15 years"
_TO = re.compile(r"\s*(?:to|-|–|—)\s*")
# These two are for lower case: looks that ignore the case take about twice as long.
_NOT_EXPERIENCE_AFTER = re.compile(
    r"^-long\b|^ (?:\w+ )?(?:internships?|co-?op)\b(?! experience)"
    r"|^(?!\s*\)\s*,)\W*(?:of age|old|ago|or older|veterans?\b|to (?:complete|obtain|earn|finish)\b"
    r"|contract|warranty"
    r"|within\b(?! an? (?:[\w-]+ ){0,2}(?:role|field|industry|environment|company|position|team|setting)\b)"
    r"|grace\b|off\b|term\b|prior to|in advance|notice|activity|verification"
    r"|period|in (?:business(?! (?:development|analy|admin|intellig|operation|manage|process|system))|a row|prison)"
    r"|anniversary|of (?:our|its|the) (?:launch|founding|inception)\b|(?:\w+ )?commitment|history\b|lease|into\b"
    r"|(?:technical |college |vocational |nursing )?degree|bachelor|associate['’]?s? degree|of (?:\w+ ){0,2}leave\b"
    r"|(?:enrollment|completion|transition)\b|of (?:\w+ )?residency\b"
    r"|(?:\w+ )?(?:residency|fellowship|rotational|apprenticeship|mentorship) program"
    r"|of (?:academic|college|university|post-?secondary) (?:study|studies|education)\b"
    r"|of (?:active duty|service|accreditation|training (?:in|at) an? (?:accredited|approved)\b)"
    r"|certificate\b|after hire|(?:in )?duration\b|incentive\b|from (?:the )?date|by\b|later|each|per\b"
    r"|(?:\w+ )?education per\b|training period|(?:initial|onboarding|orientation) training"
    r"|or more and you have not|of (?:\w+ )?experience (?:is|are) not eligible"
    r"|of (?:\w+ )?(?:experience|education) (?:equals?|is equal|means)\b)"
)
# "7 years of growth", unless it goes on as "7 years of growth marketing experience"
_PERHAPS_EXPERIENCE_AFTER = re.compile(
    r"^\W*(?:(?:of )?high school|(?:liberal|public|private|residential)\b[^.;]{0,40}\bcollege"
    r"|university|institution\b|background|deal\b|plan\b|strong\b|program\b|college"
    r"|of (?:college|service to|growth|innovation|history|(?:\w+ )?operation\b|tradition|excellence|employment"
    r"|hire|continuous))",
    re.IGNORECASE,
)
_OF_EXPERIENCE_SOON = re.compile(r"^\W*(?:(?!and\b|or\b|degree|diploma)[\w/&'’-]+ ){1,5}experience\b", re.IGNORECASE)
# What a premium is paid for is not asked of all: "a $10K sign-on for this position with 2 years of experience"
_FOR_PREMIUM = re.compile(
    r"\b(?:sign[- ]?on|bonus|relo(?:cation)?|eligib\w+ requires|rehires?)\b[^.;]{0,80}$", re.IGNORECASE
)
_NOT_EXPERIENCE_BEFORE = re.compile(
    r"(?:<|\brolling|lack(?:s|ing)?|\b(?:enrolled|training)\b[^.;]{0,80}\bfor(?: at least)?"
    r"|\b(?:many|most|all) of (?:the|our)\b[^.;]{0,40}"
    r"|\b(?:commit\w*|stay|remain|available)\b[^.;]{0,50}|over the (?:past|last)|in the (?:past|last|next)"
    r"|within(?: the)?(?: first| last| past)?"
    r"|for (?:over|more than|nearly|almost)|built on"
    r"|(?:held|kept|retained|valid)(?: on \w+)? for(?: at least)?"
    r"|(?:employees|experts) with|every|last|past|next|previous|first|"
    r"after|(?:company|firm|practice|clinic|hospital|families|patients|communit\w+|we have|has) .{0,40}for|ages?"
    r"|aged|following completion of|up ?to|(?<!no )(?<!not )less than|under"
    r"|\b(?:days|holidays|times|weeks|hours|weekends?|twice|once|per"
    r"|[\d,]{4,})|\bin(?: just| only)?|celebrat\w+|nearly|almost|combined|cycles? (?:\(|of)|preceding"
    r"|\bafter \d+ (?:and|or)|\bemployment\b[^.;]{0,40}\bfor(?: at least| a minimum of)?|\bcontract of"
    r"|\brole that (?:will be|is|lasts)(?: at least)?"
    r"|\b(?:time|period|duration)\b[^.;]{0,60}\bis|\btook|\bage\b.{0,20}|\bduration:|\bunless\b[^.;]{0,50}"
    r"|team.{0,20}with|only|maximum(?: of)?)\s*$"
)
_WORK = re.compile(
    r"(?:of|in|as an?|with|at|or (?:longer|more)|minimum|\(?(?:required|preferred|desired)|\w+ing\b"
    r"|\(with an? (?:bachelor|master|degree)"
    r"|(?:[\w/&-]+\s+){0,4}(?:coding|billing|work|practice|background|industry|clerical|sales|management|office"
    r"|related|hospital|clinic))\b",
    re.IGNORECASE,
)
_OF_WORK = re.compile(r"(?:of|in|as|with|doing|working|at|minimum)\b|experience", re.IGNORECASE)
_DEGREE = re.compile(r"\b(?:degree|diploma|ged|bachelor|associate|master)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|plus|with)\s*$", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:minimum(?: of)?|at least|must have|required|requires?|with|plus|and|have|least|of|:|,|\(|\brole|\bposition)"
    r"\s*(?:~|typically)?\s*$",
    re.IGNORECASE,
)
# "With over 30 years of experience in the field, our partners ..."
_WITH = re.compile(r"\W*with (?:[^.;]*\band )?(?:over|more than|nearly|almost)?\s*$", re.IGNORECASE)
_PORTRAIT = re.compile(
    r", (?i:our|we|the company)\b|, [A-Z]\w+(?: [A-Z]\w*){0,2}(?: (?:is|has|was|offers|provides)|, (?:part|an?)) "
)
_AT_LEAST = re.compile(r"\bfor at least $", re.IGNORECASE)
_CLOSES = re.compile(r"\.?\)\W*$")
_NAMED = re.compile(r"experien|\bexp\b|\byoe\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(?:required|preferred|minimum|must|at least|not less than|no less than|needs"
    r"|(?:seek(?:ing)?|looking for|hiring)\b[^.;]{0,80}\bwith (?=\d))\b",
    re.IGNORECASE,
)
_EMPLOYER = re.compile(
    r"\b(?:led by|run by|industry veterans|(?:training|mentoring|mentorship|coaching) (?:from|by)"
    r"|our (?:company|firm|team|clinic|practice|founders?"
    r"|client(?! is (?:\w+ )?(?:in search|looking|seeking|hiring|searching)))|we(?:['’]ve"
    r"| have(?! an? (?:\w+ )?(?:need|opening|opportunity|position|vacancy))| are(?! (?:looking"
    r"|seeking|hiring|searching)))"
    r"|company['’]s|team that has|founded|established|serving|has (?:been|served|provided))\b",
    re.IGNORECASE,
)


def years_in(text: str, statements: list[Statement]) -> Iterator[Mention]:
    """A mention of kind 'experience' for each number of years or months of experience in the text."""
    for number, statement in enumerate(statements):
        if statement.clues and statement.clues.has_time:
            yield from _years_of(text, statement, number)


_MOST_IN_A_SENTENCE = 20
_NEAR = 110  # characters


def _years_of(text: str, statement: Statement, number: int) -> Iterator[Mention]:
    if field := _FIELD.match(text, statement.start, statement.end):
        start, end = field.span("low")
        yield Mention("experience", "experience", start, end, "experience-field", number, years=_value(field["low"]))
    end = -1
    for match in islice(_FIND_YEARS(text, statement.start, statement.end), _MOST_IN_A_SENTENCE):
        is_upper_end = end >= 0 and _TO.fullmatch(text, end, match.start())
        end = match.end()
        if is_upper_end:
            continue  # "six months to one year"
        after = text[match.end() : min(statement.end, match.end() + 90)]
        if _NOT_EXPERIENCE_AFTER.match(after.lower()):
            continue
        if match["unit"].lower() == "year" and _YEAR_DEGREE.match(after):
            continue
        if _PERHAPS_EXPERIENCE_AFTER.match(after) and not _OF_EXPERIENCE_SOON.match(after):
            continue
        is_elsewhere = statement.section in ("benefits", "about", "equal_opportunity", "application", "physical")
        if is_elsewhere and not _ASKED_BEHIND.match(after):
            continue
        if not _is_experience(text, statement, match):
            continue
        before = text[max(statement.start, match.start() - _NEAR) : match.start()]
        if _NOT_EXPERIENCE_BEFORE.search(before.lower()) or (not statement.default and _FOR_PREMIUM.search(before)):
            continue
        between = _BETWEEN.search(before)
        value = _value(between["low"] if between else match["digits"] or match["low"])
        if match["unit"].lower().startswith("mo"):
            value = value / 12
        if value > 30:
            continue
        yield Mention(
            "experience", "experience", match.start(), match.end(), "experience-years", number, years=round(value, 2)
        )
        # "two years of appeals writing; four preferred"
        more = _BARE_PREFERRED.search(text, match.end(), statement.end)
        if more:
            start, end = more.span("low")
            yield Mention("experience", "experience", start, end, "experience-years", number, years=_value(more["low"]))


# "Years of experience: 5+", a field whose number has no unit
_FIELD = re.compile(
    rf"\W*(?:\w+ ){{0,3}}years of (?:\w+ )?experience\b\W{{0,3}}(?P<low>{_NUMBER})\+?(?: to {_NUMBER}\+?)?\W*$",
    re.IGNORECASE,
)
# "4 year related business, finance, or accounting degree"
_YEAR_DEGREE = re.compile(r" (?:(?!experience|or an?\b|in\b|of\b)[\w/&-]+,? ){0,8}degree\b", re.IGNORECASE)
# "One year of ward experience required", whatever the heading above it
_ASKED_BEHIND = re.compile(r"[^.;]{0,70}\bexperience\b[^.;]{0,30}\b(?:required|preferred|desired)\b", re.IGNORECASE)
_BARE_PREFERRED = re.compile(
    rf"[;,]\s*(?P<low>{_NUMBER})(?:\s*\+|\s*[-–]\s*{_NUMBER}|\s+or more)?,?\s+(?:is |are |or more )?"
    r"(?:strongly |highly )?(?:preferred|desired|a plus)\b",
    re.IGNORECASE,
)


_HAS_DONE = re.compile(
    r"\b(?:you|who|candidate|applicant)(?:['’]ve| have| has) been \w+ing\b[^.;]{0,80}\bfor (?:at least )?$",
    re.IGNORECASE,
)


def _is_experience(text: str, statement: Statement, match: re.Match[str]) -> bool:
    """Whether the years are asked of the applicant and not of a contract, a company or a calendar."""
    sentence = text[statement.start : statement.end]
    before = text[statement.start : match.start()]
    after = text[match.end() : statement.end].lstrip(" ,'’+")
    if match["low"].lower() in ("a", "an") and not _OF_WORK.match(after):
        return bool(statement.default and _AT_LEAST.search(before))  # not "70,000 visits a year"
    if before.endswith("(") and _CLOSES.match(after):
        return True  # "tuning of databases (5+ yrs.)"
    if _HAS_DONE.search(before):
        return True
    names_experience = bool(_NAMED.search(sentence))
    if statement.default or statement.section == "waived":
        return (
            names_experience
            or not before.strip(" -(>*")
            or bool(_OPENING.search(before))
            or bool(_WORK.match(after))
            or not after.strip(" .;,)")
        )
    clause = before.rpartition(":")[2]
    if _EMPLOYER.search(clause) or _EMPLOYER.match(after) or (_WITH.match(before) and _PORTRAIT.search(after)):
        return False
    if _DEGREE.search(sentence) and (_WORK.match(after) or _JOINED.search(before)):
        return True
    return (
        names_experience
        or bool(_CUE.search(sentence))
        or ((len(before) <= 25 or before.endswith(": ")) and bool(_WORK.match(after)))
    )


def _value(written: str) -> float:
    lowered = written.lower()
    if " " in lowered or "-" in lowered:
        tens, _, ones = lowered.replace("-", " ").partition(" ")
        return float(_TENS[tens] + _WORDS[ones])
    return float(_WORDS.get(lowered, 1) if not lowered[0].isdigit() else lowered)


# "two years of billing, coding or collections experience": the commas stand within what the years are of
_OF_SEVERAL = re.compile(
    r"\W{0,2}(?:of|in) (?P<fields>(?:(?!\bexperience|\bwith\b|\bplus\b)[\w/&,'’ -]){3,120})\bexperience\b",
    re.IGNORECASE,
)
_LAST_OF_SEVERAL = re.compile(r",[^,]*\b(?:or|and)\b[^,]*$", re.IGNORECASE)
# What stands between the years and a cue that speaks of something else: a further clause with its own noun.
_OTHER_CLAUSE = re.compile(
    r"(?:,|\bwith\b)(?:\s*(?:and|or|plus|with))?[^,]*\b(?:knowledge|expertise|skills?|background|exposure|familiarity"
    r"|proficiency|"
    r"understanding|roles?|ability|certification)\b"
    r"|,(?![^.;]*\bor (?:other )?(?:related|similar|relevant|equivalent|comparable) (?:\w+ )?experience\s*$)"
    r"[^.;]*\bexperience\b"
    rf"|\bexperience,(?!(?:{ADVERB.pattern})?\s*$)(?!\s*including\b[^,]*\bis (?:\w+ )?$)[^,]+$"
    r"|\b(?:such as|including|like|e\.g\.?)\b[^()]*\($"
    r"|[,(]\s*(?:ideally|preferably) (?:in|with|at|for)\b[^.;)]*$",  # "in sales, ideally in a ward but not essential"
    re.IGNORECASE,
)


def is_another_clause(between: str) -> bool:
    """Whether between some years and a cue something else begins, of which the cue speaks."""
    listed = _OF_SEVERAL.match(between)
    start = listed.end() if listed and _LAST_OF_SEVERAL.search(listed["fields"]) else 0
    return bool(_OTHER_CLAUSE.search(between, start))

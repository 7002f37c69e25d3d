"""What each ward of a hospital asks: "ER, ICU: ACLS required", "L&D: NRP required".

An advertisement that names what several wards need asks it of those who work there, and not of each nurse.
"""

import re

from analysis.reader.sections import Statement

_WARD = (
    r"(?:ER|ED|EC|OR|ICU|NICU|PICU|CCU|CVICU|PCU|PACU|IMC|(?:Cardiac )?Tele(?:metry)?|L ?& ?D|Labor (?:&|and) Delivery"
    r"|Post[- ]?partum|Nursery|Peds|Pediatrics?|Med(?:ical)?[/ -]*Surg(?:ical)?|Oncology|Endo(?:scopy)?"
    r"|(?:Cardiac )?Cath Lab|(?:Critical|Intensive) Care(?: Unit)?"
    r"|Emergency(?: (?:Room|Department|Services|Care Center))?|Family Birth(?: ?place| Center)?"
    r"|Operating Room|Surg(?:ery|ical Services)|Step ?down|Mother[/ -]Baby|Wom[ae]n['’]?s Services|Psychiatry"
    r"|Behavioral Health|Radiology|Dialysis|Ambulatory|Bariatrics|Ortho(?:pedics)?|Rehab|Perioperative(?: Services)?"
    r"|Trauma|NBN|Same Day Surgery)"
)
_ENDING = r"(?: (?:only|units?|nurses|RNs?|areas?))?"
_WARDS = rf"{_WARD}(?:\s*(?:,|/|&|and|or)+\s*{_WARD})*{_ENDING}"
_CELL = re.compile(rf"(?:Cardiac |Neonatal )?{_WARDS}(?: ?\([A-Z&/ ]{{2,8}}\))?")
_LABEL = re.compile(rf"\W*{_WARDS}\W*$")
# "Labor and Delivery-ACLS", "Mother/Baby- NRP by the end of orientation"
_DASHED = re.compile(rf"\W*{_WARDS}\s?[-–—]\s?(?=[A-Z]{{3,}}\b)")
# "ACLS certification (ICU)", "NRP (Nursery, L&D)", "NRP (Women's Services: ...)"; not "Intensive Care Unit (ICU)"
_ASIDE = re.compile(
    rf"certification \({_WARD}[):]|\({_WARD}(?::|(?:\s*(?:,|/|&|and|or|including)+\s*{_WARD})+[):])", re.IGNORECASE
)
_OF_CARE = ("patient", "nurs", "hospital", "clinic")  # of 3,000 ads 2,500 hold none
_LONGEST_NAME = 40  # of a ward that no list knows


def mark_wards(text: str, lowered: str, statements: list[Statement], title: str = "") -> None:
    """Makes the statements that name a ward conditional, where there are several; not those of the title's own ward.

    `lowered` is the text in lower case.
    """
    if "grace period" in lowered:
        _mark_grace(text, statements)
    title = title.lower()
    if not any(word in lowered or word in title for word in _OF_CARE):
        return
    named = {
        number
        for number, statement in enumerate(statements)
        if (statement.label or statement.clues) and _names_ward(text, statement)
    }
    alone = _alone(text, statements)
    named |= alone
    if len(named) < 2:
        return
    of_wards: list[int] = []
    is_under_ward = False
    for number, statement in enumerate(statements):
        if number in alone:
            is_under_ward = _name(text, statement) not in title
        elif statement.is_heading:
            is_under_ward = number in named and _name(text, statement) not in title
        elif is_under_ward or number in named:
            of_wards.append(number)
    for number in [*of_wards, *_further(text, statements, of_wards)]:
        _make_conditional(statements[number], "label-ward")


def _name(text: str, statement: Statement) -> str:
    return text[statement.start : statement.end].strip(" :-–•*").lower()


def _alone(text: str, statements: list[Statement]) -> set[int]:
    """The lines that are nothing but a ward: the first cells of a table that came as lines."""
    found = {
        number
        for number, statement in enumerate(statements)
        if not statement.is_heading
        and not statement.label
        and statement.end - statement.start <= _LONGEST_CELL
        and _CELL.fullmatch(text, statement.start, statement.end)
    }
    return found if len(found) >= _LEAST_CELLS else set()


_LEAST_CELLS, _LONGEST_CELL = 3, 60


def _make_conditional(statement: Statement, rule_id: str) -> None:
    statement.section, statement.default, statement.default_rule = "conditional", "mentioned", rule_id


# A table of what some may earn after they are hired, and how long it may take, told in one line
_GRACE_ROW = re.compile(r"\W*within \w+ (?:days?|months?|years?) of hire\W*", re.IGNORECASE)
_GRACE = re.compile(r"\bgrace periods? (?:for|will|to)\b", re.IGNORECASE)


def _mark_grace(text: str, statements: list[Statement]) -> None:
    """Makes what a line says behind the words "grace period" conditional, and the rows of a table below it."""
    line = -1
    first = last = len(statements)
    for number, statement in enumerate(statements):
        if _GRACE.search(text, statement.start, statement.end):
            line, first = statement.line, min(first, number)
        elif first < number and _GRACE_ROW.fullmatch(text, statement.start, statement.end):
            last = number
        if statement.line == line:
            _make_conditional(statement, "label-grace")
    for statement in statements[first:last] if last < len(statements) else ():
        _make_conditional(statement, "label-grace")


_DASHED_NAME = re.compile(r"\W*[A-Z][\w ()/&]{1,40}\s?[-–]\s?(?=[A-Z]{3})")  # "NAT (Newborn Admission Team)- NRP"


def _further(text: str, statements: list[Statement], of_wards: list[int]) -> list[int]:
    """The labelled lines between two wards and next to them: wards with a name that no list knows."""
    if len(of_wards) < 2:
        return []
    marked = set(of_wards)
    found = []
    for number in range(of_wards[0] + 1, len(statements)):
        statement = statements[number]
        before = statements[number - 1]
        is_next = number - 1 in marked and statement.line == before.line + 1
        if number in marked or not is_next or statement.is_heading:
            continue
        is_dashed = _DASHED_NAME.match(text, statement.start, statement.end)
        if is_dashed or (before.label and _is_labelled_alike(statement, before)):
            marked.add(number)
            found.append(number)
    return found


def _is_labelled_alike(statement: Statement, before: Statement) -> bool:
    is_name = 0 < len(statement.label) <= _LONGEST_NAME and not statement.label[0].islower()
    if _OF_ALL.search(statement.label):
        return False
    return is_name and statement.section == before.section and statement.clues is not None


_OF_ALL = re.compile(r"\b(?:experience|education|skills|knowledge|minimum|preferred|required)\b", re.IGNORECASE)


def _names_ward(text: str, statement: Statement) -> bool:
    if statement.label and _LABEL.match(statement.label):  # of a heading its whole text
        return True
    if not statement.clues:
        return False
    has_bracket = text.find("(", statement.start, statement.end) >= 0
    return bool(
        _DASHED.match(text, statement.start, statement.end)
        or (has_bracket and _ASIDE.search(text, statement.start, statement.end))
    )

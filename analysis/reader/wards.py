"""What each ward of a hospital asks: "ER, ICU: ACLS required", "L&D: NRP required".

An advertisement that names what several wards need asks it of those who work there, and not of each nurse.
"""

import re

from analysis.reader.sections import Statement

_WARD = (
    r"(?:ER|ED|EC|OR|ICU|NICU|PICU|CCU|CVICU|PCU|PACU|IMC|(?:Cardiac )?Tele(?:metry)?|L ?& ?D|Labor (?:&|and) Delivery"
    r"|Post[- ]?partum|Nursery|Peds|Pediatrics?|Med(?:ical)?[/ -]*Surg(?:ical)?|Oncology|Endo(?:scopy)?"
    r"|(?:Cardiac )?Cath Lab|(?:Critical|Intensive) Care(?: Unit)?"
    r"|Emergency(?: (?:Room|Department|Services|Care Center))?"
    r"|Operating Room|Surg(?:ery|ical Services)|Step ?down|Mother[/ -]Baby|Wom[ae]n['’]?s Services|Psychiatry"
    r"|Behavioral Health|Radiology|Dialysis|Ambulatory|Bariatrics|Ortho(?:pedics)?|Rehab|Perioperative(?: Services)?"
    r"|Trauma|NBN|Same Day Surgery)"
)
_LABEL = re.compile(rf"\W*{_WARD}(?:\s*(?:,|/|&|and|or)+\s*{_WARD})*(?: (?:only|units?|nurses|RNs?|areas?))?\W*$")
# "ACLS certification (ICU)", "NRP (Nursery, L&D)", "NRP (Women's Services: ...)"; not "Intensive Care Unit (ICU)"
_ASIDE = re.compile(
    rf"certification \({_WARD}[):]|\({_WARD}(?::|(?:\s*(?:,|/|&|and|or|including)+\s*{_WARD})+[):])", re.IGNORECASE
)


def mark_wards(text: str, statements: list[Statement]) -> None:
    """Makes the statements that name a ward conditional, where there are several."""
    of_wards: list[Statement] = []
    wards = 0
    is_under_ward = False
    for statement in statements:
        is_named = _names_ward(text, statement)
        wards += is_named
        if statement.is_heading:
            is_under_ward = is_named
        elif is_named or is_under_ward:
            of_wards.append(statement)
    if wards > 1:
        for statement in of_wards:
            statement.section, statement.default, statement.default_rule = "conditional", "mentioned", "label-ward"


def _names_ward(text: str, statement: Statement) -> bool:
    if statement.label and _LABEL.match(statement.label):  # of a heading its whole text
        return True
    has_bracket = statement.clues is not None and text.find("(", statement.start, statement.end) >= 0
    return has_bracket and bool(_ASIDE.search(text, statement.start, statement.end))

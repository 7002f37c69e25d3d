"""What trade a posting is of, where that decides what an ambiguous abbreviation means."""

import re
from functools import lru_cache
from itertools import islice

from analysis.reader.beginnings import search_of

CODING_CONTEXT = re.compile(
    r"\bcod(?:er|ers|ing)\b|\bbill(?:er|ing)\b|\bhim\b|\bicd|\bcpt\b|medical records|reimbursement|\baudit",
    re.IGNORECASE,
)
_FIND_CODING = search_of(CODING_CONTEXT)
CODING_FAMILIES = frozenset(
    (
        "billing professional_coding facility_coding health_information risk_adjustment audit_cdi_compliance "
        "revenue_cycle"
    ).split()
)
_CARE = re.compile(r"\b(?:patients?|hospitals?|physicians?|nurs(?:es?|ing)|clinics?)\b", re.IGNORECASE)


@lru_cache(maxsize=4)
def is_of_care(text: str) -> bool:
    """Whether a posting speaks of patients and those who treat them: else a PA assists no physician."""
    return bool(_CARE.search(text))


@lru_cache(maxsize=4)
def is_of_coding(text: str) -> bool:
    """Whether a posting is about billing or coding; asked for each ambiguous mention of it."""
    return len(list(islice(_FIND_CODING(text, 0, len(text)), 2))) == 2

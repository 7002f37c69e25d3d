"""What an advertisement calls a credential that a board certifies and a state licenses: "CPA certification".

By itself either is a licence. Of 59 such labels these patterns find 15, of which 14 say certification; of the other 44,
43 say licence.
"""

import re

_AS_CERTIFICATION = {
    "cpa": re.compile(
        r"\bCPA certifi|\bcertifications?\b(?::| such as| like|,? including|,? e\.g\.?,?|\s*\()[^.;()]{0,60}\bCPA\b",
        re.IGNORECASE,
    ),
    "crna": re.compile(
        r"\bAANA\b|\bNBCRNA\b|\bNational Board (?:of|on|for) Certif|\bcertification (?:as|by|of)\b"
        r"|\bcertified or re-?certified\b|\bCRNA certification\b",
        re.IGNORECASE,
    ),
}


def type_as_called(term_id: str, type: str, sentence: str) -> str:
    """The type of a credential as the sentence calls it."""
    pattern = _AS_CERTIFICATION.get(term_id)
    return "certification" if pattern and pattern.search(sentence) else type

"""What an advertisement calls a credential that a board certifies and a state licenses: "CPA certification".

By itself either is a licence. Of 69 such labels these patterns find 17, of which 14 say certification; of the other 52,
49 say licence.
"""

import re
from collections.abc import Iterable

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


def called_certifications(named: Iterable[tuple[str, str]]) -> set[str]:
    """Of the terms of a posting, each with a sentence that names it, those that a sentence calls a certification."""
    return {
        term_id
        for term_id, sentence in named
        if term_id in _AS_CERTIFICATION and _AS_CERTIFICATION[term_id].search(sentence)
    }

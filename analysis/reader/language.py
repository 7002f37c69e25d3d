"""Whether a text is in the language that the vocabulary reads, and whether it is whole."""

import re
from collections import Counter

_PUNCTUATION = ".,;:!?()[]{}\"'“”‘’*•·-–—/|#"
# The commonest function words; a text of another language has few of the English ones and many of its own.
_FUNCTION_WORDS = {
    "en": frozenset(
        "the and of to in for with a is are will you our or as on be this that we your an at by from".split()
    ),
    "es": frozenset("de la el y en los las que con para se una por del un es su al como más".split()),
    "fr": frozenset("de la le et les des en un une du pour vous dans nous est votre avec au sur que".split()),
    "de": frozenset("und die der in zu für mit den von das ist wir sie im eine ein auf des bei".split()),
    "pt": frozenset("de e a o do da em para com os as um uma no na que por se ou".split()),
    "nl": frozenset("de en van het een in je voor met is te aan op wij dat zijn om ons".split()),
}
# Nearly every English text is told by the commonest of them, in half the time of a look at each of its words.
_COMMONEST = (" and ", " to ", " the ", " of ", " in ", " for ", " with ", " a ")
_LEAST_WORDS, _ENGLISH = 20, 0.12  # words that tell a language; the share of function words in English
_SAMPLE = 3000
_TRUNCATED = re.compile(
    r"(?:\.\.\.|…)\s*[\[(]?\s*(?:read|see|show|view|click|continue)\b[^.]{0,30}(?:more|reading|here"
    r"|full)[^.]{0,20}$|[\[(]\s*(?:read|see|show|view) more\s*[\])]\s*$|[a-z,]\s*(?:\.\.\.|…)\s*$|\bread more\W*$",
    re.IGNORECASE,
)


def language_of(lowered: str) -> str | None:
    """ISO 639-1 code of the language of a text in lower case, or None when it is too short to tell.

    Letters of a script without these words give 'und'.
    """
    sample = lowered[:_SAMPLE]
    wanted = max(_ENGLISH * (sample.count(" ") + sample.count("\n")), _LEAST_WORDS)
    for word in _COMMONEST:
        wanted -= sample.count(word)
        if wanted <= 0:
            return "en"
    pieces = sample.split()
    if len(pieces) < _LEAST_WORDS:
        return None
    if sum(map(_FUNCTION_WORDS["en"].__contains__, pieces)) >= _ENGLISH * len(pieces):
        return "en"
    words = [word.strip(_PUNCTUATION) for word in pieces]
    counts = Counter(words)
    english = _share(counts, "en")
    if english >= _ENGLISH * len(words):
        return "en"
    hits = {code: _share(counts, code) for code in _FUNCTION_WORDS}
    best = max(hits, key=hits.__getitem__)
    if english >= 0.06 * len(words) and english >= 0.5 * hits[best]:
        return "en"
    if hits[best] >= _ENGLISH * len(words):
        return best
    # Lists of bare nouns have few function words; ASCII text without another language's words is read as English.
    return "en" if sum(word.isascii() for word in words) >= 0.9 * len(words) else "und"


def _share(counts: Counter[str], code: str) -> int:
    return sum(counts[word] for word in _FUNCTION_WORDS[code])


def is_truncated(text: str) -> bool:
    """Whether the text is a teaser that breaks off, so that its silence says nothing."""
    end = text[-80:].rstrip()
    return any(map(end.lower().__contains__, ("...", "…", "more"))) and bool(_TRUNCATED.search(end))

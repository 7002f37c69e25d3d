"""Which of several mentions at one place stays: the longest of a kind, the fitting one of equals."""

import re
from collections.abc import Iterable
from functools import lru_cache

from analysis.reader.mention import Mention
from analysis.reader.trades import CODING_FAMILIES, is_of_coding
from analysis.vocabulary import Vocabulary


def longest(found: Iterable[tuple[Mention, bool]]) -> list[tuple[Mention, bool]]:
    """Of overlapping mentions of one kind the longest; skills may overlap, one place can show two of them."""
    kept: list[tuple[Mention, bool]] = []
    last: dict[str, int] = {}
    credential = range(0)  # "Certified Healthcare Access Associate" holds no associate's degree
    order = sorted(found, key=lambda pair: (pair[0].start, pair[0].start - pair[0].end, pair[1]))
    for mention, needs_context in order:
        is_apart = mention.kind == "skill" or mention.term_id.startswith(("unnamed", "other_"))
        lane = mention.term_id if is_apart else mention.kind
        if mention.start < last.get(lane, -1):
            continue
        if mention.kind == "degree" and mention.end - mention.start < len(credential) and mention.end - 1 in credential:
            continue
        if lane == "credential":
            credential = range(mention.start, mention.end)
        last[lane] = mention.end
        kept.append((mention, needs_context))
    return kept


@lru_cache(maxsize=4)
def _order_in_file(vocabulary: Vocabulary) -> dict[str, int]:
    return {term_id: place for place, term_id in enumerate(vocabulary.by_id)}


_LABEL_WORD = re.compile(r"[a-z]{5,}")
_WORDS_OF_LABELS = frozenset(
    "certified registered professional specialist certification licensed certificate associate national board".split()
)


def one_term_a_place(
    found: list[tuple[Mention, bool]], text: str, vocabulary: Vocabulary
) -> list[tuple[Mention, bool]]:
    """Where credentials share an abbreviation, the one whose words the posting uses; else the first of the file."""
    places: dict[tuple[int, int], list[tuple[Mention, bool]]] = {}
    for pair in found:
        if pair[0].kind == "credential":
            places.setdefault((pair[0].start, pair[0].end), []).append(pair)
    shared = {place: pairs for place, pairs in places.items() if len({pair[0].term_id for pair in pairs}) > 1}
    if not shared:
        return found
    lowered = text.lower()
    is_coding = is_of_coding(text)
    order = _order_in_file(vocabulary)
    dropped: set[int] = set()
    for pairs in shared.values():

        def fit(pair: tuple[Mention, bool]) -> tuple[bool, int, bool]:
            term = vocabulary.by_id[pair[0].term_id]
            words = set(_LABEL_WORD.findall(term.label.lower())) - _WORDS_OF_LABELS
            fits_trade = is_coding == (term.family in CODING_FAMILIES)
            has_row = not term.term_id.startswith(("unnamed", "other_"))  # "Epic certification" has
            words_here = sum(word in lowered for word in words) + 3 * (is_coding and fits_trade)
            return has_row, words_here, fits_trade

        in_file = sorted(pairs, key=lambda pair: order[pair[0].term_id])
        best = max(in_file, key=fit)  # the first of equals: the file lists billing and coding first
        dropped |= {id(pair[0]) for pair in pairs if pair[0].term_id != best[0].term_id}
    return [pair for pair in found if id(pair[0]) not in dropped]

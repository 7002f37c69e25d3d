"""Terms that no list of phrases can hold: "coding certification", "graduate of a school of nursing".

Each is a regular expression of the vocabulary, tried only in statements where one of its trigger words stands: the
patterns over whole texts took two thirds of all reading time.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from analysis.reader.beginnings import search_of
from analysis.reader.certificates import (
    CERTIFICATE_RULE,
    LICENCE_RULE,
    PROFESSION_RULES,
    certificate_at,
    is_licence_named,
    is_licensed_as,
)
from analysis.reader.clues import Survey, lower
from analysis.reader.mention import Mention
from analysis.reader.sections import Statement
from analysis.vocabulary import PatternRule, Term, Vocabulary

# Rules whose name ends so are read only in a posting about billing or health records.
_MEDICAL_RULE = "-medical"
MEDICAL_WORDS = (
    "icd,cpt,hcpcs,payer,payers,payor,payors,medicare,medicaid,copay,copays,eob,eobs,patient,patients,physician,"
    "physicians,denial,denials,ub04,ub-04,cms-1500,aapc,ahima,medical record,medical records,revenue cycle,"
    "health information"
).split(",")
_ENOUGH = 3
_Match = tuple[Term, int, int, str]  # the term, the start and end in the statement, the rule_id


class PatternReader:
    """Finds what the rules of a vocabulary match."""

    def __init__(self, rules: list[PatternRule], vocabulary: Vocabulary) -> None:
        self._rules = [(rule, search_of(rule.pattern)) for rule in rules]
        self._vocabulary = vocabulary
        # Many a line is everywhere: of the statements of 15,000 ads a memory of 20,000 answers 22 of 100, and one of
        # 100,000 (40 MB) 31.
        self._remembered = lru_cache(maxsize=100_000)(self._matches)

    def mentions(self, text: str, statements: Iterable[Statement], survey: Survey) -> Iterator[tuple[Mention, bool]]:
        """(mention, False) for each match of a rule in the statements that its triggers stand in.

        False because no such mention needs its neighbours to be told from a look-alike.
        """
        is_medical = survey.topic_words >= _ENOUGH
        for statement in statements:
            if statement.clues and statement.clues.rules:
                body = text[statement.start : statement.end]
                for term, start, end, rule_id in self._remembered(body, statement.clues.rules, is_medical):
                    start, end = statement.start + start, statement.start + end
                    yield Mention(term.term_id, term.kind, start, end, rule_id, -1, term.type), False

    def _matches(self, body: str, numbers: tuple[int, ...], is_medical: bool) -> tuple[_Match, ...]:
        """What the rules of these numbers match in a statement, the rules in order."""
        lowered = lower(body)
        found: list[_Match] = []
        for rule, find in map(self._rules.__getitem__, numbers):
            if not is_medical and rule.rule_id.endswith(_MEDICAL_RULE):
                continue
            for match in find(rule.reads(body, lowered), 0, len(body)):
                start, end = match.span()
                if end > start and (refined := _refined(body, rule, start, end, self._vocabulary)):
                    found.append(refined)
        return tuple(found)


def _refined(statement: str, rule: PatternRule, start: int, end: int, vocabulary: Vocabulary) -> _Match | None:
    """A match as it is kept; of a certification or licence without a row, what the words beside it make of it."""
    term = vocabulary.by_id[rule.kind]
    if rule.rule_id == LICENCE_RULE and is_licence_named(statement, end):
        return None
    if rule.rule_id.startswith(PROFESSION_RULES) and not is_licensed_as(statement, start):
        return None
    if rule.rule_id == CERTIFICATE_RULE:
        found = certificate_at(statement, start, end, vocabulary.certification_words)
        if found is None:
            return None
        term, start = vocabulary.by_id[found[0]], found[1]
    return term, start, end, rule.rule_id

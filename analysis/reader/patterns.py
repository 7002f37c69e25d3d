"""Terms that no list of phrases can hold: "coding certification", "graduate of a school of nursing".

Each is a regular expression of the vocabulary, tried only in statements where one of its trigger words stands: the
patterns over whole texts took two thirds of all reading time.
"""

from collections.abc import Iterable, Iterator

from analysis.reader.certificates import (
    CERTIFICATE_RULE,
    LICENCE_RULE,
    PROFESSION_RULES,
    certificate_at,
    is_licence_named,
    is_licensed_as,
)
from analysis.reader.clues import Survey
from analysis.reader.mention import Mention
from analysis.reader.sections import Statement
from analysis.vocabulary import PatternRule, Vocabulary

# Rules whose name ends so are read only in a posting about billing or health records.
_MEDICAL_RULE = "-medical"
MEDICAL_WORDS = (
    "icd,cpt,hcpcs,payer,payers,payor,payors,medicare,medicaid,copay,copays,eob,eobs,patient,patients,physician,"
    "physicians,denial,denials,ub04,ub-04,cms-1500,aapc,ahima,medical record,medical records,revenue cycle,"
    "health information"
).split(",")
_ENOUGH = 3


def pattern_mentions(
    text: str,
    statements: list[Statement],
    survey: Survey,
    triggered: dict[int, set[int]],
    rules: list[PatternRule],
    vocabulary: Vocabulary,
) -> Iterator[tuple[Mention, bool]]:
    """(mention, False) for each match of a rule in the statements that its triggers stand in.

    False because no such mention needs its neighbours to be told from a look-alike.
    """
    for number, places in sorted(triggered.items()):
        rule = rules[number]
        if rule.rule_id.endswith(_MEDICAL_RULE) and survey.topic_words < _ENOUGH:
            continue
        yield from _matches(text, survey.lowered, rule, (statements[place] for place in sorted(places)), vocabulary)


def _matches(
    text: str, lowered: str, rule: PatternRule, statements: Iterable[Statement], vocabulary: Vocabulary
) -> Iterator[tuple[Mention, bool]]:
    read = rule.reads(text, lowered)
    is_whole = rule.pattern.pattern.startswith("^")  # speaks of a statement as a whole
    for statement in statements:
        if is_whole:
            match = rule.pattern.search(read[statement.start : statement.end])
            spans = [(statement.start + match.start(), statement.start + match.end())] if match else []
        else:
            spans = [match.span() for match in rule.pattern.finditer(read, statement.start, statement.end)]
        for start, end in spans:
            if end > start and (found := _refined(text, rule, start, end, statement, vocabulary)):
                yield found, False


def _refined(
    text: str, rule: PatternRule, start: int, end: int, statement: Statement, vocabulary: Vocabulary
) -> Mention | None:
    """The mention of a match; of a certification or licence without a row, what the words beside it make of it."""
    term = vocabulary.by_id[rule.kind]
    bounds = statement.start, statement.end
    if rule.rule_id == LICENCE_RULE and is_licence_named(text, end, bounds):
        return None
    if rule.rule_id.startswith(PROFESSION_RULES) and not is_licensed_as(text, start, bounds[0]):
        return None
    if rule.rule_id == CERTIFICATE_RULE:
        found = certificate_at(text, start, end, bounds, vocabulary.certification_words)
        if found is None:
            return None
        term, start = vocabulary.by_id[found[0]], found[1]
    return Mention(term.term_id, term.kind, start, end, rule.rule_id, -1, term.type)

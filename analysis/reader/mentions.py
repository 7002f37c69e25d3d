"""Where the terms of the vocabulary stand in a text, and which look-alikes are something else.

spaCy's blank English tokenizer and PhraseMatcher find the written forms; a clash (CPC the cost per click, MS the
product line) is decided by its neighbours and kept with its reason.
"""

import atexit
import gc
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from analysis.reader.clues import Scout, Survey, readable
from analysis.reader.forms import written_forms
from analysis.reader.mention import MOST_MENTIONS, Mention
from analysis.reader.overlaps import longest, one_term_a_place
from analysis.reader.patterns import MEDICAL_WORDS, PatternReader
from analysis.reader.sections import Statement
from analysis.reader.sieve import Sieve
from analysis.reader.titles import in_capitals, is_joined, is_student
from analysis.reader.trades import CODING_CONTEXT, CODING_FAMILIES, is_of_care, is_of_coding
from analysis.vocabulary import PatternRule, Phrase, Vocabulary

# The tokenizer's cache decides its speed, and the default has room for 10,000 pieces between white space
# (https://github.com/explosion/spaCy/issues/13950).
_CACHE_SIZE = 500_000
_MOST_WORDS = 1_000_000  # a new pipeline is built beyond it, so that a run over millions stays bounded

# What English words do not need and credentials do: "CPR/1st aid", "(CPR)-American Red Cross".
_PREFIXES = (r"[/\\|](?=[A-Za-z])", r"-(?=[A-Z])")  # "BLS /ACLS", "ER -TNCC"
# "Nurse Practitioner- Primary Care", "BLS/ ACLS", "BS+ 10 years"
_SUFFIXES = (r"(?<=[A-Za-z])-", r"(?<=[A-Za-z0-9+])[/\\|]", r"(?<=\b[BM][SA])\+")
_INFIXES = (
    r"(?<=[A-Za-z])/(?=[0-9])",
    r"[)\]][-–—](?=[A-Za-z])",
    r"(?<=[a-z])[•·](?=[A-Z])",
    r"(?<=[0-9+])/(?=[A-Za-z])",  # "A+/Network+"
    r"(?<=[A-Z]\.)/(?=[A-Z])",  # "B.E./B.Tech"
    r"(?<=[A-Z][a-z])\.(?=/[A-Z])",  # "M.Sc./Ph.D.": the stop apart, as at the end of a word
    r"(?<=[A-Z][a-z]\.)/(?=[A-Z])",
    r"(?<=[A-Za-z])[\\|](?=[A-Za-z])",
    r"(?<=[A-Z][A-Z])[.;&•·(](?=[A-Z][A-Z]|(?:[rR]|tm)\)?$)",  # "BLS;ACLS", "BLS(AHA)", "PMP(r)"
)
_LONGEST_REMEMBERED = 200  # characters
_WINDOW = 70
_FAR = 600  # characters around a mention; nearly every sentence is shorter
_CREDENTIAL_CONTEXT = re.compile(
    r"certif|credential|licens|designat|registered|registry|registration|aapc|ahima|acdis|hfma|nahq|ascp"
    r"|\bboard\b|eligib|accredit|diploma|\bexam\b|member of",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:require[ds]?|prefer\w*|(?<=a )plus|big plus|must|need(?:s|ed)?|desired|mandatory|helpful|nice[- ]to[- ]have"
    r"|hold|earn|obtain|advantage|asset|necessary|certified|within|beneficial|encouraged|recommended|ideally"
    r"|desirable|optional|bonus|essential|compulsory|requirement|welcomed?|appreciated|valued)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:current|active|valid|certified)?\W*⟨[^⟩]*⟩\W*(?:is |are )?(?:strongly |highly )?(?:required"
    r"|preferred|desired|a plus|a must|helpful|desirable|mandatory)?\W*$",
    re.IGNORECASE,
)

# Where a name in a list stands, and not a word of a longer name: "a CSM, or", and not "Downtime SLP management"
_LISTED = re.compile(
    r"(?:^|[,;:(/&|•·+–—-]|\b(?:or|and|and/or|an?|the|as|current|active|valid|with|of|either|in|is|have|hold|\w+ed"
    r"|inactive|qualified|plus|e\.g\.|i\.e\.|like|including|any|by))\W{0,3}⟨[^⟩]*⟩"
    r"\W{0,2}(?:$|[,;:.)(/&|–—-]|(?:or|and|and/or|in|with|is|are|to|from|for|as|a|who|on|by|at|board|level|degrees?"
    r"|credentials?|certif\w*|licen\w*|designation|required|preferred|desired|experience|eligible|candidate|qualifi\w*"
    r"|strongly|highly|plus|issued|train\w*|\d+)\b)",
    re.IGNORECASE,
)


class Finder:
    """Finds every term of a vocabulary; built once per process."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        clashes: dict[str, list[PatternRule]] = {}
        for rule in vocabulary.clashes:
            clashes.setdefault(rule.kind, []).append(rule)
        self._clashes = {term_id: Sieve(rules) for term_id, rules in clashes.items()}
        self._with_keeps = {rule.kind for rule in vocabulary.clashes if rule.detail == "keep"}
        self._rules = [
            *vocabulary.unnamed, *vocabulary.degree_patterns, *vocabulary.training, *vocabulary.skill_patterns,
        ]  # fmt: skip
        self._patterns = PatternReader(self._rules, vocabulary)
        self._build()

    def _build(self) -> None:
        self.nlp: Language = spacy.blank("en")
        self.nlp.max_length = 10_000_000
        infixes = [*map(str, self.nlp.Defaults.infixes or ()), *_INFIXES]
        setattr(self.nlp.tokenizer, "infix_finditer", compile_infix_regex(infixes).finditer)  # noqa: B010 - see below
        prefixes = [*map(str, self.nlp.Defaults.prefixes or ()), *_PREFIXES]
        setattr(self.nlp.tokenizer, "prefix_search", compile_prefix_regex(prefixes).search)  # noqa: B010 - see below
        suffixes = [*map(str, self.nlp.Defaults.suffixes or ()), *_SUFFIXES]
        setattr(self.nlp.tokenizer, "suffix_search", compile_suffix_regex(suffixes).search)  # noqa: B010 - see below
        setattr(self.nlp.tokenizer, "max_cache_size", _CACHE_SIZE)  # noqa: B010 - spaCy types it as any callable
        self._cased = PhraseMatcher(self.nlp.vocab, attr="ORTH")
        self._uncased = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        self._phrases: dict[int, Phrase] = {}
        written: dict[bool, set[str]] = {False: set(), True: set()}
        for number, phrase in enumerate(self.vocabulary.phrases):
            key = f"{number}"
            matcher = self._cased if phrase.is_cased else self._uncased
            forms = sorted(written_forms(phrase))
            # "Bachelor's/Master's": before a stroke the tokenizer leaves the possessive in one piece
            whole = [
                Doc(self.nlp.vocab, words=[form]) for form in forms if form.endswith(("'s", "’s")) and " " not in form
            ]
            docs = [*map(self.nlp.make_doc, forms), *whole]
            matcher.add(key, docs)
            # "MD / DO" has the tokens of "MD/DO"
            written[phrase.is_cased].update(forms, (" ".join(token.text for token in doc) for doc in docs))
            self._phrases[self.nlp.vocab.strings[key]] = phrase
        # Ads write "High school diploma or GED" time and again: of 2,000 ads 85 of 100 places are answered from memory,
        # which takes 0.1 ms of 6 off each.
        self._remembered = lru_cache(maxsize=20_000)(self._phrases_in)
        self.survey = Scout(self._rules, written[False], written[True], MEDICAL_WORDS).survey

    def find(self, text: str, statements: list[Statement], survey: Survey, title: str = "") -> list[Mention]:
        """Every mention in order, the look-alikes among them with `excluded_because` 'clash'.

        The title is read along where a neighbour has to decide; its own mentions come from `find_credentials`.
        """
        if len(self.nlp.vocab.strings) > _MOST_WORDS:
            self._build()
        starts = [statement.start for statement in statements]
        telling = [statement for statement in statements if statement.clues and statement.clues.has_phrase]
        found = [
            *self._phrase_mentions(text, survey, telling),
            *self._patterns.mentions(text, statements, survey),
        ]
        found = one_term_a_place(found, f"{title}\n{text}", self.vocabulary)
        mentions = []
        for mention, needs_context in longest(found)[:MOST_MENTIONS]:
            number = bisect_right(starts, mention.start) - 1
            if number < 0 or mention.start >= statements[number].end:
                continue
            mention.statement = number
            mentions.append((mention, needs_context))
        siblings = [
            mention for mention, needs_context in mentions if mention.kind == "credential" and not needs_context
        ]
        near = [mention.start for mention in siblings]
        for mention, needs_context in mentions:
            if needs_context or mention.term_id in self._clashes:
                statement = statements[mention.statement]
                self._decide(text, mention, needs_context, statement, near)
        return [mention for mention, _ in mentions]

    def find_credentials(self, title: str) -> list[Mention]:
        """The credentials that a job title names, and so asks for; an ambiguous abbreviation needs a neighbour."""
        title = in_capitals(title)
        whole = Statement(0, len(title), "", None, "", False, 0)
        found = [
            pair for pair in self._phrase_mentions(title, self.survey(title), [whole]) if pair[0].kind == "credential"
        ]
        found = one_term_a_place(found, title, self.vocabulary)
        named = longest(found)
        mentions = []
        for mention, needs_context in named:
            window = _window(title, mention.start, mention.end, 0, len(title))
            matching = {rule.detail for rule in self._may_clash(mention, window) if rule.pattern.search(window)}
            is_clash = "drop" in matching
            is_misfit = mention.term_id in self._with_keeps and "keep" not in matching
            if mention.term_id == "rn" and (is_student(title) or _DEVELOPS.search(title)):
                continue
            if mention.term_id == "pt_licence" and not _THERAPY.search(title):
                continue  # "Registered Nurse PT" works part-time
            if mention.term_id in ("md", "do_licence") and _PHYSICIAN.search(title):
                needs_context = False
            if mention.term_id == "np":
                needs_context = False
            if is_joined(title, mention, named):
                is_clash = needs_context = False
            if is_clash or is_misfit or (needs_context and not self._has_context(mention, window)):
                continue
            mention.strength, mention.rule_id = "required", f"{mention.rule_id}+title"
            mentions.append(mention)
        return mentions

    def _phrase_mentions(
        self, text: str, survey: Survey, statements: Iterable[Statement]
    ) -> Iterator[tuple[Mention, bool]]:
        """Each phrase in the statements.

        spaCy reads each place where a form may stand, from white space to white space: its tokenizer never looks beyond
        these.
        """
        by_id = self.vocabulary.by_id
        for statement in statements:
            for first, last in _places(text, survey, statement):
                place = readable(text[first:last])
                find = self._remembered if last - first <= _LONGEST_REMEMBERED else self._phrases_in
                for phrase, start, end in find(place):
                    term = by_id[phrase.term_id]
                    mention = Mention(
                        term.term_id, term.kind, first + start, first + end, phrase.rule_id, -1, term.type
                    )
                    yield mention, phrase.needs_context

    def _phrases_in(self, place: str) -> list[tuple[Phrase, int, int]]:
        """The phrases in a piece of text, with where they begin and end there."""
        doc = self.nlp.make_doc(place.replace("\n", " "))
        return [
            (self._phrases[key], doc[first].idx, doc[last - 1].idx + len(doc[last - 1]))
            for matcher in (self._cased, self._uncased)
            for key, first, last in matcher(doc)
        ]

    def _may_clash(self, mention: Mention, window: str) -> tuple[PatternRule, ...]:
        sieve = self._clashes.get(mention.term_id)
        return sieve.may_match(window.lower()) if sieve else ()

    def _decide(self, text: str, mention: Mention, needs_context: bool, statement: Statement, near: list[int]) -> None:
        """Sets `excluded_because` when the neighbours say that it is something else."""
        window = _window(text, mention.start, mention.end, statement.start, statement.end)
        rules = self._may_clash(mention, window)
        for rule in rules:
            applies = needs_context or mention.kind != "degree" or rule.rule_id.endswith("-always")
            if not (applies and rule.detail == "drop"):
                continue
            is_plain = not needs_context and bool(_PROFESSION.fullmatch(text, mention.start, mention.end))
            if _speaks_against(rule.pattern, window, is_plain=is_plain):
                mention.excluded_because, mention.rule_id = "clash", rule.rule_id
                return
        if mention.term_id == "pa" and mention.end - mention.start == 2 and not is_of_care(text):
            mention.excluded_because = "clash"
            return
        if any(rule.detail == "keep" and rule.pattern.search(window) for rule in rules):
            return
        has_keeps = mention.term_id in self._with_keeps
        if not needs_context and (mention.kind == "degree" or not has_keeps):
            return
        if (
            mention.kind == "credential"
            and needs_context
            and not has_keeps
            and self._is_credential(text, mention, statement, window, near)
        ):
            return
        is_schooling = statement.section == "education" or "educat" in statement.label.lower()
        if mention.kind == "degree" and is_schooling and mention.end - mention.start <= 5:
            return
        mention.excluded_because = "clash"

    def _is_credential(self, text: str, mention: Mention, statement: Statement, window: str, near: list[int]) -> bool:
        """Whether an ambiguous abbreviation stands where a credential would."""
        if text[mention.end - 1] == "s" and not self._has_context(mention, window):
            return False  # "work with CSMs"
        position = bisect_right(near, mention.start - 45)
        if position < len(near) and near[position] <= mention.end + 45:
            return True
        lower, upper = max(statement.start, mention.start - _FAR), min(statement.end, mention.end + _FAR)
        is_list_of_skills = statement.section in ("skills", "experience") and text.count(",", lower, upper) >= 6
        is_listed = statement.default and not is_list_of_skills and _LISTED.search(window)
        if self._has_context(mention, window) or _BARE.match(window) or is_listed:
            return True
        if _ASKED.search(text, lower, upper):
            return True
        family = self.vocabulary.by_id[mention.term_id].family
        return family in CODING_FAMILIES and is_of_coding(text)

    def _has_context(self, mention: Mention, window: str) -> bool:
        family = self.vocabulary.by_id[mention.term_id].family
        outside = re.sub("⟨[^⟩]*⟩", "⟨⟩", window)
        return bool(_CREDENTIAL_CONTEXT.search(outside)) or (
            family in CODING_FAMILIES and bool(CODING_CONTEXT.search(outside))
        )


_DEVELOPS = re.compile(r"flutter|react|front-?end|mobile (?:developer|engineer)", re.IGNORECASE)  # RN is React Native
_THERAPY = re.compile(r"physical|therap|rehab|\bOT\b|\bSLP\b|licensed", re.IGNORECASE)
_PHYSICIAN = re.compile(r"physician|hospitalist|surgeon|doctor|\bM\.?D\.?\s*(?:/|or)\s*D\.?O", re.IGNORECASE)


def _window(text: str, start: int, end: int, lower: int, upper: int) -> str:
    return f"{text[max(lower, start - _WINDOW) : start]}⟨{text[start:end]}⟩{text[end : min(upper, end + _WINDOW)]}"


# "Licensed Physician Assistant" in a health system is one; "CPA" beside a campaign is not
_PROFESSION = re.compile(r"(?:[a-z'’.-]+\s+)+(?:assistant|practitioner|therapist)s?", re.IGNORECASE)


def _speaks_against(pattern: re.Pattern[str], window: str, *, is_plain: bool) -> bool:
    """Whether a clash is found in the window; a plain name yields only to what is said of itself."""
    if not is_plain:
        return bool(pattern.search(window))
    return any("⟨" in match.group() or "⟩" in match.group() for match in pattern.finditer(window))


def _places(text: str, survey: Survey, statement: Statement) -> Iterator[tuple[int, int]]:
    """Where forms of phrases stand in a statement, each from white space to white space, none overlapping another."""
    first = last = statement.start
    for start, end in survey.forms(statement.start, statement.end):
        if end <= last:
            continue
        if start >= last:
            if first < last:
                yield first, last
            first = start
            while first > last and not text[first - 1].isspace():
                first -= 1
        last = end
        while last < statement.end and not text[last].isspace():
            last += 1
    if first < last:
        yield first, last


@cache
def finder(vocabulary: Vocabulary) -> Finder:
    """The process's one Finder of a vocabulary, built when first asked for."""
    built = Finder(vocabulary)
    # The collector went through its 200,000 objects twice in 1,500 ads, which took 4 to 5 % of the time: they stay.
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # else DuckDB reports at the end that its types leaked
    return built

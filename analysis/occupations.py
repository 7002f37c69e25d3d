"""Which occupation a job title belongs to, by the phrases of data/occupations/*.toml.

A phrase of an occupation file is words in order. `(a|b)` is either word, `...` stands for up to four other words, and
case, punctuation, accents and the plural make no difference: `billing ... (specialist|clerk)` is in "Billing &
Collections Specialists".
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import VocabularyError

_GAP = "..."
_LONGEST_GAP = 4  # words
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’](?=[a-z])")
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_PHRASE = re.compile(r"{0}(?: (?:\.\.\. )?{0})*".format(r"(?:[\w*]+|\(\w+(?:\|\w+)+\))"))
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}|\b[a-z]/[a-z]\b")  # R.N., A/R


class Soc(NamedTuple):
    """A code of the Standard Occupational Classification, 2018, with its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows the field of an ambiguous title: words of the title, the employer's name or the description."""

    title: re.Pattern[str]
    employer: re.Pattern[str]
    text: re.Pattern[str]
    text_at_least: int  # different words that the description needs


@dataclass(frozen=True, slots=True)
class Occupation:
    """One file of data/occupations; the phrases as written."""

    occupation_id: str
    label: str
    description: str
    soc: tuple[Soc, ...]
    search_words: tuple[str, ...]  # for platforms that search on their side
    include: tuple[str, ...]  # such a title belongs
    ambiguous: tuple[str, ...]  # such a title belongs when the sign shows
    exclude: tuple[str, ...]  # such a title does not
    sign: Sign | None
    exclude_employers: re.Pattern[str] | None  # an ambiguous title there does not


class _Phrase(NamedTuple):
    words: tuple[frozenset[str] | None, ...]  # None is a gap
    length: int  # words without the gaps
    occupation: int


class _Match(NamedTuple):
    minus_length: int  # so that the longest sorts first
    start: int
    occupation: int


_Index = dict[str, list[_Phrase]]  # by first word


class Occupations(Sequence[Occupation]):
    """The occupations of a folder, with their phrases indexed by first word."""

    def __init__(self, occupations: Sequence[Occupation]) -> None:
        self._occupations = tuple(occupations)
        numbered = list(enumerate(self._occupations))
        self._include = _index((number, occupation.include) for number, occupation in numbered)
        self._ambiguous = _index((number, occupation.ambiguous) for number, occupation in numbered)
        self._exclude = [_index([(number, occupation.exclude)]) for number, occupation in numbered]

    def __getitem__(self, index: Any) -> Any:
        return self._occupations[index]

    def __len__(self) -> int:
        return len(self._occupations)

    def included(self, words: list[str]) -> Iterator[Occupation]:
        """The occupations that a title belongs to whoever the employer is, best first."""
        return self._allowed(words, self._include)

    def possible(self, words: list[str]) -> Iterator[Occupation]:
        """The occupations that a title belongs to if the sign shows, best first."""
        return self._allowed(words, self._ambiguous)

    def _allowed(self, words: list[str], index: _Index) -> Iterator[Occupation]:
        for match in sorted(_matches(words, index)):
            if next(_matches(words, self._exclude[match.occupation]), None) is None:
                yield self._occupations[match.occupation]


def classify(title: str, employer: str | None, occupations: Occupations, description: str | None = None) -> str | None:
    """The occupation_id that a posting's title belongs to, or None.

    Of several, the one with the longest phrase, then the one named first in the title, then the first by id. Employer
    and description are looked at only where the title is ambiguous. Pure; some 20 microseconds a title.
    """
    words = _words(title)
    for occupation in occupations.included(words):
        return occupation.occupation_id
    for occupation in occupations.possible(words):
        if _is_shown(occupation, title, employer, description):
            return occupation.occupation_id
    return None


def is_ambiguous(title: str, occupations: Occupations) -> bool:
    """Whether `classify` would look at the description of such a title, if it had one."""
    return next(occupations.possible(_words(title)), None) is not None


def load_occupations(folder: Path) -> Occupations:
    """The occupations of a folder in order of their ids; VocabularyError names the file that is wrong."""
    signs = {path.stem: _sign(_table(path), path) for path in sorted((folder / "signs").glob("*.toml"))}
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise VocabularyError("there is no occupation here; restore the files from the repository", str(folder))
    return Occupations([_occupation(_table(path), path, signs) for path in paths])


def _is_shown(occupation: Occupation, title: str, employer: str | None, description: str | None) -> bool:
    """Whether title, employer or text say that an ambiguous title is of the occupation's field."""
    if occupation.sign is None:
        return False
    if employer and occupation.exclude_employers and occupation.exclude_employers.search(_plain(employer)):
        return False
    if occupation.sign.title.search(_plain(title)) or (employer and occupation.sign.employer.search(_plain(employer))):
        return True
    if not description:
        return False
    seen = set()
    for match in occupation.sign.text.finditer(_plain(description)):
        seen.add(" ".join(map(_singular, match.group().split())))
        if len(seen) >= occupation.sign.text_at_least:
            return True
    return False


def _index(phrases: Iterable[tuple[int, Iterable[str]]]) -> _Index:
    """The phrases of the numbered occupations by each of their first words."""
    index: _Index = {}
    for number, texts in phrases:
        for text in texts:
            words = tuple(
                None if word == _GAP else frozenset(map(_singular, word.strip("()").split("|")))
                for word in text.lower().split()
            )
            phrase = _Phrase(words, sum(word is not None for word in words), number)
            for first in words[0] or ():
                index.setdefault(first, []).append(phrase)
    return index


def _matches(words: list[str], index: _Index) -> Iterator[_Match]:
    for start, word in enumerate(words):
        for phrase in index.get(word, ()):
            if phrase.length == 1 or _is_at(phrase.words, 1, words, start + 1):
                yield _Match(-phrase.length, start, phrase.occupation)


def _is_at(phrase: tuple[frozenset[str] | None, ...], number: int, words: list[str], position: int) -> bool:
    """Whether the words of a phrase from this number on stand in a title from this position on."""
    while number < len(phrase):
        choices = phrase[number]
        if choices is None:
            longest = min(position + _LONGEST_GAP, len(words))
            return any(_is_at(phrase, number + 1, words, later) for later in range(position, longest + 1))
        if position >= len(words) or words[position] not in choices:
            return False
        position += 1
        number += 1
    return True


def _words(title: str) -> list[str]:
    return [_singular(word) for word in _plain(title).split()]


def _plain(text: str) -> str:
    """Lower-case words without accents, one space between."""
    lowered = text.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", lowered).translate(_ACCENTS)
    lowered = _APOSTROPHE.sub("", lowered)
    lowered = _INITIALS.sub(lambda match: re.sub(r"\W", "", match.group()) + " ", lowered)
    return " ".join(_WORD.findall(lowered))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith("ss") else word


_KEYS = {"occupation_id", "label", "description", "search_words", "soc", "titles"}
_TITLE_KEYS = {"include", "ambiguous", "exclude", "sign", "exclude_employers"}
_SIGN_KEYS = {"title", "employer", "text", "text_at_least"}


def _occupation(table: dict[str, Any], path: Path, signs: dict[str, Sign]) -> Occupation:
    titles = table.get("titles", {})
    for unknown in [*(table.keys() - _KEYS), *(titles.keys() - _TITLE_KEYS)]:
        raise VocabularyError(f"the key `{unknown}` is not known; see data/README.md", str(path))
    for key in ("occupation_id", "label", "description"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise VocabularyError(f"`{key}` is missing; write a text", str(path))
    if table["occupation_id"] != path.stem:
        raise VocabularyError("`occupation_id` is not the name of the file; make them one", str(path))
    soc = tuple(Soc(str(entry.get("code", "")), str(entry.get("title", ""))) for entry in table.get("soc", ()))
    if not soc or any(not re.fullmatch(r"\d\d-\d{4}", entry.code) or not entry.title for entry in soc):
        raise VocabularyError("each [[soc]] needs a code like 43-3021 and its title", str(path))
    ambiguous = _phrases(titles, "ambiguous", path)
    if ambiguous and titles.get("sign") not in signs:
        raise VocabularyError("ambiguous titles need a `sign`, the name of a file in signs/", str(path))
    employers = _phrases(titles, "exclude_employers", path)
    return Occupation(
        occupation_id=table["occupation_id"],
        label=table["label"],
        description=" ".join(table["description"].split()),
        soc=soc,
        search_words=_phrases(table, "search_words", path),
        include=_phrases(titles, "include", path, is_needed=True),
        ambiguous=ambiguous,
        exclude=_phrases(titles, "exclude", path),
        sign=signs[titles["sign"]] if ambiguous else None,
        exclude_employers=_any_of(employers) if employers else None,
    )


def _sign(table: dict[str, Any], path: Path) -> Sign:
    if table.keys() != _SIGN_KEYS:
        raise VocabularyError(f"a sign has the keys {', '.join(sorted(_SIGN_KEYS))}; see data/README.md", str(path))
    title, employer, text = (
        _any_of(_phrases(table, key, path, is_needed=True)) for key in ("title", "employer", "text")
    )
    return Sign(title, employer, text, int(table["text_at_least"]))


def _phrases(table: dict[str, Any], key: str, path: Path, *, is_needed: bool = False) -> tuple[str, ...]:
    phrases = table.get(key, [])
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
        raise VocabularyError(f"`{key}` is a list of phrases, none empty", str(path))
    for phrase in phrases:
        if not _PHRASE.fullmatch(phrase):
            raise VocabularyError(
                f"`{phrase}` in `{key}` is no phrase: words, `(a|b)`, and `...` between words", str(path)
            )
    if is_needed and not phrases:
        raise VocabularyError(f"`{key}` is missing; write at least one phrase", str(path))
    return tuple(phrases)


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Matches one of the phrases in plain text; `*` is any letters."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(phrase.lower().replace("*", r"\w*") for phrase in longest_first) + r")\b")


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(f"the file cannot be read ({error}); mend it", str(path)) from error

"""Takes a platform's record apart key by key; what nobody took is left over, and is reported.

A platform that adds, renames or retypes a field must be noticed: silence would lose a field for months.
"""

import html
import json
import re
from typing import Any, Self, TypeVar

from scraper.errors import Blocked, ParseError

T = TypeVar("T")

_WORDS: dict[type, str] = {
    str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object",
    type(None): "null",
}  # fmt: skip


_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_FLAGS = {"true": True, "false": False, "1": True, "0": False}

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

MAX_DEPTH = 100  # of a JSON value: what walks through it later calls itself once or twice for each level


def load_json(body: bytes | str, subject: str) -> Any:
    """The JSON value of an answer; Blocked when a web page stands there, ParseError when it is not JSON."""
    try:
        return sound(json.loads(body), subject)
    except (ValueError, RecursionError) as error:
        start = body[:200].decode("latin-1") if isinstance(body, bytes) else body[:200]
        if start.lstrip("\ufeff \t\r\n").startswith("<"):
            raise Blocked("a web page stands where the list should be; open the address and look", subject) from error
        shown = start[:60].replace("\n", " ")
        raise ParseError(f"the answer is not JSON or was cut off; it begins with {shown!r}", subject) from error


def sound(value: Any, subject: str) -> Any:
    """The JSON value without lone surrogates, which no address and no file can hold, each replaced by U+FFFD.

    ParseError when it is nested deeper than `MAX_DEPTH`.
    """
    _expect_shallow(value, subject)
    written = json.dumps(value, ensure_ascii=False)
    return json.loads(_LONE_SURROGATE.sub("\ufffd", written)) if _LONE_SURROGATE.search(written) else value


def _expect_shallow(value: Any, subject: str) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise ParseError("the answer is nested deeper than people write", subject)


def records_of(answer: Any, key: str, *signs: str) -> list[Any] | None:
    """The list under a key of an answer; None where there is none.

    Also records that somebody saved without what stands around them: a list of them, or one of them, told by the keys
    that every record has.
    """
    if isinstance(answer, dict):
        inner = answer.get(key)
        if isinstance(inner, list):
            return inner
        return next(([one] for one in (inner, answer) if _is_record(one, signs)), None)
    is_list = isinstance(answer, list) and any(_is_record(one, signs) for one in answer)
    return answer if is_list else None


def _is_record(value: Any, signs: tuple[str, ...]) -> bool:
    return isinstance(value, dict) and bool(signs) and all(sign in value for sign in signs)


def list_in(record: dict[str, Any], name: str, subject: str) -> list[Any]:
    """The list of this name, empty where there is none; ParseError when it is something else."""
    value = record.get(name) or []
    if not isinstance(value, list):
        raise ParseError(f"{name} is no list", subject)
    return value


class Fields:
    """One JSON object. `text`, `flag` and the rest take a key; `need_…` raises ParseError without it.

    An optional value of the wrong type is None, and is noted in `oddities`.
    """

    def __init__(self, value: object, subject: str, *, prefix: str = "", oddities: list[str] | None = None) -> None:
        if not isinstance(value, dict):
            raise ParseError(f"{prefix or 'the record'} is {_kind(value)}, not an object", subject)
        self.subject = subject
        self.oddities: list[str] = [] if oddities is None else oddities
        self._left: dict[str, Any] = dict(value)
        self._prefix = prefix
        self._parts: list[Fields] = []

    def take(self, key: str) -> Any:
        """The value as it is; None when absent."""
        return self._left.pop(key, None)

    def has(self, key: str) -> bool:
        return key in self._left

    def raw_text(self, key: str) -> str | None:
        """A text, untouched; None when absent or empty."""
        value = self.take(key)
        return self._typed(key, value, str) or None

    def text(self, key: str) -> str | None:
        """A text without white space around it; None when nothing is left."""
        return (self.raw_text(key) or "").strip() or None

    def need_text(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise self._missing(key)
        return value

    def need_raw_text(self, key: str) -> str:
        """A text that must be there, but may be empty."""
        value = self.take(key)
        if not isinstance(value, str):
            raise self._missing(key)
        return value

    def need_id(self, key: str) -> str:
        """A text or a whole number, as text."""
        value = self.take(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            raise self._missing(key)
        return value.strip()

    def flag(self, key: str) -> bool | None:
        """True or false, also where it is written as text, 1 or 0."""
        value = self.take(key)
        if isinstance(value, str | int) and not isinstance(value, bool):
            value = _FLAGS.get(str(value).strip().lower(), value or None)
        return self._typed(key, value, bool)

    def number(self, key: str) -> float | None:
        """A number, also where it is written as text."""
        value = self.take(key)
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            return float(value.replace(",", ""))
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self._note(key, value, "a number")
        return None

    def items(self, key: str) -> list[Any]:
        """A list; empty when absent."""
        return self._typed(key, self.take(key), list) or []

    def part(self, key: str) -> Self | None:
        """The object under a key, with its own leftovers; None when absent."""
        value = self.take(key)
        return None if self._typed(key, value, dict) is None else self._part(value, key)

    def parts(self, key: str) -> list[Self]:
        """The objects of a list."""
        values = self.items(key)
        for value in values:
            if not isinstance(value, dict):
                self._note(key, value, "an object")
        return [self._part(value, f"{key}[]") for value in values if isinstance(value, dict)]

    def ignore(self, *keys: str) -> None:
        """Known, and of no use here."""
        for key in keys:
            self._left.pop(key, None)

    def adopt(self, part: Self) -> None:
        """Count the leftovers of an object that was made of values taken from this one."""
        self._parts.append(part)

    def leftovers(self) -> list[str]:
        """The keys that nobody took, each with its path."""
        return [self._path(key) for key in self._left] + [name for part in self._parts for name in part.leftovers()]

    def _part(self, value: object, key: str) -> Self:
        part = type(self)(value, self.subject, prefix=self._path(key), oddities=self.oddities)
        self._parts.append(part)
        return part

    def _typed(self, key: str, value: Any, kind: type[T]) -> T | None:
        if value is None or isinstance(value, kind):
            return value
        self._note(key, value, _WORDS[kind])
        return None

    def _note(self, key: str, value: object, wanted: str) -> None:
        self.oddities.append(f"{self._path(key)} is {_kind(value)}, not {wanted}")

    def _missing(self, key: str) -> ParseError:
        return ParseError(f"{self._path(key)} is missing or empty", self.subject)

    def _path(self, key: str) -> str:
        return f"{self._prefix}.{key}" if self._prefix else key


class AnyCase(Fields):
    """As Fields, for a platform that spells its keys now hiringPaths, now hiringpaths; leftovers are in lower case."""

    def __init__(self, value: object, subject: str, *, prefix: str = "", oddities: list[str] | None = None) -> None:
        lowered = {str(key).lower(): inner for key, inner in value.items()} if isinstance(value, dict) else value
        super().__init__(lowered, subject, prefix=prefix, oddities=oddities)

    def take(self, key: str) -> Any:
        return super().take(key.lower())

    def has(self, key: str) -> bool:
        return super().has(key.lower())

    def ignore(self, *keys: str) -> None:
        super().ignore(*map(str.lower, keys))


def as_html(plain: str) -> str:
    """Plain text as HTML with the same lines."""
    return html.escape(plain, quote=False).replace("\n", "<br>\n")


def _kind(value: object) -> str:
    return _WORDS.get(type(value), type(value).__name__)

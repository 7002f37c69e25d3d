"""From a description as stored to plain text whose every character knows where it came from.

HTML, HTML hidden behind entities (once or twice), Markdown and plain text all become one decoded text with lines;
the stored description is never changed. A regular expression scans the markup instead of a DOM parser because
DOM parsers lose offsets and are quadratic on nested tags (80,000 nested <div>: 7.7 s); the scan is linear.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

# A posting is read up to here; the longest real one of 31,537 had 64,000 characters.
MAXIMUM_LENGTH = 300_000

_TAG = re.compile(
    r"<!--.*?(?:-->|$)|<(?i:script|style)\b.*?(?:</(?i:script|style)\s*>|$)|</?([a-zA-Z][a-zA-Z0-9]*)\b([^<>]*)>"
    r"|&#?\w{1,31};?",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_HIDDEN_TAG = re.compile(r"&(?:amp;)?lt;/?(?:p|br|li|ul|ol|div|span|strong|b|h[1-6]|em|table)\b", re.IGNORECASE)
_REAL_TAG = re.compile(
    r"</?(?:p|br|li|ul|ol|div|span|strong|b|h[1-6]|em|table|td|tr|font|a|i|u)\b[^<>]*>", re.IGNORECASE
)
# The set of signs comes first, so that the scan leaps from sign to sign: a fifth of the time of the bare alternatives.
_MARKDOWN = re.compile(
    r"[*_\\!\[\]](?:(?<=\*)\*{1,2}|(?<=_)_|(?<=[*_])(?:(?<!\w[*_])(?=\w)|(?<=\w[*_])(?!\w))|(?<=\\)(?=[-*_#+.!()\[\]&])"
    r"|(?<=!)\[(?=[^\]\n]{1,200}\]\()|(?<=\[)(?=[^\]\n]{1,200}\]\()|(?<=\])\([^)\s]{0,500}\))"
)
_SPACES = str.maketrans(dict.fromkeys("\n\r\t\x0b\x0c\xa0\u2002\u2003\u2009\u200a\u202f\u3000\ufeff\u200b", " "))
_PLAIN_SPACES = str.maketrans(
    {"\r": "\n"} | dict.fromkeys("\t\x0b\x0c\xa0\u2002\u2003\u2009\u200a\u202f\u3000\ufeff\u200b", " ")
)
_ODD_SPACES = tuple(map(chr, _PLAIN_SPACES))
# "Bachelor´s degree": a sign that stands for an apostrophe; the length stays
_ODD_APOSTROPHES = "´`ʼ‘"
_ODD_APOSTROPHE = re.compile(rf"(?<=[A-Za-z])[{_ODD_APOSTROPHES}](?=s\b)")
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)

_BREAKING = frozenset(
    (
        "p div br li ul ol h1 h2 h3 h4 h5 h6 tr td th table tbody section article header footer dt dd dl hr blockquote "
        "pre title"
    ).split()
)
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}


class Offsets:
    """Maps positions of a decoded text to positions of the text that it was decoded from.

    Runs are linear: `decoded[i]` of the run that starts at `starts[k]` stands at `sources[k] + i - starts[k]`. A run
    that is an entity has its length in the source in `entities`.
    """

    __slots__ = ("entities", "length", "sources", "starts")

    def __init__(
        self, starts: list[int], sources: list[int], length: int, entities: dict[int, int] | None = None
    ) -> None:
        self.starts, self.sources, self.length, self.entities = starts, sources, length, entities or {}

    def source(self, position: int) -> int:
        """Where the character at `position` begins in the source."""
        if not self.starts:
            return position
        run = max(bisect_right(self.starts, position) - 1, 0)
        limit = self.sources[run + 1] if run + 1 < len(self.sources) else self.length
        return min(self.sources[run] + position - self.starts[run], limit)

    def decoded(self, position: int, length: int) -> int:
        """Where the character at `position` of the source stands in the decoded text of that length."""
        run = max(bisect_right(self.sources, position) - 1, 0)
        following = self.starts[run + 1] if run + 1 < len(self.starts) else length
        return min(self.starts[run] + position - self.sources[run], following)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of the decoded span [start, end); an entity is never cut."""
        if end <= start:
            return self.source(start), self.source(start)
        width = self.entities.get(bisect_right(self.starts, end - 1) - 1, 1)
        return self.source(start), self.source(end - 1) + width


@dataclass(slots=True)
class Block:
    """A line as the markup gives it: a span of the decoded text."""

    start: int
    end: int
    is_item: bool = False
    heading_rank: int = 0  # 1-6 for h1-h6 or #, 0 for none
    is_bold: bool = False  # all of it
    bold_end: int = 0  # where a bold beginning ends; 0 when it does not begin in bold


@dataclass(slots=True)
class Rendered:
    """The decoded text, its blocks in order, and the way back to the stored description."""

    text: str
    blocks: list[Block]
    layers: list[Offsets]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the stored description."""
        for layer in reversed(self.layers):
            start, end = layer.span(start, end)
        return start, end

    def with_breaks(self, positions: list[int]) -> "Rendered":
        """The same text with a line break put in before each of the positions."""
        pieces: list[str] = []
        starts: list[int] = [0]
        sources: list[int] = [0]
        at = length = 0
        for position in positions:
            pieces.append(self.text[at:position])
            length += position - at + 1
            starts.append(length)
            sources.append(position)
            at = position
        pieces.append(self.text[at:])
        layer = Offsets(starts, sources, len(self.text))
        text = "\n".join(pieces)
        return Rendered(text, _moved(self.blocks, layer, len(text)), [*self.layers, layer])


def render(description: str, format: str) -> Rendered:
    """The decoded text of a description in any of the four formats; linear in its length, never raises."""
    text = description[:MAXIMUM_LENGTH]
    layers: list[Offsets] = []
    for _ in range(3):
        if "&" not in text or not _HIDDEN_TAG.search(text) or _has_tags(text, 3):
            break
        text, layer = _decode_entities(text)
        layers.append(layer)
    if format.startswith("html") or layers or _has_tags(text, 2):
        text, layer, blocks = _scan_html(text)
        layers.append(layer)
        if "&" in text and _ENTITY.search(text):
            text, layer = _decode_entities(text)
            blocks = _moved(blocks, layer, len(text))
            layers.append(layer)
        text, collapsed = _collapse_spaces(text)
        for layer in collapsed:
            blocks = _moved(blocks, layer, len(text))
    else:
        if "&" in text and _ENTITY.search(text):
            text, layer = _decode_entities(text)
            layers.append(layer)
        is_markdown = format == "markdown" or "**" in text
        text, collapsed, blocks = _scan_markdown(text) if is_markdown else _scan_plain(text)
    if any(map(text.__contains__, _ODD_APOSTROPHES)):
        text = _ODD_APOSTROPHE.sub("’", text)
    return Rendered(text, blocks, layers + collapsed)


def _has_tags(text: str, number: int) -> bool:
    """Whether so many tags stand near the beginning."""
    return "<" in text and len(list(islice(_REAL_TAG.finditer(text, 0, 20_000), number))) == number


def _plain_spaced(text: str) -> str:
    """The text with odd white space made plain; line breaks stay."""
    # A look for each sign takes half the time of one for the set of them.
    return text.translate(_PLAIN_SPACES) if any(map(text.__contains__, _ODD_SPACES)) else text


def _scan_plain(text: str) -> tuple[str, list[Offsets], list[Block]]:
    text, layers = _collapse_spaces(_plain_spaced(text))
    return text, layers, _split_lines(text)


_SPACE_RUN = re.compile(" (?<=  ) *")  # a third of the time of (?<= ) +, which tries every place


def _collapse_spaces(text: str) -> tuple[str, list[Offsets]]:
    """The text with runs of spaces made one, so that phrases are found across them."""
    if "  " not in text:
        return text, []
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    length = at = 0
    for match in _SPACE_RUN.finditer(text):
        pieces.append(text[at : match.start()])
        starts.append(length)
        sources.append(at)
        length += match.start() - at
        at = match.end()
    pieces.append(text[at:])
    starts.append(length)
    sources.append(at)
    return "".join(pieces), [Offsets(starts, sources, len(text))]


def _decode_entities(text: str) -> tuple[str, Offsets]:
    pieces: list[str] = []
    starts: list[int] = [0]
    sources: list[int] = [0]
    entities: dict[int, int] = {}
    length = at = 0
    for match in _ENTITY.finditer(text):
        character = unescape(match.group())
        if match.start() > at:
            pieces.append(text[at : match.start()])
            starts.append(length)
            sources.append(at)
            length += match.start() - at
        entities[len(starts)] = match.end() - match.start()
        pieces.append(character)
        starts.append(length)
        sources.append(match.start())
        length += len(character)
        at = match.end()
    starts.append(length)
    sources.append(at)
    pieces.append(text[at:])
    return "".join(pieces), Offsets(starts, sources, len(text), entities)


def _moved(blocks: list[Block], layer: Offsets, length: int) -> list[Block]:
    """The blocks of a text after one more layer was decoded."""
    return [
        Block(
            layer.decoded(block.start, length),
            layer.decoded(block.end, length),
            block.is_item,
            block.heading_rank,
            block.is_bold,
            layer.decoded(block.bold_end, length) if block.bold_end else 0,
        )
        for block in blocks
    ]


def _spaced(piece: str) -> str:
    """The piece with every kind of white space made a plain space."""
    return piece if piece.isprintable() else piece.translate(_SPACES)  # of white space only a plain space is printable


def _scan_html(text: str) -> tuple[str, Offsets, list[Block]]:
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    blocks: list[Block] = []
    entities: dict[int, int] = {}
    length = line_start = 0
    bold_stack: list[str] = []
    bold_count = plain_count = bold_end = 0
    is_item = False
    rank = 0
    for piece, source, name, tag in _html_pieces(text):
        if piece:
            if name == _ENTITY_NAME:
                entities[len(starts)] = len(tag)
            pieces.append(piece)
            starts.append(length)
            sources.append(source)
            length += len(piece)
            if not piece.isspace():
                if bold_stack:
                    bold_count += len(piece)
                    if not plain_count:
                        bold_end = length
                else:
                    plain_count += len(piece.strip(" :.-*")) or (0 if bold_count else 1)
        is_closing = tag.startswith("</")
        if name in _BREAKING:
            if bold_count or plain_count:
                is_bold = bool(bold_count) and not plain_count
                blocks.append(Block(line_start, length, is_item, rank, is_bold, bold_end if bold_count else 0))
                is_item = False
            pieces.append("\n")
            starts.append(length)
            sources.append(source + len(piece))
            length += 1
            line_start = length
            bold_count = plain_count = bold_end = 0
            if name == "li":
                is_item = not is_closing
            elif name in _HEADINGS:
                rank = 0 if is_closing else _HEADINGS[name]
            elif name in ("ul", "ol", "table"):
                is_item = False
            if len(bold_stack) > 8:
                bold_stack.clear()
        elif name in ("b", "strong"):
            if not is_closing:
                bold_stack.append(name)
            elif name in bold_stack:
                bold_stack.remove(name)
        elif name == "span":
            if is_closing:
                if bold_stack and bold_stack[-1] == name:
                    bold_stack.pop()
            elif _BOLD_STYLE.search(tag):
                bold_stack.append(name)
    return "".join(pieces), Offsets(starts, sources, len(text), entities), blocks


_ENTITY_NAME = "&"


def _html_pieces(text: str) -> Iterator[tuple[str, int, str, str]]:
    """Each piece of plain text with where it begins, and the name and the whole of the tag that ends it.

    An entity is a piece of its own, with itself as the tag; the text ends with a break.
    """
    at = 0
    for match in _TAG.finditer(text):
        start, name, tag = match.start(), match[1], match[0]
        if name:
            yield (_spaced(text[at:start]) if start > at else ""), at, name.lower(), tag
        else:
            if start > at:
                yield _spaced(text[at:start]), at, "", ""
            if tag[0] == "&":
                yield unescape(tag).translate(_SPACES) or " ", start, _ENTITY_NAME, tag
        at = match.end()
    yield _spaced(text[at:]), at, "br", ""


def _scan_markdown(text: str) -> tuple[str, list[Offsets], list[Block]]:
    """Markdown with its inline signs and doubled spaces taken out; # and list signs become block attributes."""
    pieces: list[str] = []
    starts: list[int] = [0]
    sources: list[int] = [0]
    bold: list[tuple[int, int]] = []
    length = at = 0
    open_at = -1
    for match in _MARKDOWN.finditer(text):
        piece = text[at : match.start()]
        if "\n\n" in piece:
            open_at = -1
        pieces.append(piece)
        starts.append(length)
        sources.append(at)
        length += len(piece)
        at = match.end()
        if match.group() in ("**", "***", "__"):
            if open_at < 0:
                open_at = length
            else:
                bold.append((open_at, length))
                open_at = -1
    pieces.append(text[at:])
    starts.append(length)
    sources.append(at)
    signs = Offsets(starts, sources, len(text))
    decoded, collapsed = _collapse_spaces(_plain_spaced("".join(pieces)))
    for layer in collapsed:
        bold = [(layer.decoded(start, len(decoded)), layer.decoded(end, len(decoded))) for start, end in bold]
    blocks = _split_lines(decoded)
    may_head = "#" in decoded
    spans = iter(bold)
    span = next(spans, None)
    for block in blocks:
        while span and span[1] <= block.start:
            span = next(spans, None)
        if span and span[0] < block.end and decoded[block.start : span[0]].strip(" *-+•") == "":
            block.bold_end = min(span[1], block.end)
            block.is_bold = decoded[block.bold_end : block.end].strip(" :.") == ""
        if may_head and (stripped := decoded[block.start : block.end].lstrip()).startswith("#"):
            rank = len(stripped) - len(stripped.lstrip("#"))
            lead = block.end - block.start - len(stripped)
            block.start += lead + rank
            block.heading_rank = min(rank, 6)
    return decoded, [signs, *collapsed], blocks


def _split_lines(text: str) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        if line and not line.isspace():
            blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    return blocks

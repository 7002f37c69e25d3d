"""HTML pages of strangers, read within limits of size and depth; the rest of the scraper sees no parser.

lexbor needs quadratic time for nested blocks (measured: 5,000 nested <div> 0.03 s, 20,000 0.5 s, 80,000 7.7 s), so
the depth is counted before it is asked.
"""

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.errors import ParseError
from scraper.http.decode import decode_text

Node = LexborNode

MAX_BYTES = 8_000_000
MAX_DEPTH = 5_000

_BLOCK = re.compile(
    r"<(/?)(?:div|section|article|main|aside|header|footer|nav|form|fieldset|ul|ol|dl|blockquote|center"
    r"|select|details|figure|h[1-6])\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED_TAG = re.compile(r"&(?:amp;)*(?:lt|#60|#x3c);/?[a-z]", re.IGNORECASE)


def parse_html(page: bytes | str, subject: str) -> Node:
    """The root of a page; ParseError when it is larger than 8 MB or nested deeper than people write."""
    if len(page) > MAX_BYTES:
        raise ParseError(f"the page is larger than {MAX_BYTES:,} bytes", subject)
    text = decode_text(page)[0] if isinstance(page, bytes) else page
    if _depth(text) > MAX_DEPTH:
        raise ParseError(f"the page is nested deeper than {MAX_DEPTH:,} levels", subject)
    root = LexborHTMLParser(text).root
    if root is None:
        raise ParseError("the page is empty", subject)
    return root


def is_html(body: bytes | str) -> bool:
    """Whether an answer looks like a web page, not like JSON or plain text."""
    start = body[:500].decode("latin-1") if isinstance(body, bytes) else body[:500]
    return start.lstrip("\ufeffï»¿ \t\r\n").startswith("<")


def is_cut(page: str) -> bool:
    """Whether a page that never names its own length ends before its end tag."""
    return "</html" not in page[-2_000:].lower() and "</body" not in page[-2_000:].lower()


def find(node: Node, selector: str) -> Node | None:
    """The first element that a CSS selector means."""
    return node.css_first(selector)


def find_all(node: Node, selector: str) -> list[Node]:
    return node.css(selector)


def next_element(node: Node) -> Node | None:
    """The element that stands behind this one, beside it; None for the last."""
    beside = node.next
    while beside is not None and not beside.is_element_node:
        beside = beside.next
    return beside


def text_of(node: Node | None) -> str | None:
    """The text of an element in one line; None for no element or no text."""
    if node is None:
        return None
    return " ".join(node.text(separator=" ").split()) or None


def attribute(node: Node | None, name: str) -> str | None:
    """An attribute without white space around it; None when absent or empty."""
    return ((node.attributes.get(name) or "").strip() or None) if node is not None else None


def inner_html(node: Node | None) -> str:
    """What stands inside an element, as HTML; empty for no element."""
    return (node.inner_html or "").strip() if node is not None else ""


def scripts(node: Node, kind: str) -> Iterator[str]:
    """The contents of the scripts of one type, such as application/ld+json."""
    for script in node.css("script[type]"):
        if (script.attributes.get("type") or "").partition(";")[0].strip().lower() == kind:
            yield script.text(deep=True)


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, for comparison only: tags out, entities read, white space as one blank."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def words(markup: str) -> str:
    """The words alone and in lower case, for "is this said already?"."""
    return " ".join(re.findall(r"\w+", plain_text(markup).lower()))


def has_tags(text: str) -> bool:
    return bool(_TAG.search(text))


def unescaped(text: str) -> str:
    """HTML whose tags were escaped up to three times, with its tags; any other text as it is.

    Where real tags stand, an escaped one is a tag that the text speaks of, and stays.
    """
    for _ in range(3):
        if has_tags(text) or not _ESCAPED_TAG.search(text):
            break
        text = html.unescape(text)
    return text


def section(heading: str | None, content: str) -> str:
    """A part of an advert under its own heading, as HTML; empty when it has no content.

    Items without a list around them, as some platforms send them, are given one.
    """
    if not content.strip():
        return ""
    if "<li" in content and not re.search("<[uo]l", content):
        content = f"<ul>{content}</ul>"
    return f"<h3>{html.escape(heading, quote=False)}</h3>\n{content}" if heading else content


def _depth(text: str) -> int:
    """How deep the blocks are nested at most, end tags that close nothing left out."""
    depth = deepest = 0
    for tag in _BLOCK.finditer(text):
        if tag[1]:
            depth = max(0, depth - 1)
        else:
            depth += 1
            deepest = max(deepest, depth)
    return deepest

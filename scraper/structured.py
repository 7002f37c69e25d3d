"""Finds schema.org JobPosting objects in a web page: JSON-LD as employers really write it, else microdata or RDFa."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scraper.errors import ParseError
from scraper.html import Node, attribute, find, find_all, inner_html, is_html, parse_html, scripts, text_of
from scraper.http.decode import decode_text

_MAX_DEPTH = 12  # of the objects around a posting
_MAX_FOUND = 200

_GUARDS = re.compile(
    r"^\s*(?:(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--)|(?:(?://|/\*)?\s*\]\]>\s*(?:\*/)?|(?://)?\s*-->)\s*;?\s*$"
)
_ESCAPE = re.compile(r'(\\["\\/bfnrtu])|\\')
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|//[^\n]*', re.DOTALL)
_QUOTED_IN_TAG = re.compile(r'="([^"<>\n]{0,300})"(?=[\s/>])')  # <p class="lead"> inside a text
_BETWEEN = re.compile(r"[\s,;]*")
_MOST_COMMENTED = 200_000  # characters: a longer block is not looked through for comments
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_MISSING_COMMA = re.compile(r'(?<=["\d\]}el])(?=\s*\n\s*"[\w@]+"\s*:)')  # e and l end true, false and null

# What an object must have to be a posting where nobody says that it is one.
_SIGNS = ({"title", "hiringorganization"}, {"title", "joblocation", "description"})

# What the older drafts of schema.org, and those who follow them, say.
_ALIASES = {
    "jobDescription": "description", "dateExpires": "validThrough", "organizationName": "name",
    "locality": "addressLocality", "region": "addressRegion", "countryCode": "addressCountry",
}  # fmt: skip

_HTML_PROPERTIES = (
    "description", "qualifications", "responsibilities", "skills", "educationrequirements", "experiencerequirements",
)  # fmt: skip


def find_postings(page: bytes | str, subject: str) -> list[dict[str, Any]]:
    """The JobPosting objects of a page in its order, each once, their keys as schema.org spells them.

    ParseError when the page is too large or too deep, or when the posting in it cannot be read.
    """
    try:
        found = [_spelled(value) for value in (_in_page(page, subject) if is_html(page) else _in_json(page))]
        unique = {json.dumps(value, sort_keys=True, default=str): value for value in found[:_MAX_FOUND]}
    except RecursionError as error:
        raise ParseError("the posting is nested deeper than people write", subject) from error
    return list(unique.values())


def _in_page(page: bytes | str, subject: str) -> list[dict[str, Any]]:
    root = parse_html(page, subject)
    found: list[dict[str, Any]] = []
    is_broken = False
    for block in scripts(root, "application/ld+json"):
        value = read_json(block)
        found += _postings_in(value, 0)
        is_broken = is_broken or (value is None and "jobposting" in block.lower())
    if not found:
        found = [job for block in scripts(root, "application/json") for job in _said_in(block)]
    for markup in _MARKUPS if not found else ():
        found += [_item(node, markup, root) for node in find_all(root, markup.selector) if _is_type(node, markup)]
    if is_broken and not found:
        raise ParseError("the page has a JobPosting that is not JSON, not even mended", subject)
    return found


def _said_in(block: str) -> Iterator[dict[str, Any]]:
    """The postings in the state that a page hands to its script: those that say by their type that they are one."""
    if "JobPosting" in block:
        for job in _postings_in(read_json(block), 0):
            if "@type" in job:
                yield job


def _in_json(page: bytes | str) -> list[dict[str, Any]]:
    """The postings of a bare JSON value, or of one value a line."""
    text = page if isinstance(page, str) else decode_text(page)[0]
    whole = read_json(text)
    values = [whole] if whole is not None else [read_json(line) for line in text.splitlines()[:_MAX_FOUND]]
    return [job for value in values for job in _postings_in(value, 0)]


def read_json(text: str) -> Any:
    """The value of a JSON-LD block, mended where it is broken in a known way; None when nothing helps."""
    text = _GUARDS.sub("", _GUARDS.sub("", text.strip("\ufeff \t\r\n"))).strip().rstrip("; \n")
    if re.match(r"[\[{]\s*&(?:quot|#34|#x22);", text):
        text = html.unescape(text)
    for mend in (str, _without_bad_escapes, _with_commas, _without_comments, _with_escaped_tags):
        text = mend(text)
        try:
            value = json.loads(text, strict=False)  # raw line breaks and tabs in texts are common
        except (ValueError, RecursionError):
            continue
        is_inside = isinstance(value, str) and value.lstrip().startswith(("{", "["))
        return read_json(value) if is_inside else value
    return _one_by_one(text)


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda part: part[1] or " ", text).strip() if len(text) <= _MOST_COMMENTED else text


def _with_escaped_tags(text: str) -> str:
    return _QUOTED_IN_TAG.sub(r'=\\"\1\\"', text)


def _one_by_one(text: str) -> list[Any] | None:
    """The values of a block that holds several, one behind the other; None when it is not that."""
    found: list[Any] = []
    decoder, at = json.JSONDecoder(strict=False), 0
    try:
        while at < len(text) and len(found) < _MAX_FOUND:
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    except (ValueError, RecursionError):
        return None
    return found


def _without_bad_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda escape: escape[1] or "", text)


def _with_commas(text: str) -> str:
    """One between properties, none before an end."""
    return _MISSING_COMMA.sub(",", _TRAILING_COMMA.sub("", text))


def _postings_in(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Every JobPosting in a value, wherever @graph, mainEntity, itemListElement or the like have it."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _postings_in(inner, depth + 1)
    elif isinstance(value, dict):
        if is_posting(value):
            yield value
            return
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _postings_in(inner, depth + 1)


def is_posting(value: dict[str, Any]) -> bool:
    """Whether an object says, or without a type shows, that it is a JobPosting."""
    keys = {_local(key).lower() for key in value}
    kind = next((inner for key, inner in value.items() if key.lower() in ("@type", "type")), None)
    if kind is None:
        return any(sign <= keys for sign in _SIGNS)
    kinds = kind if isinstance(kind, list) else [kind]
    return any(_local(str(name)).lower() == "jobposting" for name in kinds)


def _local(name: str) -> str:
    """https://schema.org/JobPosting and schema:JobPosting are JobPosting."""
    return re.split(r"[/#:]", name)[-1]


def _spelled(value: Any) -> Any:
    """The same with keys that begin in lower case and have no prefix; some systems write HiringOrganization."""
    if isinstance(value, list):
        return [_spelled(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if "@value" in value:  # a text that says its language
        return value["@value"]
    return {_name(key): _spelled(inner) for key, inner in value.items()}


def _name(key: str) -> str:
    if key.startswith("@"):
        return key.lower()
    name = _local(key)[:1].lower() + _local(key)[1:]
    return _ALIASES.get(name, name)


@dataclass(frozen=True)
class _Markup:
    """The attributes by which a page's own elements say what they are."""

    selector: str
    scope: str
    kind: str
    property: str


_MARKUPS = (
    _Markup("[itemscope][itemtype]", "itemscope", "itemtype", "itemprop"),
    _Markup("[typeof]", "typeof", "typeof", "property"),  # RDFa Lite
)


def _is_type(node: Node, markup: _Markup) -> bool:
    kinds = (node.attributes.get(markup.kind) or "").split()
    return any(_local(kind).lower() == "jobposting" for kind in kinds)


def _item(scope: Node, markup: _Markup, root: Node | None = None) -> dict[str, Any]:
    """The properties of one scope; a property given several times is a list.

    With the root of the page, also those of the elements that its `itemref` names.
    """
    found: dict[str, Any] = {"@type": _local((scope.attributes.get(markup.kind) or "").strip())}
    todo = [*_referred(scope, root), *_children(scope)[::-1]]
    while todo:
        node = todo.pop()
        names = (node.attributes.get(markup.property) or "").split()
        is_scope = markup.scope in node.attributes
        value = (_item(node, markup) if is_scope else _value(node, names)) if names else None
        for name in names:
            if value not in (None, "", {}):
                found[name] = [*_as_list(found[name]), value] if name in found else value
        if not is_scope and not _holds_html(names):
            todo += _children(node)[::-1]
    return found


def _referred(scope: Node, root: Node | None) -> list[Node]:
    """The elements elsewhere in the page that belong to an item; of an item inside one, nobody names any."""
    names = (scope.attributes.get("itemref") or "").split() if root is not None else []
    found = [find(root, f'[id="{name}"]') for name in names if root is not None and re.fullmatch(r"[\w-]+", name)]
    return [node for node in found[::-1] if node is not None]


def _children(node: Node) -> list[Node]:
    return list(node.iter(include_text=False))


def _value(node: Node, names: list[str]) -> str | None:
    for name in ("content", "datetime"):
        if value := attribute(node, name):
            return value
    if node.tag in ("a", "link", "img"):
        return attribute(node, "href") or attribute(node, "src") or text_of(node)
    if _holds_html(names):
        return inner_html(node)
    return text_of(node)


def _holds_html(names: list[str]) -> bool:
    return any(_local(name).lower() in _HTML_PROPERTIES for name in names)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

"""Tells how a text is written: HTML, HTML with its tags escaped, Markdown or plain."""

import re

_TAG = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|h[1-6]|strong|b|em|i|u|a|table|tr|td|section|article|html|body)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(
    r"&(?:amp;)?lt;/?(?:p|br|div|span|ul|ol|li|h[1-6]|strong|b|em|i|u|a|table|section)\b", re.IGNORECASE
)
_MARKDOWN = re.compile(
    r"^#{1,6}\s+\S|^\s{0,3}[-*+]\s+\S|^\s{0,3}\*\*[^*\n]{2,80}\*\*:?\s*$|\*\*[^*\s][^*\n]{0,200}\*\*|\[[^\]\n]{1,200}\]\(https?://",
    re.MULTILINE,
)
_STRONG_MARKDOWN = re.compile(r"^#{1,6}\s+\S|\*\*[^*\s][^*\n]{0,200}\*\*|\]\(https?://", re.MULTILINE)


def written_format(text: str) -> str:
    """One of posting.FORMATS. A text with two or more tags is HTML, whatever else it holds."""
    tags = len(_TAG.findall(text))
    escaped = len(_ESCAPED_TAG.findall(text))
    if escaped > tags:
        return "html-escaped"
    if tags >= 2 or (tags and len(text) < 500):
        return "html"
    marks = len(_MARKDOWN.findall(text))
    # A list of "- items" alone reads the same as plain text; a heading or bold type does not.
    return "markdown" if marks >= 2 and _STRONG_MARKDOWN.search(text) else "plain"

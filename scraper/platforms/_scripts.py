"""Reads the JSON value that a page's script gives to a name or hands to a function."""

import json
import re
from typing import Any

from scraper.errors import ParseError
from scraper.fields import sound


def value_after(page: bytes, start: re.Pattern[str], subject: str) -> Any:
    """The JSON value behind the first match of a pattern; None where nothing matches, ParseError for no JSON."""
    text = page.decode("utf-8", "replace")
    match = start.search(text)
    if match is None:
        return None
    try:
        return sound(json.JSONDecoder().raw_decode(text, match.end())[0], subject)
    except (ValueError, RecursionError) as error:
        shown = text[match.end() : match.end() + 60].replace("\n", " ")
        raise ParseError(f"the page's data is not JSON or was cut off; it begins with {shown!r}", subject) from error

"""What a page can do to its parser: hang it, kill it, eat its memory, or find a bug in it."""

import ctypes
import time

from scraper.listing import Listing
from scraper.platforms import greenhouse
from scraper.sources import Source

plain_parse = greenhouse.parse


def parse(body: bytes, source: Source) -> Listing:
    """As the parser of Greenhouse, unless the page holds one of four words."""
    if b"HANG" in body:
        time.sleep(600)
    if b"SPIN" in body:
        while True:
            pass
    if b"CRASH" in body:
        ctypes.string_at(0)
    if b"SWELL" in body:
        bytearray(100 * 2**30)
    if b"BUG" in body:
        raise ZeroDivisionError("a page that nobody thought of")
    return plain_parse(body, source)

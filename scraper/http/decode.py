"""From the bytes on the wire to the text they mean.

urllib3 returns a gzip body that was cut off as a normal page (measured: 98,617 of 200,013 bytes, status 200), and
guesses ISO-8859-1 where no charset is named. So both steps are ours.
"""

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator

from scraper.errors import BadEncoding, Cut, TooLarge

_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WEB_CHARSET = re.compile(
    r"utf-8|utf-16(?:-[bl]e)?|ascii|iso8859-\d+|cp125\d|cp866|cp932|koi8-[ru]|mac-(?:roman|cyrillic)|gbk|gb2312|gb18030"
    r"|big5|euc_jp|euc_kr|iso2022_jp|shift_jis"
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def read_body(
    chunks: Iterable[bytes], coding: str, *, max_wire: int, max_decoded: int, keep_first: bool = False
) -> bytes:
    """The whole decoded body, or Cut, TooLarge or BadEncoding.

    `coding` is the Content-Encoding header: empty, identity, or one gzip. With `keep_first`, a body that is too large
    gives its first `max_decoded` bytes instead of TooLarge.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        pieces = _limited(chunks, max_wire)
    elif coding in ("gzip", "x-gzip"):
        pieces = _gunzip(_limited(chunks, max_wire))
    else:
        raise BadEncoding(f"the body is coded as {coding!r}, which was not asked for")
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > max_decoded:
            if keep_first:
                return bytes(body[:max_decoded])
            raise TooLarge(f"the answer is larger than {max_decoded:,} bytes")
    return bytes(body)


def _limited(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"the answer is larger than {limit:,} bytes on the wire")
        yield chunk


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content of all members, in pieces of at most _STEP bytes."""
    member = zlib.decompressobj(31)
    is_empty = True
    for chunk in chunks:
        is_empty = False
        pending = chunk
        while pending:
            if member.eof:  # zeros after a member are padding (RFC 1952, 2.2)
                pending = pending.lstrip(b"\0")
                if not pending:
                    break
                if not pending.startswith(_GZIP_MAGIC[: len(pending)]):
                    raise BadEncoding("something follows the end of the gzip body")
                member = zlib.decompressobj(31)
            try:
                piece = member.decompress(pending, _STEP)
            except zlib.error as error:
                raise BadEncoding(f"the body is not sound gzip ({error})") from error
            yield piece
            pending = member.unused_data if member.eof else member.unconsumed_tail
    if not member.eof and not is_empty:
        raise Cut("the gzip body ends before its end mark")


def decode_text(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a body and the charset that was used: mark, header, meta, UTF-8, then windows-1252."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body.decode("utf-8-sig" if charset == "utf-8" else charset, "replace"), charset
    for charset in _named(body, content_type):
        try:
            return body.decode(charset), charset
        except UnicodeDecodeError:  # the name is wrong for these bytes
            continue
    return body.decode("windows-1252", "replace"), "windows-1252"


def _named(body: bytes, content_type: str) -> list[str]:
    header = _HEADER_CHARSET.search(content_type)
    meta = _META_CHARSET.search(body[:4096])
    names = [header.group(1) if header else "", meta.group(1).decode("ascii", "replace") if meta else "", "utf-8"]
    return [charset for charset in map(_python_charset, names) if charset]


def _python_charset(name: str) -> str:
    """Python's name of a charset of the web; empty for any other: "idna" and "unicode_escape" are codecs too."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    if not _WEB_CHARSET.fullmatch(codec):
        return ""
    # The web means windows-1252 when it says so: https://encoding.spec.whatwg.org/#names-and-labels
    return "windows-1252" if codec in ("iso8859-1", "ascii") else codec

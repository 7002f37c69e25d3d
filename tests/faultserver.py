"""A server on this machine that fails in every way a board has been seen to fail; the path chooses the fault.

Plain sockets, because a proper HTTP library would not let us send half an answer. See `FAULTS` for the paths.
"""

import gzip
import os
import re
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from typing import Any

BODY = b'{"jobs": [], "meta": {"total": 0}}' + b" " * 20_000


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class FaultServer:
    """`url` of a path, the `requests` that arrived, and `pages` to serve besides the faults."""

    port: int
    requests: list[Request] = field(default_factory=list)
    pages: dict[str, Any] = field(default_factory=dict)  # path -> bytes, or a function from the request to raw bytes
    instead: dict[str, str] = field(default_factory=dict)  # path -> the path of a fault
    stopped: threading.Event = field(default_factory=threading.Event)
    connections: int = 0  # open now

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def allow(self) -> frozenset[tuple[str, int]]:
        return frozenset({("127.0.0.1", self.port)})

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(request.path == path for request in self.requests)


@contextmanager
def fault_server() -> Iterator[FaultServer]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=50)
    server = FaultServer(listener.getsockname()[1])
    threading.Thread(target=accept, args=(listener, server), daemon=True).start()
    try:
        yield server
    finally:
        server.stopped.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def accept(listener: socket.socket, server: FaultServer) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=serve, args=(connection, server), daemon=True).start()


def serve(connection: socket.socket, server: FaultServer) -> None:
    server.connections += 1
    try:
        converse(connection, server)
    finally:
        server.connections -= 1


def converse(connection: socket.socket, server: FaultServer) -> None:
    with connection, suppress(OSError):
        while request := receive(connection):
            server.requests.append(request)
            page = server.pages.get(request.path)
            if page is not None:
                connection.sendall(page(request) if callable(page) else answer(page))
                continue
            for pattern, fault in FAULTS.items():
                if match := re.fullmatch(pattern, server.instead.get(request.path, request.path)):
                    fault(connection, server, request, *match.groups())
                    return
            connection.sendall(answer(b"Not Found", status=404, content_type="text/plain"))


def receive(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65_536)
    return Request(method, path, headers, body)


def answer(
    body: bytes = BODY, *, status: int = 200, content_type: str = "application/json", **headers: str | None
) -> bytes:
    """A whole HTTP answer. Header names are given with underscores; None leaves one out."""
    named: dict[str, str | None] = {"content_type": content_type, "content_length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status} Word", *lines, "", ""]).encode("latin-1") + body


def say(connection: socket.socket, raw: bytes) -> None:
    connection.sendall(raw)


def status(connection: socket.socket, server: FaultServer, request: Request, number: str) -> None:
    say(connection, answer(b"no", status=int(number), content_type="text/plain"))


def retry_after(connection: socket.socket, server: FaultServer, request: Request, number: str, value: str) -> None:
    wanted = formatdate(time.time() + 7200, usegmt=True) if value == "date" else value.replace("_", " ")
    say(connection, answer(b"later", status=int(number), content_type="text/plain", retry_after=wanted))


def flaky(connection: socket.socket, server: FaultServer, request: Request, failures: str) -> None:
    is_failing = server.asked(request.path) <= int(failures)
    say(connection, answer(b"no", status=500) if is_failing else answer())


def short_length(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(content_length=str(len(BODY) + 500)))


def chunked_cut(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(b"", content_length=None, transfer_encoding="chunked") + b"3E8\r\n" + BODY[:1000] + b"\r\n")


def close_midway(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(BODY[:25], content_length=None, connection="close"))


def gzip_cut(connection: socket.socket, server: FaultServer, request: Request, percent: str) -> None:
    packed = gzip.compress(os.urandom(20_000))
    say(connection, answer(packed[: len(packed) * int(percent) // 100], content_encoding="gzip"))


def gzip_bad_crc(connection: socket.socket, server: FaultServer, request: Request) -> None:
    if "gzip" in request.headers["accept-encoding"]:
        packed = bytearray(gzip.compress(BODY))
        packed[-8] ^= 0xFF
        say(connection, answer(bytes(packed), content_encoding="gzip"))
    else:
        say(connection, answer())


def gzip_lie(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(BODY, content_encoding="gzip" if "gzip" in request.headers["accept-encoding"] else None))


def gzip_members(connection: socket.socket, server: FaultServer, request: Request) -> None:
    half = len(BODY) // 2
    say(connection, answer(gzip.compress(BODY[:half]) + gzip.compress(BODY[half:]), content_encoding="gzip"))


def coding(connection: socket.socket, server: FaultServer, request: Request, name: str) -> None:
    say(connection, answer(BODY, content_encoding=name))


def bomb(connection: socket.socket, server: FaultServer, request: Request, megabytes: str) -> None:
    say(connection, answer(packed_zeros(int(megabytes)), content_encoding="gzip"))


@cache
def packed_zeros(megabytes: int) -> bytes:
    """So many megabytes as gzip; to pack them takes longer than a client may wait."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * 1_000_000
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


def redirect_endless(connection: socket.socket, server: FaultServer, request: Request) -> None:
    endless(connection, server, request, answer(b"", status=302, location="/good", content_length=None))


def endless(
    connection: socket.socket,
    server: FaultServer,
    request: Request,
    start: bytes = answer(b"", content_length=None, connection="close"),
) -> None:
    say(connection, start)
    while not server.stopped.is_set():
        say(connection, b" " * 65_536)


def drip_body(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(b"", content_length="1000"))
    drip(connection, server, b"x" * 1000)


def drip_headers(connection: socket.socket, server: FaultServer, request: Request) -> None:
    drip(connection, server, answer())


def drip(connection: socket.socket, server: FaultServer, data: bytes) -> None:
    for number in range(len(data)):
        if server.stopped.wait(0.05):
            return
        say(connection, data[number : number + 1])


def hang(connection: socket.socket, server: FaultServer, request: Request) -> None:
    server.stopped.wait()


def hang_after_headers(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(b"", content_length="1000"))
    server.stopped.wait()


def reset(connection: socket.socket, server: FaultServer, request: Request) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close sends RST


def reset_first(connection: socket.socket, server: FaultServer, request: Request) -> None:
    if server.asked(request.path) == 1:
        reset(connection, server, request)
    else:
        say(connection, answer())


def redirect_loop(connection: socket.socket, server: FaultServer, request: Request) -> None:
    redirect_to(connection, server, request, "/redirect-loop")


def redirect_chain(connection: socket.socket, server: FaultServer, request: Request, left: str) -> None:
    redirect_to(connection, server, request, f"/redirect-chain/{int(left) - 1}" if left != "0" else "/good")


def redirect_to(connection: socket.socket, server: FaultServer, request: Request, target: str) -> None:
    say(connection, answer(b"", status=302, location=target))


def many_headers(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(BODY, **{f"x_{number}": "y" for number in range(500)}))


def long_header(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, answer(BODY, x_long="y" * 70_000))


def charset(connection: socket.socket, server: FaultServer, request: Request, case: str) -> None:
    body, content_type = CHARSETS[case]
    say(connection, answer(body, content_type=content_type))


def challenge(connection: socket.socket, server: FaultServer, request: Request, number: str) -> None:
    page = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    say(connection, answer(page, status=int(number), content_type="text/html; charset=utf-8"))


def etag(connection: socket.socket, server: FaultServer, request: Request) -> None:
    is_known = request.headers.get("if-none-match") == 'W/"one"'
    say(connection, answer(b"" if is_known else BODY, status=304 if is_known else 200, etag='W/"one"'))


def garbage(connection: socket.socket, server: FaultServer, request: Request) -> None:
    say(connection, b"\x16\x03\x01 this is no HTTP\r\n\r\n")


CHARSETS = {
    "none": ("é – ñ".encode(), "text/html"),
    "header": ("é – ñ".encode("utf-16-le"), "text/html; charset=utf-16-le"),
    "meta": ('<meta charset="iso-8859-2">ł'.encode("iso-8859-2"), "text/html"),
    "bom": (b"\xef\xbb\xbf" + "é – ñ".encode(), "text/html; charset=iso-8859-1"),
    "lie": ("é – ñ".encode("windows-1252"), "text/html; charset=utf-8"),
    "unknown": ("é – ñ".encode(), "text/html; charset=x-klingon"),
}

FAULTS: dict[str, Callable[..., None]] = {
    r"/good": lambda connection, server, request: say(connection, answer()),
    r"/status/(\d+)": status,
    r"/retry-after/(\d+)/([\w,:_-]+)": retry_after,
    r"/flaky/(\d+)": flaky,
    r"/short-length": short_length,
    r"/chunked-cut": chunked_cut,
    r"/close-midway": close_midway,
    r"/gzip-cut/(\d+)": gzip_cut,
    r"/gzip-bad-crc": gzip_bad_crc,
    r"/gzip-lie": gzip_lie,
    r"/gzip-members": gzip_members,
    r"/coding/(\w+)": coding,
    r"/bomb/(\d+)": bomb,
    r"/endless": endless,
    r"/drip-body": drip_body,
    r"/drip-headers": drip_headers,
    r"/hang": hang,
    r"/hang-after-headers": hang_after_headers,
    r"/reset": reset,
    r"/reset-first": reset_first,
    r"/redirect-endless": redirect_endless,
    r"/redirect-loop": redirect_loop,
    r"/redirect-chain/(\d+)": redirect_chain,
    r"/redirect-to\?u=(.+)": redirect_to,
    r"/many-headers": many_headers,
    r"/long-header": long_header,
    r"/charset/(\w+)": charset,
    r"/challenge/(\d+)": challenge,
    r"/etag": etag,
    r"/garbage": garbage,
}

"""A board on this machine that speaks the platforms' formats, for the demo and the tests. It asks no network."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from scraper.platforms import load, names
from scraper.sources import Source


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve each `<platform>/<board>.json` where that platform would; gives the base URL, like http://127.0.0.1:8123.

    A client reaches it only with ("127.0.0.1", port) on its allow-list.
    """
    bodies = {_path_of(file): file for file in sorted(folder.glob("*/*.json")) if file.parent.name in names()}

    class Board(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = bodies.get(urlsplit(self.path).path)
            if file is None:
                self._answer(404, b"Not Found", {"Content-Type": "text/plain"})
                return
            body = file.read_bytes()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == tag:
                self._answer(304, b"", {"ETag": tag})
            else:
                self._answer(200, body, {"ETag": tag, "Content-Type": "application/json"})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The demo tells what was fetched itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Board)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _path_of(file: Path) -> str:
    """Where the platform of this file's folder has its board."""
    platform = file.parent.name
    source = Source(
        source_id="sample", platform=platform, board=file.stem, employer="sample", api_root=f"http://sample/{platform}"
    )
    return urlsplit(load(platform).list_url(source)).path

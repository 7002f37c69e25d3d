"""What the client makes of every fault a board has been seen to have: the right error, in time, after few requests."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.errors import (
    BadEncoding,
    BadRedirect,
    BadStatus,
    Blocked,
    BudgetSpent,
    Cut,
    DeadlinePassed,
    FetchError,
    Parked,
    Refused,
    RobotsRefused,
    TooLarge,
    Unreachable,
)
from scraper.http import Client, Page
from scraper.http.client import _target
from scraper.http.transport import Transport
from scraper.settings import Settings
from tests.faultserver import BODY, FaultServer, Request, answer, fault_server

DEADLINE = 0.6
SETTINGS = Settings(
    connect_timeout=DEADLINE,
    read_timeout=DEADLINE,
    deadline=DEADLINE,
    max_wire_bytes=2_000_000,
    max_decoded_bytes=5_000_000,
    contact="ops@example.org",
)


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, tzinfo=UTC)
        self.naps: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with fault_server() as running:
        yield running


@pytest.fixture
def time_() -> Time:
    return Time()


@pytest.fixture
def client(server: FaultServer, time_: Time) -> Iterator[Client]:
    made = new_client(server, time_)
    yield made
    made.close()


def new_client(server: FaultServer, time_: Time, settings: Settings = SETTINGS) -> Client:
    return Client(settings, now=time_.now, sleep=time_.sleep, allow=server.allow, chance=lambda: 0.5)


def test_a_good_answer_comes_whole_and_says_who_asked(server: FaultServer, client: Client) -> None:
    page = client.get(server.url("/good"), accept="application/json")
    assert (page.status, page.body) == (200, BODY)
    asked = server.requests[-1].headers
    assert asked["user-agent"].startswith("jobreq/")
    assert "ops@example.org" in asked["user-agent"]
    assert asked["accept"] == "application/json"
    assert asked["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("path", "error", "requests"),
    [
        ("/status/500", BadStatus, 3),
        ("/status/502", BadStatus, 3),
        ("/status/400", BadStatus, 1),
        ("/status/418", BadStatus, 1),
        ("/status/401", Blocked, 1),
        ("/status/403", Blocked, 1),
        ("/challenge/200", Blocked, 1),
        ("/challenge/403", Blocked, 1),
        ("/status/429", Parked, 2),
        ("/status/503", Parked, 2),
        ("/short-length", Cut, 3),
        ("/chunked-cut", Cut, 3),
        ("/gzip-cut/50", Cut, 3),
        ("/gzip-cut/99", Cut, 3),
        ("/coding/br", BadEncoding, 3),
        ("/bomb/20", TooLarge, 1),
        ("/endless", TooLarge, 1),
        ("/drip-body", DeadlinePassed, 1),
        ("/drip-headers", DeadlinePassed, 1),
        ("/hang", DeadlinePassed, 1),
        ("/hang-after-headers", DeadlinePassed, 1),
        ("/reset", Unreachable, 4),  # the first seems to be a kept connection that went stale, and is repeated
        ("/garbage", Unreachable, 3),
        ("/many-headers", Unreachable, 3),
        ("/long-header", Unreachable, 3),
        ("/redirect-endless", TooLarge, 1),
        ("/redirect-loop", BadRedirect, 6),
        ("/redirect-chain/9", BadRedirect, 6),
        ("/redirect-to?u=file:///etc/passwd", Refused, 1),
        ("/redirect-to?u=http://www.linkedin.com/jobs", Refused, 1),
        ("/redirect-to?u=http://127.0.0.1:9/", Refused, 1),
    ],
)
def test_each_fault_is_an_error_of_its_kind_in_time(
    server: FaultServer, client: Client, path: str, error: type[FetchError], requests: int
) -> None:
    started = time.monotonic()
    with pytest.raises(error) as caught:
        client.get(server.url(path))
    assert time.monotonic() - started < DEADLINE + 0.5
    assert caught.type is error
    assert caught.value.url.startswith("http")
    assert sum(request.path != "/robots.txt" for request in server.requests) == requests


def test_a_connection_that_is_given_up_is_closed_at_once(server: FaultServer, client: Client) -> None:
    """The duplicate that the deadline watches must not keep it open."""
    with pytest.raises(TooLarge):
        client.get(server.url("/endless"))
    patience = time.monotonic() + 2
    while server.connections and time.monotonic() < patience:
        time.sleep(0.01)
    assert server.connections == 0


@pytest.mark.parametrize(
    "path", ["/flaky/2", "/reset-first", "/gzip-bad-crc", "/gzip-lie", "/gzip-members", "/redirect-chain/4"]
)
def test_what_can_be_mended_is_mended(server: FaultServer, client: Client, path: str) -> None:
    assert client.get(server.url(path)).body == BODY


def test_after_gzip_that_is_not_sound_the_body_is_asked_for_uncoded(server: FaultServer, client: Client) -> None:
    client.get(server.url("/gzip-lie"))
    assert [request.headers["accept-encoding"] for request in server.requests[-2:]] == ["gzip", "identity"]


def test_a_connection_that_the_host_closed_meanwhile_costs_no_attempt(server: FaultServer, time_: Time) -> None:
    """The host answers, keeps the connection, and closes it just as the next request arrives."""
    client = new_client(server, time_, replace(SETTINGS, tries=1))
    server.pages["/robots.txt"] = lambda request: answer(b"", status=404)
    assert client.get(server.url("/good")).body == BODY  # the server closes after this one
    assert client.get(server.url("/good")).body == BODY
    client.close()


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_an_answer(server: FaultServer, client: Client, status: int) -> None:
    assert client.get(server.url(f"/status/{status}")).is_gone


def test_a_body_without_a_length_that_stops_is_marked(server: FaultServer, client: Client) -> None:
    page = client.get(server.url("/close-midway"))
    assert page.body == BODY[:25]
    assert not page.is_length_known


def test_not_modified_is_an_answer(server: FaultServer, client: Client) -> None:
    first = client.get(server.url("/etag"))
    assert first.validators == {"etag": 'W/"one"'}
    second = client.get(server.url("/etag"), **first.validators)
    assert second.is_unchanged
    assert second.body == b""


@pytest.mark.parametrize(
    ("case", "text", "charset"),
    [
        ("none", "é – ñ", "utf-8"),
        ("header", "é – ñ", "utf-16-le"),
        ("meta", '<meta charset="iso-8859-2">ł', "iso8859-2"),
        ("bom", "é – ñ", "utf-8"),
        ("lie", "é – ñ", "windows-1252"),
        ("unknown", "é – ñ", "utf-8"),
    ],
)
def test_the_charset_is_found(server: FaultServer, client: Client, case: str, text: str, charset: str) -> None:
    page = client.get(server.url(f"/charset/{case}"))
    assert (page.text, page.charset) == (text, charset)


def test_a_post_carries_json_and_is_not_redirected(server: FaultServer, client: Client) -> None:
    client.post(server.url("/good"), {"offset": 20})
    assert server.requests[-1].body == b'{"offset": 20}'
    with pytest.raises(BadRedirect):
        client.post(server.url("/redirect-chain/1"), {})


def test_a_redirect_from_https_to_http_is_not_followed() -> None:
    with pytest.raises(BadRedirect, match="HTTPS to HTTP"):
        _target(Page("https://example.org/", 302, {"location": "http://example.org/"}, b""))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://224.0.0.1/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://user:secret@example.org/",
        "ftp://example.org/",
        "http://",
        "https://de.indeed.com/jobs",
    ],
)
def test_addresses_that_are_not_public_are_never_asked(time_: Time, url: str) -> None:
    patient = replace(SETTINGS, deadline=30.0)  # nothing is waited for: on a busy machine the guard may take a second
    client = Client(patient, now=time_.now, sleep=time_.sleep)
    with pytest.raises(Refused):
        client.get(url)


def test_the_judged_address_is_the_one_dialled(
    server: FaultServer, time_: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time (DNS rebinding) gains nothing: it is looked up once."""
    lookups = []

    def resolve(host: str, port: int, **options: object) -> list[tuple[object, ...]]:
        lookups.append(host)
        address = "127.0.0.1" if len(lookups) == 1 else "192.0.2.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr("scraper.http.addresses.socket.getaddrinfo", resolve)
    client = new_client(server, time_)
    assert client.get(f"http://board.example:{server.port}/good").status == 200
    client.close()
    assert set(lookups) == {"board.example"}
    assert server.requests[-1].headers["host"] == f"board.example:{server.port}"


def test_requests_to_one_host_are_spaced(server: FaultServer, client: Client, time_: Time) -> None:
    for _ in range(3):
        client.get(server.url("/good"))
    assert len(time_.naps) == 3  # robots.txt was the first of four requests
    assert all(nap == pytest.approx(1.0, abs=0.1) for nap in time_.naps)


@pytest.mark.parametrize("value", ["3600", "date"])
def test_a_host_that_asks_for_an_hour_is_left_alone(
    server: FaultServer, client: Client, time_: Time, value: str
) -> None:
    time_.moment = datetime.now(UTC)
    with pytest.raises(Parked) as caught:
        client.get(server.url(f"/retry-after/429/{value}"))
    assert caught.value.until - time_.now() >= timedelta(minutes=59)
    asked = len(server.requests)
    with pytest.raises(Parked):
        client.get(server.url("/good"))
    assert len(server.requests) == asked
    time_.sleep(7201)
    assert client.get(server.url("/good")).status == 200


@pytest.mark.parametrize("location", ["", "http://[::1/", "//"])
def test_a_redirect_to_nowhere_is_an_error(server: FaultServer, client: Client, location: str) -> None:
    server.pages["/moved"] = lambda request: answer(b"", status=301, location=location)
    with pytest.raises((BadRedirect, Refused)):
        client.get(server.url("/moved"))


def test_a_short_retry_after_is_waited_for(server: FaultServer, client: Client, time_: Time) -> None:
    answers = [answer(b"", status=429, retry_after="7"), answer()]
    server.pages["/busy"] = lambda request: answers.pop(0)
    assert client.get(server.url("/busy")).status == 200
    assert 7.0 in time_.naps


@pytest.mark.parametrize("value", ["soon", "-5", "99999999999999999999"])
def test_an_unreadable_retry_after_does_no_harm(server: FaultServer, client: Client, value: str) -> None:
    with pytest.raises(Parked):
        client.get(server.url(f"/retry-after/503/{value}"))


def test_the_budget_of_a_host_ends(server: FaultServer, time_: Time) -> None:
    client = new_client(server, time_, replace(SETTINGS, max_requests_per_host=3))
    client.get(server.url("/good"))
    client.get(server.url("/good"))
    with pytest.raises(BudgetSpent):
        client.get(server.url("/good"))
    client.close()


def test_each_source_has_its_own_tally(server: FaultServer, client: Client) -> None:
    one, two = client.counted(), client.counted()
    one.get(server.url("/good"))
    two.get(server.url("/status/404"))
    assert one.tally.statuses == {"404": 1, "200": 1}  # robots.txt was asked for on its behalf
    assert one.tally.bytes == len(BODY) + len(b"Not Found")
    assert (two.tally.requests, two.tally.statuses) == (1, {"404": 1})


ROBOTS_NO = b"User-agent: *\nDisallow: /good\n"


@pytest.mark.parametrize(
    ("robots", "is_allowed"),
    [
        (answer(b"", status=404), True),
        (answer(b"", status=403), True),
        (answer(b"", status=500), False),
        (answer(b"<html><body>Welcome</body></html>", content_type="text/html"), True),
        (answer(ROBOTS_NO), False),
        (answer(b"User-agent: jobreq\nAllow: /\n\n" + ROBOTS_NO), True),
        (answer(b"User-agent: JobReq\nDisallow: /\n"), False),
        (answer(ROBOTS_NO + b"# " + b"x" * 600_000 + b"\nAllow: /good\n"), False),  # what is past 500 KiB is not read
        (answer(ROBOTS_NO, content_length="9999"), False),
        (answer(b"User-agent: *\nCrawl-delay: 900\n"), False),
    ],
)
def test_robots_txt_by_rfc_9309(server: FaultServer, client: Client, robots: bytes, is_allowed: bool) -> None:
    server.pages["/robots.txt"] = lambda request: robots
    if is_allowed:
        assert client.get(server.url("/good")).status == 200
    else:
        with pytest.raises(RobotsRefused):
            client.get(server.url("/good"))
        assert server.asked("/good") == 0


def test_robots_txt_that_hangs_refuses(server: FaultServer, client: Client) -> None:
    def hang(request: Request) -> bytes:
        server.stopped.wait(5)
        return b""

    server.pages["/robots.txt"] = hang
    with pytest.raises(RobotsRefused, match="could not be read"):
        client.get(server.url("/good"))


def test_robots_txt_is_read_once_a_day(server: FaultServer, client: Client, time_: Time) -> None:
    for _ in range(2):
        client.get(server.url("/good"))
    assert server.asked("/robots.txt") == 1
    time_.sleep(86_400)
    client.get(server.url("/good"))
    assert server.asked("/robots.txt") == 2


def test_robots_txt_is_asked_of_a_redirect_too(server: FaultServer, client: Client) -> None:
    server.pages["/robots.txt"] = ROBOTS_NO
    with pytest.raises(RobotsRefused):
        client.get(server.url("/redirect-chain/0"))
    assert server.asked("/good") == 0


def test_an_invitation_counts_beside_a_key_only(server: FaultServer, client: Client) -> None:
    server.pages["/robots.txt"] = ROBOTS_NO
    with pytest.raises(RobotsRefused):
        client.get(server.url("/good"), official_api="https://example.org/developers")
    with pytest.raises(RobotsRefused):
        client.get(server.url("/good"), headers={"Authorization-Key": "k3y"})
    assert client.get(server.url("/good"), headers={"X-Key": "k3y"}, official_api="https://example.org/").status == 200


def test_a_crawl_delay_is_the_floor(server: FaultServer, client: Client, time_: Time) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 4\n"
    client.get(server.url("/good"))
    client.get(server.url("/good"))
    assert time_.naps[-1] == pytest.approx(4.0)


def test_a_memory_bomb_is_stopped_at_the_limit(server: FaultServer, time_: Time) -> None:
    client = new_client(server, time_, replace(SETTINGS, deadline=10.0, read_timeout=10.0))
    with pytest.raises(TooLarge, match="5,000,000"):
        client.get(server.url("/bomb/60"))
    client.close()


def test_a_handshake_that_drips_ends_at_the_deadline() -> None:
    """TLS takes the socket over while it shakes hands; the deadline must reach it there too."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        port = listener.getsockname()[1]
        over = threading.Event()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(b"\x16\x03\x03\x3f\xff")  # a handshake record of 16 kB, byte by byte
                while not over.wait(0.05):
                    connection.sendall(b"\0")

        dripping = pool.submit(drip)
        transport = Transport(SETTINGS, frozenset({("127.0.0.1", port)}))
        started = time.monotonic()
        with pytest.raises(DeadlinePassed):
            transport.exchange("GET", f"https://127.0.0.1:{port}/", {}, on_bytes=lambda size: None)
        assert time.monotonic() - started < DEADLINE + 0.5
        over.set()
        dripping.result()
        transport.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        port = listener.getsockname()[1]

        def shake_hands() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                context.wrap_socket(connection, server_side=True).close()

        shaking = pool.submit(shake_hands)
        transport = Transport(SETTINGS, frozenset({("127.0.0.1", port)}))
        with pytest.raises(Unreachable, match="certificate verify failed"):
            transport.exchange("GET", f"https://127.0.0.1:{port}/", {}, on_bytes=lambda size: None)
        transport.close()
        shaking.result()

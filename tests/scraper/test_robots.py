"""robots.txt as hosts really serve it, and what of it is remembered from run to run."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.errors import RobotsRefused
from scraper.http import Client
from scraper.robots import RobotsMemory, rules_from, whole_lines
from scraper.settings import Settings
from tests.faultserver import FaultServer, answer, fault_server
from tests.scraper.test_wire import Recorder

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = 86_400.0


def client_of(server: FaultServer, recorder: Recorder, folder: Path) -> Client:
    settings = Settings(min_delay=0.0, backoff_base=0.0, max_robots_bytes=1_000)
    client = Client(settings, now=recorder.now, sleep=recorder.sleep, allow=server.allow)
    client.robots.load(folder)
    return client


def ask(server: FaultServer, recorder: Recorder, folder: Path, path: str = "/jobs") -> bool:
    """Whether the host's rules allow a path, asked as one run asks."""
    client = client_of(server, recorder, folder)
    try:
        client.get(server.url(path))
        return True
    except RobotsRefused:
        return False
    finally:
        client.robots.save(folder, recorder.now())
        client.close()


def test_rules_are_remembered_for_a_day_across_runs(tmp_path: Path) -> None:
    recorder = Recorder()
    with fault_server() as server:
        server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /jobs\n"
        assert not ask(server, recorder, tmp_path)
        server.pages["/robots.txt"] = b""
        recorder.moment += timedelta(hours=23)
        assert not ask(server, recorder, tmp_path)
        assert server.asked("/robots.txt") == 1
        recorder.moment += timedelta(hours=1)
        assert ask(server, recorder, tmp_path)
        assert server.asked("/robots.txt") == 2


def test_no_robots_txt_is_remembered_as_permission(tmp_path: Path) -> None:
    recorder = Recorder()
    with fault_server() as server:
        assert ask(server, recorder, tmp_path)
        assert ask(server, recorder, tmp_path)
        assert server.asked("/robots.txt") == 1


def test_a_broken_host_is_refused_now_and_asked_again_in_the_next_run(tmp_path: Path) -> None:
    recorder = Recorder()
    with fault_server() as server:
        server.pages["/robots.txt"] = lambda request: answer(b"", status=500)
        assert not ask(server, recorder, tmp_path)
        server.pages["/robots.txt"] = b""
        assert ask(server, recorder, tmp_path)


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", '{"x": 1}', '{"x": {"status": "?", "text": "", "read_at": "2026-11-24"}}', '{"x": {}}']
)
def test_a_memory_that_was_damaged_is_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / "robots.json").write_text(kept)
    memory = RobotsMemory(DAY)
    memory.load(tmp_path)
    assert memory.get("x", NOW) is None
    memory.save(tmp_path, NOW)
    assert json.loads((tmp_path / "robots.json").read_text()) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["robots.json"]


def test_rules_from_the_future_are_old() -> None:
    memory = RobotsMemory(DAY)
    memory.put("x", rules_from(200, "", NOW + timedelta(hours=1)))
    assert memory.get("x", NOW) is None


def test_a_mark_before_the_rules_does_not_hide_them(tmp_path: Path) -> None:
    with fault_server() as server:
        server.pages["/robots.txt"] = b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /jobs\r\n"
        assert not ask(server, Recorder(), tmp_path)


def test_a_web_page_in_place_of_the_rules_has_none(tmp_path: Path) -> None:
    with fault_server() as server:
        server.pages["/robots.txt"] = b"<!DOCTYPE html><html><body>User-agent, Disallow: us!</body></html>"
        assert ask(server, Recorder(), tmp_path)


def test_of_a_huge_file_the_first_whole_lines_count(tmp_path: Path) -> None:
    """The limit is 1,000 bytes here; it falls into "Disallow: /jobs-of-1999", which must not become "/jobs"."""
    rules = b"User-agent: *\nDisallow: /private\n"
    rules += b"#" * (1_000 - len(rules) - len("\nDisallow: /jobs")) + b"\nDisallow: /jobs-of-1999\nDisallow: /good\n"
    with fault_server() as server:
        server.pages["/robots.txt"] = rules
        assert ask(server, Recorder(), tmp_path, "/jobs")
        assert not ask(server, Recorder(), tmp_path, "/private")
    assert whole_lines("a\nb") == "a\n"
    assert whole_lines("a") == ""


def test_each_host_of_a_redirect_is_asked_for_its_own_rules() -> None:
    recorder = Recorder()
    with fault_server() as server, fault_server() as other:
        server.pages["/jobs"] = lambda request: answer(b"", status=302, location=other.url("/jobs"))
        other.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
        allow = server.allow | other.allow
        client = Client(Settings(min_delay=0.0), now=recorder.now, sleep=recorder.sleep, allow=allow)
        with pytest.raises(RobotsRefused):
            client.get(server.url("/jobs"))
        client.close()
        assert [request.path for request in other.requests] == ["/robots.txt"]


def test_the_sitemaps_that_the_rules_name(tmp_path: Path) -> None:
    rules = rules_from(
        200, "Sitemap: /a.xml\nSitemap: https://x.example/b.xml\nsitemap: /a.xml\nSitemap: http://[\n", NOW
    )
    assert rules.sitemaps("https://example.org/jobs") == ["https://example.org/a.xml", "https://x.example/b.xml"]
    assert rules_from(404, "Sitemap: /a.xml", NOW).sitemaps("https://example.org/") == []

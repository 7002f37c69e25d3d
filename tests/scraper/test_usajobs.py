"""USAJOBS on this machine: its key and where that may not be, pages, the cap of 10,000, answers that are none."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest

from analysis.commands.config import values
from scraper.errors import BadRedirect
from scraper.http import Client
from scraper.platforms import load, recognise, usajobs
from scraper.posting import SegmentRecord, unpack_record
from scraper.run import fetch
from scraper.secrets import read_secret, redact
from scraper.segments import list_segments, new_run_id
from scraper.sources import Source
from tests.faultserver import FaultServer, Request, answer, fault_server
from tests.scraper.boards import Routes, parse_here
from tests.scraper.test_platforms import FIXTURES, source_of
from tests.scraper.test_run import SETTINGS, World

SECRET = "k3y/of+nobody=="
CONTACT = "operator@example.org"


class Jobs(World):
    """Speaks the Search API as documented: 500 a page, 10,000 a query, a key and an e-mail address or nothing."""

    def setup(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.contact = CONTACT
        self.cap = 10_000
        self.echo = ""
        self.server.pages = Routes({"/api/Search?": self.search})

    @property
    def board(self) -> Source:
        root = self.server.url("")
        return Source(
            source_id="usajobs-a", platform="usajobs", board="all", employer="E", api_root=root, search="0675"
        )

    def add(self, number: int, *, series: str = "0675", agency: str = "VATA", title: str = "Coder") -> None:
        job = {
            "PositionTitle": title,
            "QualificationSummary": f"RHIT or CCS required {self.echo}",
            "JobCategory": [{"Name": "", "Code": series}],
        }
        self.items.append({"MatchedObjectId": str(number), "MatchedObjectDescriptor": job, "_": (series, agency)})

    def search(self, request: Request) -> bytes:
        if request.headers.get("authorization-key") != SECRET or request.headers["user-agent"] != CONTACT:
            return answer(b'{"Message": "Authorization has been denied for this request."}', status=401)
        asked = {name: value[0] for name, value in parse_qs(urlsplit(request.path).query).items()}
        assert asked["Fields"] == "Full"
        found = [
            item
            for item in self.items
            if asked.get("JobCategoryCode", item["_"][0]) == item["_"][0]
            and asked.get("Organization", item["_"][1]) == item["_"][1]
            and asked.get("Keyword", "").lower() in item["MatchedObjectDescriptor"]["PositionTitle"].lower()
        ]
        size, page = int(asked["ResultsPerPage"]), int(asked["Page"])
        shown = found[: self.cap][size * (page - 1) : size * page]
        items = [{key: value for key, value in item.items() if key != "_"} for item in shown]
        result = {"SearchResultCount": len(items), "SearchResultCountAll": len(found), "SearchResultItems": items}
        return answer(json.dumps({"LanguageCode": "EN", "SearchResult": result}).encode())

    def read(self, **changes: str) -> tuple[SegmentRecord, int]:
        """The record of one run, and how often the interface was asked."""
        before = len(self.server.requests)
        settings = replace(SETTINGS, contact=self.contact)
        self.moment = self.moment.replace(day=self.moment.day + 1)
        client = Client(settings, now=self.now, sleep=self.sleep, allow=self.server.allow)
        (record,) = fetch(
            [replace(self.board, **changes)],  # type: ignore[arg-type]
            self.results,
            settings,
            run_id=new_run_id(self.results, self.now),
            now=self.now,
            sleep=self.sleep,
            client=client,
        )
        client.close()
        return record, sum(request.path != "/robots.txt" for request in self.server.requests[before:])


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    parse_here(monkeypatch)
    monkeypatch.setenv(usajobs.KEY, f" {SECRET}\n")
    with fault_server() as server:
        world = Jobs(tmp_path / "results", server)
        world.setup()
        yield world


def kept(folder: Path) -> bytes:
    """All that stands in a folder, and what its compressed columns hold."""
    found = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for path in list_segments(folder):
        for row in pq.read_table(path).to_pylist():
            found += json.dumps([row["description"], unpack_record(row["record"])]).encode()
    return found


def test_announcements_are_read_and_the_same_again_costs_one_request(world: Jobs) -> None:
    for number in range(3):
        world.add(number)
    world.add(9, series="2210")
    record, asked = world.read()
    assert (record.status, record.listed, record.kept, asked) == ("complete", 3, 3, 1)
    record, asked = world.read()
    assert (record.status, record.listed, asked) == ("unchanged", 3, 1)
    world.items[0]["MatchedObjectDescriptor"]["PositionTitle"] = "Senior Coder"
    assert world.read()[0].status == "complete"


def test_the_key_is_in_no_file_and_no_message(world: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the host sends it back."""
    world.echo = SECRET
    world.add(1)
    assert world.read()[0].status == "complete"
    monkeypatch.setattr(
        world, "search", lambda request: answer(f"<html>{SECRET}</html>".encode(), content_type="text/html")
    )
    world.server.pages["/api/Search?"] = world.search
    assert world.read()[0].status == "blocked"
    world.server.pages["/api/Search?"] = lambda request: answer(SECRET.encode() * 2)
    record, _ = world.read()
    assert "it begins with '***" in (record.error or "")
    found = kept(world.results)
    assert b"RHIT or CCS required ***" in found
    assert SECRET.encode() not in found
    assert "k3y" not in repr([value for value in values({}) if value.name == usajobs.KEY])


def test_the_key_goes_to_the_interface_alone(world: Jobs) -> None:
    world.add(1)
    world.read()
    (asked,) = world.server.requests
    assert (asked.headers["authorization-key"], asked.headers["user-agent"]) == (SECRET, world.contact)
    assert SECRET not in asked.path
    with fault_server() as other:
        world.server.pages["/api/Search?"] = lambda request: answer(b"", status=302, location=other.url("/api/Search?"))
        record, _ = world.read()
        assert record.status == "failed"
        assert other.requests == []


@pytest.mark.parametrize("key", [None, "", "two words", "naïve"])
def test_without_a_key_nothing_is_asked(world: Jobs, monkeypatch: pytest.MonkeyPatch, key: str | None) -> None:
    if key is None:
        monkeypatch.delenv(usajobs.KEY)
    else:
        monkeypatch.setenv(usajobs.KEY, key)
    record, asked = world.read()
    assert (record.status, asked) == ("failed", 0)
    assert "needs a key in the environment as JOBREQ_USAJOBS_KEY" in (record.error or "")
    assert "words" not in (record.error or "")


def test_a_list_of_sources_cannot_lead_the_key_to_another_host(world: Jobs) -> None:
    record, asked = world.read(api_root="https://example.org/usajobs")
    assert (record.status, asked) == ("failed", 0)
    assert "the key is for https://data.usajobs.gov alone" in (record.error or "")


@pytest.mark.parametrize("contact", ["", "a name", "a@b\nX: y"])
def test_without_an_address_nothing_is_asked(world: Jobs, contact: str) -> None:
    world.contact = contact
    record, asked = world.read()
    assert (record.status, asked) == ("failed", 0)
    assert "as contact" in (record.error or "")


def test_a_wrong_key_is_blocked_and_says_what_to_look_at(world: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(usajobs.KEY, "another-key")
    record, asked = world.read()
    assert (record.status, asked) == ("blocked", 1)
    assert "Is JOBREQ_USAJOBS_KEY right" in (record.error or "")


def test_whoever_has_a_key_does_not_ask_robots(world: Jobs) -> None:
    world.server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    world.add(1)
    record, asked = world.read()
    assert (record.status, asked, world.server.asked("/robots.txt")) == ("complete", 1, 0)


def test_pages_searches_and_organisations(world: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usajobs, "PAGE", 10)
    for number in range(25):
        world.add(number)
    world.add(90, series="0503", title="Billing Clerk")
    world.add(91, series="0503", agency="HE38", title="Billing Clerk")
    world.add(92, series="0503", title="Cashier")
    record, asked = world.read(search="0675 | billing clerk | clerk")
    assert (record.status, record.listed, asked) == ("complete", 27, 5)
    record, asked = world.read(search="billing", board="HE38")
    assert (record.kept, asked) == (1, 1)


def test_a_list_longer_than_the_cap_is_asked_for_by_series(world: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usajobs, "PAGE", 10)
    monkeypatch.setattr(usajobs, "CAP", 30)
    world.cap = 30
    for number in range(50):
        world.add(number, series=("0675", "0503")[number % 2])
    record, asked = world.read(search="")
    assert (record.status, record.listed, asked) == ("complete", 50, 3 + 3 + 3)
    for number in range(50, 60):
        world.add(number, series="0679")  # beyond the first 30, so nobody knows of it
    record, _ = world.read(search="")
    assert (record.status, record.listed) == ("truncated", 50)
    record, _ = world.read(search="0675|0503|0679")
    assert (record.status, record.listed) == ("complete", 60)
    for number in range(60, 80):
        world.add(number)
    assert world.read(search="0675")[0].status == "truncated"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (answer(b"{}", status=404), "failed"),
        (answer(b"{}"), "failed"),
        (answer(b"204 No Content", content_type="text/plain"), "failed"),
        (answer(b"<html>down</html>", content_type="text/html"), "blocked"),
        (answer(b'{"SearchResult": {"SearchResultCountAll": 5, "SearchResultItems": []}}'), "truncated"),
        (answer(b'{"SearchResult": {"SearchResultCountAll": 2, "SearchResultItems": [1, {}]}}'), "partial"),
    ],
    ids=["gone", "another answer", "text", "page", "no items", "bad items"],
)
def test_a_strange_answer_closes_nothing(world: Jobs, raw: bytes, status: str) -> None:
    world.server.pages["/api/Search?"] = lambda request: raw
    assert world.read()[0].status == status


@pytest.mark.parametrize(
    ("url", "organisation"),
    [
        ("https://www.usajobs.gov/job/899000100", "all"),
        ("https://www.usajobs.gov:443/GetJob/ViewDetails/899000100?PostingChannelID=RESTAPI", "all"),
        ("https://www.usajobs.gov/search/results/?k=coder&a=VATA&p=1", "VATA"),
        ("https://www.usajobs.gov/Search/Results?j=0675", "all"),
        ("https://data.usajobs.gov/api/search?Organization=va%3BHE38&Page=2", "VA;HE38"),
        ("https://www.usajobs.gov/help/", None),
    ],
)
def test_every_address_is_recognised(url: str, organisation: str | None) -> None:
    assert recognise(url) == (organisation and ("usajobs", organisation))


def test_a_request_with_a_key_is_not_redirected(world: Jobs) -> None:
    client = Client(SETTINGS, now=world.now, sleep=world.sleep, allow=world.server.allow)
    with pytest.raises(BadRedirect):
        client.get(redirecting(world.server), headers={"Authorization-Key": SECRET})
    assert client.get(redirecting(world.server)).status == 200
    client.close()


def redirecting(server: FaultServer) -> str:
    server.pages["/moved"] = lambda request: answer(b"", status=302, location="/here")
    server.pages["/here"] = b"{}"
    return server.url("/moved")


def test_a_secret_with_white_space_around_it_is_hidden_too() -> None:
    environment = {"JOBREQ_A_KEY": " long-secret\n"}
    assert read_secret("JOBREQ_A_KEY", environment) == "long-secret"
    assert redact("say 'long-secret\\n'", environment) == "say '***\\n'"


def test_the_agencys_contact_is_not_kept() -> None:
    body = (Path(__file__).parents[1] / "golden/platforms/usajobs/normal.json").read_bytes()
    assert b"ada.nobody" in body
    for posting in load("usajobs").parse(body, source_of("usajobs")).postings:
        text = json.dumps(posting.record) + posting.description
        assert "nobody" not in text
        assert "555-0100" not in text


def test_a_recorded_answer_is_read() -> None:
    path = FIXTURES / "usajobs" / "search_trimmed.json"
    if not path.exists():
        pytest.skip(f"no recorded answers beside the checkout ({path})")
    listing = load("usajobs").parse(path.read_bytes(), source_of("usajobs"))
    (posting,) = listing.postings
    assert (listing.status, listing.leftovers, listing.issues) == ("truncated", {}, []), "it was cut to one of 1,621"
    assert (posting.city, posting.state, posting.pay_min, posting.pay_unit) == ("Anchorage", "AK", 89508.0, "year")
    assert (str(posting.posted_on), str(posting.closes_on)) == ("2026-06-05", "2026-06-18")
    assert posting.description.count("<h3>") == 4

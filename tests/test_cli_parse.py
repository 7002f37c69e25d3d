"""`jobreq parse`, `jobreq explain` and `jobreq sources list`: small windows on one answer, one posting, one list."""

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from tests.conftest import ROOT

Call = Callable[..., Result]

ANSWER = next((ROOT / "data" / "sample" / "greenhouse").glob("*.json"))


def test_parse_prints_each_posting_as_a_line(jobreq: Call) -> None:
    answer = jobreq("parse", "greenhouse", ANSWER, "--board", "example", "--employer", "Example")
    postings = [json.loads(line) for line in answer.stdout.splitlines()]
    assert postings
    for posting in postings:
        assert posting["posting_id"] == f"greenhouse-example/{posting['native_id']}"
        assert posting["description"]


def test_parse_reads_standard_input(jobreq: Call) -> None:
    assert jobreq("parse", "greenhouse", "-", input=ANSWER.read_bytes()).stdout


def test_parse_names_an_unknown_platform_and_the_known_ones(jobreq: Call) -> None:
    answer = jobreq("parse", "nonsense", ANSWER)
    assert answer.exit_code == 2
    assert "greenhouse" in answer.stderr


def test_parse_tells_the_platform_by_the_answer(tmp_path: Path, jobreq: Call) -> None:
    other = ROOT / "tests" / "golden" / "platforms" / "recruitee" / "normal.json"
    (tmp_path / "none.txt").write_text("User-agent: *")
    answer = jobreq("parse", "auto", ANSWER, other, tmp_path / "none.txt")
    assert {json.loads(line)["platform"] for line in answer.stdout.splitlines()} == {"greenhouse", "recruitee"}
    assert "read as an answer of greenhouse" in answer.stderr
    assert "no platform knows" in answer.stderr


def test_parse_says_whose_answer_it_may_be(jobreq: Call) -> None:
    answer = jobreq("parse", "lever", ANSWER)
    assert answer.exit_code == 1
    assert "try jobreq parse greenhouse" in answer.stderr


def test_parse_says_what_is_left_out_of_the_command(tmp_path: Path, jobreq: Call) -> None:
    for command, said in (([ANSWER], "PLATFORM"), (["lever"], "name a saved answer"), (["nonsense"], "no platform")):
        answer = jobreq("parse", *command)
        assert answer.exit_code == 2
        assert said in answer.stderr
    answer = jobreq("parse", "lever", tmp_path / "missing.json")
    assert answer.exit_code == 1
    assert "the file cannot be read" in answer.stderr


def test_parse_says_what_stood_around_an_answer(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "saved.json").write_text(json.dumps({"status": 200, "body": ANSWER.read_text()}))
    answer = jobreq("parse", "greenhouse", tmp_path / "saved.json")
    assert answer.stdout
    assert "an envelope that has an answer as 'body'" in answer.stderr


def test_parse_says_that_a_page_marks_nothing(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "page.html").write_text("<html><body><h1>Biller</h1></body></html>")
    answer = jobreq("parse", "site", tmp_path / "page.html")
    assert answer.exit_code == 0
    assert "nothing in the page says" in answer.stderr


def test_parse_names_a_file_of_another_platform_and_goes_on(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "bad.json").write_text("<html>")
    both = jobreq("parse", "greenhouse", tmp_path / "bad.json", ANSWER)
    assert both.exit_code == 0
    assert both.stdout
    assert str(tmp_path / "bad.json") in both.stderr
    alone = jobreq("parse", "greenhouse", tmp_path / "bad.json")
    assert alone.exit_code == 1
    assert "cannot be read as an answer of greenhouse" in alone.stderr


def test_parse_says_of_a_list_that_its_texts_are_elsewhere(tmp_path: Path, jobreq: Call) -> None:
    opening = {
        "title": "Biller",
        "externalPath": "/job/Ames/Biller_R1",
        "locationsText": "Ames",
        "bulletFields": ["R1"],
    }
    (tmp_path / "list.json").write_text(json.dumps({"total": 1, "jobPostings": [opening], "facets": []}))
    answer = jobreq("parse", "workday", tmp_path / "list.json")
    assert answer.exit_code == 0
    assert not answer.stdout
    assert "0 of 1 entries are postings" in answer.stderr
    assert "pages of their own" in answer.stderr


def test_what_is_no_page_is_not_taken_for_a_site_without_jobs(tmp_path: Path, jobreq: Call) -> None:
    (tmp_path / "widget.json").write_text(json.dumps({"jobDetail": {"status": 200, "hits": 0}}))
    for platform in ("site", "phenom", "successfactors", "icims"):
        answer = jobreq("parse", platform, tmp_path / "widget.json")
        assert answer.exit_code == 1, platform
        assert f"as an answer of {platform}" in answer.stderr


def test_explain_shows_a_posting_of_the_database(demo_results: Path, jobreq: Call) -> None:
    query = "SELECT posting_id, surface FROM mention WHERE term_id = 'cmrs' AND excluded_because IS NULL LIMIT 1"
    rows = jobreq("sql", query, "--format", "csv", "--results", demo_results).stdout.splitlines()
    posting_id, surface = rows[1].split(",", 1)
    answer = jobreq("explain", posting_id, "--results", demo_results)
    assert answer.exit_code == 0
    assert "cmrs" in answer.stdout.lower()
    assert surface.strip('"').split()[0] in answer.stdout


def test_explain_takes_a_text(jobreq: Call) -> None:
    for text in ("Medical biller\n\nCPC required.\n", json.dumps({"title": "Biller", "description": "CPC required."})):
        answer = jobreq("explain", "-", input=text).stdout
        assert "cpc [required]" in answer
        assert answer.count("cpc [required]") == 1


def test_explain_says_what_it_has_not_got(demo_results: Path, jobreq: Call) -> None:
    unknown = jobreq("explain", "lever-x/1", "--results", demo_results)
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("jobreq: lever-x/1: there is no such posting")
    assert "jobreq explain -" not in unknown.stderr
    text = demo_results.parent / "posting.txt"
    text.write_text("CPC required.")
    assert f"jobreq explain - < {text}" in jobreq("explain", str(text), "--results", demo_results).stderr
    assert jobreq("explain", "-", input=" \n").exit_code == 1


def test_sources_are_listed(jobreq: Call) -> None:
    names = [row.partition(",")[0] for row in (ROOT / "data" / "sources.csv").read_text().splitlines()[1:]]
    lines = jobreq("sources", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines[2:] if not line.startswith(" ")] == names
    assert max(map(len, lines)) <= 80


def test_a_bad_row_of_the_sources_is_named(tmp_path: Path, jobreq: Call) -> None:
    header = (ROOT / "data" / "sources.csv").read_text().splitlines()[0]
    path = tmp_path / "sources.csv"
    path.write_text(f"{header}\nmyspace-x,myspace,x,X,,0,,yes,,\n")
    for command in (["sources", "list"], ["run"], ["fetch"]):
        answer = jobreq(*command, "--sources", path)
        assert answer.exit_code == 1
        assert answer.stderr.startswith(f"jobreq: {path}:2: platform 'myspace'")

"""`jobreq demo`: the whole job on invented postings, fetched over real HTTP from a board on this machine."""

import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from analysis.commands.answer import print_answer
from analysis.commands.batch import build_and_publish, fetch_sources, read_postings
from analysis.commands.folders import call_again
from analysis.commands.sample_data import refuse_real
from analysis.commands.world import utc_now
from analysis.logs import Reporter
from analysis.publish import published_path
from analysis.vocabulary import DATA
from scraper.http import Client
from scraper.lock import run_lock
from scraper.sample import serve
from scraper.settings import Settings
from scraper.sources import load_sources

EVIDENCE = """sql "SELECT employer, sentence FROM evidence('cmrs', 'required')\""""

SAMPLE = DATA / "sample"

# Our own machine needs no second between two requests.
SETTINGS = Settings(min_delay=0.0)


def demo(results: Path, *, workers: int | None, reporter: Reporter) -> None:
    """Fetch, read, build, publish and print the answer; ResultsError when the folder holds real postings."""
    refuse_real(results)
    with run_lock(results):
        fetch_sample(results, reporter)
        read_postings(results, workers, reporter)
        build_and_publish(results, reporter)
    print_answer(results, sys.stdout)
    print_next_steps(results)


def fetch_sample(results: Path, reporter: Reporter) -> None:
    """The sample's boards, served and fetched in this process."""
    with serve(SAMPLE) as base:
        address = urlsplit(base)
        allow = frozenset({(str(address.hostname), int(address.port or 0))})
        client = Client(SETTINGS, now=utc_now, sleep=time.sleep, allow=allow)
        sources = load_sources(SAMPLE / "sources.csv", loopback=base)
        fetch_sources(sources, results, SETTINGS, reporter=reporter, client=client, is_sample=True)
        client.close()


def print_next_steps(results: Path) -> None:
    """Where the database is, that nothing in it is real, and a first question to ask it."""
    sys.stdout.write(
        "\nThe sample's employers and postings are invented: the figures show the form of\n"
        "an answer, not the labour market.\n\n"
        f"Database:  {published_path(results)}\n"
        f"Evidence:  {call_again(EVIDENCE, results)}\n"
    )

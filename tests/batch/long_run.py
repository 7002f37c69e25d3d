"""What an operator pays: a first run, an unchanged one, and so many days of small changes, on this machine.

`python -m tests.batch.long_run BOARDS POSTINGS DAYS` invents boards of so many postings each, and prints processor
time, memory, requests and the size of the results folder. Each day every board loses, gains and changes one posting
in a hundred, one at least; the report is left out.
"""

import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from analysis.commands.tidy import KEEP_RUNS, tidy
from analysis.logs import Reporter
from analysis.versions import KEEP
from tests.batch.place import Place, forget_report, job
from tests.faultserver import fault_server

WORDS = "claims payers denials appeals balances charts audits ledgers portals letters".split()


def advert(number: int, version: int = 0) -> dict[str, Any]:
    """An invented posting of the usual length, 4,000 characters; another version is another text."""
    chance = random.Random(f"{number}/{version}")
    duties = "".join(f"&lt;p&gt;You handle {' and '.join(chance.sample(WORDS, 6))}.&lt;/p&gt;" for _ in range(45))
    made = job(number, version)
    return made | {"content": made["content"] + duties}


def main(boards: int, postings: int, days: int) -> None:
    forget_report()
    chance = random.Random(6)
    shown = {f"b{board}": {board * 10_000 + n: 0 for n in range(postings)} for board in range(boards)}
    with fault_server() as server, tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "results", server)
        for name, jobs in shown.items():
            place.publish(name, [advert(number, version) for number, version in jobs.items()])
        told("first run", place)
        place.days = 1
        told("unchanged", place)
        for day in range(2, days):
            place.days = day
            for name, jobs in shown.items():
                for _ in range(max(1, len(jobs) // 100)):
                    del jobs[chance.choice(list(jobs))]
                    jobs[max(jobs) + 1] = 0
                    jobs[chance.choice(list(jobs))] += 1
                place.publish(name, [advert(number, version) for number, version in jobs.items()])
            told(f"day {day}", place)
        tidy(place.results, keep_runs=KEEP_RUNS, keep_versions=KEEP, reporter=Reporter(is_json=True))
        print("tidy", size(place.results), flush=True)


def told(name: str, place: Place) -> None:
    before, started, asked = os.times(), time.monotonic(), len(place.server.requests)
    outcome = place.run()
    after = os.times()
    figures = {
        "seconds": round(time.monotonic() - started, 1),
        "processor": round(sum(after[:4]) - sum(before[:4]), 1),
        "most memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
        "requests": len(place.server.requests) - asked,
        "open": outcome.open_postings,
    }
    print(name, json.dumps(figures), size(place.results), flush=True)


def size(results: Path) -> str:
    """Bytes and files in each part of the results folder; a file with two names counts once."""
    parts = []
    seen: set[int] = set()
    for part in sorted(results.iterdir()):
        files = [path.lstat() for path in (part.rglob("*") if part.is_dir() else [part]) if path.is_file()]
        fresh = {found.st_ino: found.st_size for found in files if found.st_ino not in seen}
        seen |= set(fresh)
        parts.append(f"{part.name} {sum(fresh.values()) / 1e6:.1f} MB/{len(fresh)}")
    return ", ".join(parts)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))

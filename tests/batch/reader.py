"""Somebody who asks the published database all the time, for test_kill.py: reader.py ROOT, until standard input ends.

Opens the newest results folder below ROOT; whatever is published must open, be whole and agree with itself.
"""

import json
import sys
import threading
from pathlib import Path

import duckdb

QUESTION = """
SELECT
    (SELECT count(*) FROM posting) = (SELECT count(*) FROM posting_version WHERE is_latest),
    (SELECT count(*) FROM requirement) = (SELECT count(*) FROM posting),
    (SELECT sum(jobs) FROM certification_demand) IS NOT NULL
"""


def main(root: Path) -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    opens, failures = 0, []
    while not ended.wait(0.02):  # two cores are not many
        databases = sorted(root.glob("[!.]*/jobreq.duckdb"))
        if not databases:
            continue
        try:
            with duckdb.connect(databases[-1], read_only=True) as connection:
                answer = connection.execute(QUESTION).fetchone()
            if answer != (True, True, True):
                failures.append(f"{databases[-1]}: {answer}")
        except duckdb.Error as error:
            failures.append(f"{databases[-1]}: {error}")
        opens += 1
    print(json.dumps({"opens": opens, "failures": failures}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""A publisher in a process of its own, for the tests that kill it: publisher.py RESULTS POINT [BYTES]

It publishes RESULTS and kills itself at the point; with BYTES, no file may grow beyond them.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from analysis.build import build
from analysis.errors import AnalysisError
from analysis.publish import publish
from tests.analysis.made import inputs, moment


def main(results: Path, point: str, most_bytes: int = 0) -> None:
    def reached(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def now() -> object:
        reached("loading")
        return moment(1000)

    if most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    try:
        publish(build(results, now=now, inputs=inputs(results)), results, reached=reached)
    except AnalysisError as error:
        sys.exit(f"sentence: {error}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))

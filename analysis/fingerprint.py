"""What a published figure depends on besides the postings: the code and the data of this program."""

import hashlib
from functools import cache
from pathlib import Path

from analysis.vocabulary import DATA

_PROGRAM = Path(__file__).parent
_OTHER = ("results", "sample")  # in data/, and of no influence on a figure


@cache
def fingerprint() -> str:
    """32 hex digits over every module, query and data file; the same for the same program."""
    digest = hashlib.sha256()
    code = [path for pattern in ("*.py", "*.sql") for path in _PROGRAM.rglob(pattern)]
    data = [path for pattern in ("*.csv", "*.toml") for path in DATA.rglob(pattern)]
    for root, paths in ((_PROGRAM, code), (DATA, data)):
        for path in sorted(set(paths)):
            name = path.relative_to(root)
            if name.parts[0] not in _OTHER and not (root == _PROGRAM and name.parts[0] == "data"):
                digest.update(f"{name.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]

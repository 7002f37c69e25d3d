"""The wheel carries the two packages, their SQL and data/, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT


def test_the_wheel_is_the_two_packages_and_the_data(tmp_path: Path) -> None:
    # By hatchling itself, in this environment: no network and no second environment.
    build = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"scraper", "analysis"}
    assert not [name for name in names if name.startswith("analysis/data/results")]
    for package in ("scraper", "analysis"):
        for path in (ROOT / package).rglob("*"):
            if path.suffix in (".py", ".sql", ".html", ".css"):
                assert str(path.relative_to(ROOT)) in names
    for path in (ROOT / "data").rglob("*.*"):
        relative = path.relative_to(ROOT)
        if path.is_file() and relative.parts[1] != "results":
            assert f"analysis/{relative}" in names

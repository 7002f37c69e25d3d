"""`python -m analysis` is `jobreq`."""

from analysis.cli import main

main()

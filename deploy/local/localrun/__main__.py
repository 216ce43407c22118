"""`python -m localrun`."""

from localrun.cli import main

main()

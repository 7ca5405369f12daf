"""Command line entry: `python -m review COMMAND …`."""

import sys

from review.command import main

sys.exit(main(sys.argv[1:]))

"""`python -m wyoming_kokoro` is the command line."""

import sys

from wyoming_kokoro.cli import main

if __name__ == "__main__":
    sys.exit(main())

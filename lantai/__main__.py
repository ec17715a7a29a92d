"""`python -m lantai` is the command `lantai`."""

from __future__ import annotations

import sys

from lantai.cli import main

if __name__ == "__main__":
    sys.exit(main())

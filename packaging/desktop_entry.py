"""The first module of the frozen window."""

from __future__ import annotations

import sys

from tracer_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())

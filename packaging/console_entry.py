"""The first module of the frozen command line."""

from __future__ import annotations

import multiprocessing

from tracer_engine.cli import main

if __name__ == "__main__":
    # A spawned child is this program started again: here it leaves for the work it was made for.
    multiprocessing.freeze_support()
    main()

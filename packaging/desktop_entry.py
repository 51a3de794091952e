"""The first module of the frozen window; on Linux, where one program goes by both names, of the command line too."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

if __name__ == "__main__":
    # A spawned child is this program started again: here it leaves for the work it was made for.
    multiprocessing.freeze_support()
    if Path(sys.argv[0]).name == "tracer":
        from tracer_engine.cli import main as main_of_console

        main_of_console()
    else:
        from tracer_desktop.app import main

        sys.exit(main())

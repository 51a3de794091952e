from __future__ import annotations

from tracer_engine.cli import main

if __name__ == "__main__":
    main()

"""The entry point `tracer-desktop`."""

from __future__ import annotations

import sys


def main() -> int:
    """Say that there is no window yet, and what to use in its place. Returns exit code 2 (wrong usage)."""
    arguments = sys.argv[1:]
    table = next((argument for argument in arguments if not argument.startswith("-")), "customers.csv")
    quoted = f'"{table}"' if " " in table else table
    print(
        "The window is not part of this version of Tracer; the command line does the whole job: "
        f"tracer train {quoted} --out results",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())

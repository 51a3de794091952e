"""Reading, profiling and cleaning beside the fastest parsers: time, memory and ratios in one run, a process each.

    python benchmarks/reading.py [--sizes 1,100,500] [--peers PYTHON] [--only WORDS] [--keep FOLDER] [--file CSV]

Sizes are MB; 2000 and 5000 take their time and disk and are measured on request. The file is telco.csv of
../shared/data drawn again and again with ids of its own, where that is there, else our own sample of customers.

Peers are no part of Tracer: put them into an environment of their own and name its Python, and what is not installed
there is left out, with a word:

    python3 -m venv peers && peers/bin/pip install pandas polars pyarrow duckdb
    python benchmarks/reading.py --peers peers/bin/python

Every line is a process of its own, imports included; the peak is the most memory it ever held (ru_maxrss, in which
pages of a mapped file count). x is the time as a multiple of the best peer of its kind: polars' profile with
approximate distinct counts, the fastest loader, polars' loading and writing again. Wanted at 500 MB: `tracer profile`
within 1.3 x at no more than 600 MB (and no more at 2,000), `read_table` within 1.3 x in time and memory. With repeats
all take turns, so that a busy moment is everybody's, and the least of each counts. Where other programs keep the
processors busy, seconds of wall say little; "x cpu" is then the figure to go by.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
PROJECT = HERE.parent.parent
TELCO = PROJECT.parent / "shared" / "data" / "telco.csv"
BLOCK_ROWS = 20_000


# ---------------------------------------------------------------- what is measured, each in a child


def tracer_read(path: str, _out: str) -> None:
    from tracer_engine.workflow import read_table

    read_table(path)


def tracer_profile(path: str, _out: str) -> None:
    from tracer_engine.cli.front import run_front

    if run_front(["profile", path, "--json"]):
        raise SystemExit(1)


def tracer_clean(path: str, out: str) -> None:
    from tracer_engine.cli.front import run_front

    if run_front(["clean", path, "--out", out, "--json"]):
        raise SystemExit(1)


def polars_load(path: str, _out: str) -> None:
    import polars

    polars.read_csv(path)


def polars_load_text(path: str, _out: str) -> None:
    import polars

    polars.read_csv(path, infer_schema=False)


def _polars_profile(path: str, distinct: str) -> None:
    import polars

    scan = polars.scan_csv(path)
    wanted = []
    for name, kind in scan.collect_schema().items():
        column = polars.col(name)
        wanted += [column.null_count().alias(f"{name} null"), getattr(column, distinct)().alias(f"{name} distinct")]
        if kind.is_numeric():
            wanted += [getattr(column, what)().alias(f"{name} {what}") for what in ("min", "max", "mean", "std")]
    print(scan.select(polars.len().alias("rows"), *wanted).collect(engine="streaming").row(0))


def polars_profile(path: str, _out: str) -> None:
    _polars_profile(path, "approx_n_unique")


def polars_profile_exact(path: str, _out: str) -> None:
    _polars_profile(path, "n_unique")


def polars_rewrite(path: str, out: str) -> None:
    import polars

    polars.scan_csv(path, infer_schema=False).sink_csv(out)


def duckdb_load(path: str, _out: str) -> None:
    import duckdb

    duckdb.connect().execute("create table t as select * from read_csv(?)", [path])


def duckdb_profile(path: str, _out: str) -> None:
    import duckdb

    print(duckdb.connect().execute("summarize select * from read_csv(?)", [path]).fetchall())


def pandas_load(path: str, _out: str) -> None:
    import pandas

    pandas.read_csv(path)


def pyarrow_load(path: str, _out: str) -> None:
    import pyarrow.csv

    pyarrow.csv.read_csv(path)


def csv_module(path: str, _out: str) -> None:
    with Path(path).open(newline="", encoding="utf-8") as file:
        print(sum(1 for _ in csv.reader(file)))


def wc(path: str, _out: str) -> None:
    os.execvp("wc", ["wc", "-l", path])


@dataclass(frozen=True)
class Entry:
    """One line of the table: what is run, with which Python, and beside which other it is set."""

    kind: str
    name: str
    run: Callable[[str, str], None]
    needs: str | None = None
    least: bool = False  # its kind is measured against it, or against the best of those so marked


ENTRIES = (
    Entry("profile", "polars, streaming, approximate", polars_profile, "polars", least=True),
    Entry("profile", "tracer profile", tracer_profile),
    Entry("profile", "polars, streaming, exact", polars_profile_exact, "polars"),
    Entry("profile", "DuckDB, summarize", duckdb_profile, "duckdb"),
    Entry("load", "polars", polars_load, "polars", least=True),
    Entry("load", "tracer read_table", tracer_read),
    Entry("load", "polars, all as text", polars_load_text, "polars", least=True),
    Entry("load", "DuckDB", duckdb_load, "duckdb", least=True),
    Entry("load", "pandas", pandas_load, "pandas", least=True),
    Entry("load", "pyarrow", pyarrow_load, "pyarrow", least=True),
    Entry("clean", "polars, read and written", polars_rewrite, "polars", least=True),
    Entry("clean", "tracer clean", tracer_clean),
    Entry("scan", "Python's csv module", csv_module, least=True),
    Entry("scan", "wc -l", wc),
)


# ---------------------------------------------------------------- measuring


@dataclass(frozen=True)
class Measured:
    """Seconds of wall, seconds of both processors, peak in MB; or why there is nothing to show."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    trouble: str = ""


def measure(entry: Entry, python: str, path: Path, scratch: Path) -> Measured:
    """Run one entry in a process of its own, and tell what it took."""
    command = [python, str(HERE), "--child", str(ENTRIES.index(entry)), str(path), str(scratch / "out.csv")]
    environment = os.environ | {"TRACER_HOME": str(scratch / "home")}
    with (scratch / "said.txt").open("w") as said:
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=environment)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        lines = (scratch / "said.txt").read_text(errors="replace").strip().splitlines()
        return Measured(trouble=lines[-1][:80] if lines else f"ended with {child.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Measured(seconds=seconds, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss * unit / 2**20)


def least(runs: Sequence[Measured]) -> Measured:
    """The least seconds, processor seconds and memory of several runs; a trouble where none went through."""
    sound = [one for one in runs if not one.trouble]
    if not sound:
        return runs[0]
    return Measured(
        seconds=min(one.seconds for one in sound),
        cpu=min(one.cpu for one in sound),
        peak=min(one.peak for one in sound),
    )


def is_there(python: str, module: str) -> bool:
    """Whether an environment has a library."""
    found = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    return found.returncode == 0


def make_file(path: Path, size: float) -> None:
    """A CSV of about `size` MB: rows drawn from a source, each with an id of its own."""
    source = TELCO
    if not source.exists():
        sys.path.insert(0, str(PROJECT))
        from tracer_engine.samples import write_samples

        source = next(iter(write_samples(path.parent / "sample").values()))
    header, *lines = source.read_text(encoding="utf-8-sig").splitlines()
    rests = [line.partition(",")[2] for line in lines]
    draw, number = random.Random(1), 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header + "\n")
        while file.tell() < size * 1e6:
            rows = draw.choices(rests, k=BLOCK_ROWS if size > 5 else 500)
            ids = (f"{number + place:09d}-{draw.choice('ABCDEF')}" for place in range(len(rows)))
            file.write("".join(f"{own},{row}\n" for own, row in zip(ids, rows, strict=True)))
            number += len(rows)


def show(size: float, found: dict[Entry, Measured]) -> None:
    """The table of one file."""
    heads = f"{'seconds':>8}{'cpu':>7}{'MB/s':>7}{'peak MB':>9}{'x time':>8}{'x cpu':>8}{'x peak':>8}"
    print(f"\n{size:,.0f} MB\n{'':43}{heads}")
    for kind in dict.fromkeys(entry.kind for entry in found):
        rivals = [one for entry, one in found.items() if entry.kind == kind and entry.least and not one.trouble]
        rival = min(rivals, key=lambda one: one.seconds, default=None)
        for entry, one in found.items():
            if entry.kind != kind:
                continue
            if one.trouble:
                print(f"{kind:9}{entry.name:34}  {one.trouble}")
                continue
            ratios = ""
            if rival:
                parts = (one.seconds / rival.seconds, one.cpu / rival.cpu, one.peak / rival.peak)
                ratios = "".join(f"{part:8.2f}" for part in parts)
            speed = size / one.seconds
            print(f"{kind:9}{entry.name:34}{one.seconds:8.2f}{one.cpu:7.2f}{speed:7.0f}{one.peak:9,.0f}{ratios}")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1,100,500", help="MB, several with commas")
    parser.add_argument("--peers", default=sys.executable, help="the Python of the environment that has the peers")
    parser.add_argument("--only", default="", help="measure what has one of these words in its name or kind")
    parser.add_argument("--repeats", type=int, default=1, help="the least of so many runs counts")
    parser.add_argument("--keep", type=Path, help="a folder for the files, to be found there the next time")
    parser.add_argument("--file", type=Path, help="this file instead of made ones")
    arguments = parser.parse_args()
    words = arguments.only.split(",")
    wanted = [entry for entry in ENTRIES if any(word in f"{entry.kind} {entry.name}" for word in words)]
    missing = {name for name in {entry.needs for entry in wanted} if name and not is_there(arguments.peers, name)}
    for name in sorted(missing):
        print(f"{name} is not installed for {arguments.peers}: left out.")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        place = arguments.keep or scratch
        place.mkdir(parents=True, exist_ok=True)
        for size in [float(text) for text in arguments.sizes.split(",")] if arguments.file is None else [0.0]:
            path = arguments.file or place / f"reading-{size:g}.csv"
            if not path.exists():
                make_file(path, size)
            shutil.copyfile(path, os.devnull)  # all find it in the system's cache
            runs: dict[Entry, list[Measured]] = {entry: [] for entry in wanted if entry.needs not in missing}
            for _ in range(arguments.repeats):
                for entry, measured in runs.items():
                    python = arguments.peers if entry.needs else sys.executable
                    measured.append(measure(entry, python, path, scratch))
            show(path.stat().st_size / 1e6, {entry: least(measured) for entry, measured in runs.items()})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        entry = ENTRIES[int(sys.argv[2])]
        if entry.needs is None:
            sys.path.insert(0, str(PROJECT))
        entry.run(*sys.argv[3:5])
    else:
        main()

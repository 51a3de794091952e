"""Is any file ever torn, lost or left over? Kills, fills and takes away disks under the real command line.

    python benchmarks/durability.py [kills|full-disk|read-only|vanished|cancel …] [--count N] [--jobs 2] [--named]

kills      `train` and `score` are killed (SIGKILL) at random moments: half anywhere, half while they write. (200)
full-disk  free bytes of a small disk, spread over the model, the report, the scored CSV and the workspace. (40 each)
read-only  folders that may not be written to, from the beginning on or from a random moment on. (10 each)
vanished   folders that are moved away at a random moment. (10 each)
cancel     Cancelled is raised, or False answered from there on, at every step. (every step; N: at most so many)

Wanted: nothing but noughts behind `torn`, `lost`, `left over` and `unclear`. `torn` is a file a user can see that is
neither the old one nor a whole new one; `lost` a run or a file that was there or acknowledged and no longer is;
`left over` whatever lies about after the next start; `unclear` an end without a plain message and exit code.
With --named, files are written under a temporary name, as where there are none without a name; what a kill leaves of
them beside a user's files goes with the next writing there, which then counts as the next start.
Needs Linux; small disks are made with `mount -t tmpfs`, which needs root.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.interruptions import cancel_everywhere
from benchmarks.places import PLACES, full_disk, read_only, vanished
from benchmarks.scenes import OUT_FILES, WRONG, Scene, Tally, forget_runs, run_problems
from tracer_engine.durable_files import sweep_temporary_files


def killed(scene: Scene, number: int, chance: random.Random) -> Tally:
    """Kill one command at a random moment and look at what is there before and after the next start."""
    verb = "train" if number % 2 == 0 else "score"
    aimed = number % 4 >= 2
    tally = Tally(verb, cases=1)
    runs_before, files_before = set(scene.runs()), scene.files()
    arguments = scene.train(chance.randrange(10**6)) if verb == "train" else scene.score(3)
    if verb == "score" and files_before[scene.scored] == scene.new_scores:
        scene.scored.write_bytes(files_before[scene.scored][:1000])  # an old file unlike the new one
        files_before = scene.files()
    process = scene.start(arguments)
    if aimed and process.stderr:
        sign = "Measuring" if verb == "train" else "Scoring"
        next((line for line in process.stderr if sign in line), None)
        time.sleep(chance.uniform(0, 0.45 * scene.seconds[verb]))
    else:
        time.sleep(chance.uniform(0, 1.1 * scene.seconds[verb]))
    process.kill()
    told, _ = process.communicate()
    tally.counts["aimed"] += aimed
    acknowledged = json.loads(told) if told.endswith("}\n") else None
    tally.counts["done before"] += acknowledged is not None

    files = scene.files()
    runs = scene.runs()  # the next start
    if scene.named:
        left = scene.left_over()
        tally.counts["swept by the next writing"] += bool(left)
        for folder in (scene.out, scene.scored.parent):
            sweep_temporary_files(folder)
    tally.note("left over", scene.left_over())
    lost = [f"run {run_id}" for run_id in sorted(runs_before - set(runs))]
    if acknowledged and verb == "train" and acknowledged["run_id"] not in runs:
        lost.append(f"the acknowledged run {acknowledged['run_id']}")
    lost += [f"{path.name}" for path in files_before.keys() - files.keys()]
    torn: list[str] = []
    for run_id in set(runs) - runs_before:
        torn += run_problems(runs[run_id], scene.rows)
        tally.counts["new"] += 1
    kept = {name: {(path / name).read_bytes() for path in runs.values()} for name in OUT_FILES}
    for path, data in files.items():
        if data == files_before.get(path):
            if acknowledged and (verb == "score") == (path == scene.scored):
                lost.append(f"{path.name}, acknowledged")
        elif data not in (kept[path.name] if path.parent == scene.out else {scene.new_scores}):
            torn.append(f"{path.name}, {len(data):,} bytes")
        elif verb == "score":
            tally.counts["new"] += 1
    changed = [path.name for path in files if path.parent == scene.out and files[path] != files_before.get(path)]
    tally.counts["of two trainings"] += 0 < len(changed) < len(OUT_FILES)
    tally.note("lost", lost)
    tally.note("torn", torn)
    forget_runs(scene, runs, keep=3)
    return tally


def in_parallel(folder: Path, jobs: int, cases: Sequence[Callable[[Scene], Tally]], *, named: bool) -> list[Tally]:
    """Run cases on `jobs` workers, each with a scene of its own; tallies by kind."""

    def work(worker: int) -> list[Tally]:
        scene = Scene(folder / f"scene{worker}", named=named)
        return [case(scene) for case in cases[worker::jobs]]

    with ThreadPoolExecutor(jobs) as pool:
        done = list(itertools.chain.from_iterable(pool.map(work, range(jobs))))
    tallies: dict[str, Tally] = {}
    for one in done:
        tallies.setdefault(one.kind, Tally(one.kind)).add(one)
    return list(tallies.values())


def cases_of(kind: str, count: int | None, seed: int) -> list[Callable[[Scene], Tally]]:
    """The cases of one kind, each to be run on a scene."""

    def chance(number: int) -> random.Random:
        return random.Random(f"{kind} {seed} {number}")

    if kind == "kills":
        return [lambda scene, n=n: killed(scene, n, chance(n)) for n in range(count or 200)]  # type: ignore[misc]
    if kind == "full-disk":
        each = count or 40
        return [
            lambda scene, n=n, place=place: full_disk(scene, place, n, each, chance(n))  # type: ignore[misc]
            for n in range(each)
            for place in PLACES
        ]
    places = [place for place in PLACES if place.name != "report"]
    one = read_only if kind == "read-only" else None
    return [
        lambda scene, n=n, place=place: (  # type: ignore[misc]
            one(scene, place, n, chance(n)) if one else vanished(scene, place, chance(n))
        )
        for n in range(count or 10)
        for place in places
    ]


def print_tallies(tallies: Sequence[Tally]) -> None:
    """One line a kind, then whatever went wrong."""
    print(f"{'':<28}{'cases':>7}" + "".join(f"{what:>11}" for what in WRONG) + "  of which")
    for tally in tallies:
        more = ", ".join(f"{what} {n}" for what, n in sorted(tally.counts.items()) if what not in WRONG and n)
        print(
            f"{tally.kind:<28}{tally.cases:>7}" + "".join(f"{tally.counts[what]:>11}" for what in WRONG) + f"  {more}"
        )
    for note in itertools.chain.from_iterable(tally.notes for tally in tallies):
        print("  " + note)


def main() -> int:
    kinds = ("kills", "full-disk", "read-only", "vanished", "cancel")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(kinds)}; all unless told")
    parser.add_argument("--count", type=int, help="cases of each kind (see above for what is usual)")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--named", action="store_true")
    arguments = parser.parse_args()
    if unknown := set(arguments.kinds) - set(kinds):
        parser.error(f"there are no cases called {', '.join(sorted(unknown))}")
    wrong = 0
    for kind in arguments.kinds or kinds:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="durability-") as scratch:
            if kind == "cancel":
                tallies = cancel_everywhere(Path(scratch), arguments.count or 10**6)
            else:
                cases = cases_of(kind, arguments.count, arguments.seed)
                tallies = in_parallel(Path(scratch), arguments.jobs, cases, named=arguments.named)
        print_tallies(tallies)
        print(f"  ({kind}: {time.monotonic() - started:.0f} s)", flush=True)
        wrong += sum(tally.wrong for tally in tallies)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Disks that are full and folders that may not be written to, or vanish, under the real command line."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scenes import (
    RUN_FILES,
    Scene,
    Tally,
    forget_runs,
    forget_runs_of,
    message_problems,
    run_problems,
)

DISK_BYTES = 8 << 20
# Where root may write everywhere, it gives that up.
OBEDIENT = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """An empty disk of 8 MiB mounted at `place`. Raises OSError where that is not allowed."""
    place.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", str(place)], check=False)
    if mounted.returncode:
        raise PermissionError("A small disk cannot be mounted here.")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill_disk(place: Path, free: int) -> Path:
    """Fill the disk at `place` up to `free` bytes (whole pages); returns the file that fills it."""
    filler = place / "filler"
    state = os.statvfs(place)
    taken = state.f_bavail * state.f_frsize - free
    with filler.open("wb") as file:
        file.write(b"\0" * max(0, taken))
    return filler


@dataclass(frozen=True)
class Place:
    """A place results go to: the files in it in the order they are written, and the command that writes them."""

    name: str
    folder: Callable[[Scene], Path]
    command: Callable[[Scene, int], list[str]]
    first: tuple[str, ...]  # written before
    files: tuple[str, ...]  # the ones meant


PLACES = (
    Place("model", lambda s: s.out, lambda s, n: s.train(n), (), ("model.tracer",)),
    Place("report", lambda s: s.out, lambda s, n: s.train(n), ("model.tracer",), ("report.html", "report.json")),
    Place("scored CSV", lambda s: s.scored.parent, lambda s, _: s.score(3), (), ("scored.csv",)),
    Place("workspace", lambda s: s.home, lambda s, n: s.train(n), (), RUN_FILES),
)


def move_to_disk(scene: Scene, place: Place, disk: Path) -> None:
    """Have the scene's folder stand on the disk, with all it holds."""
    folder = place.folder(scene)
    target = disk / folder.name
    shutil.copytree(folder, target, symlinks=True)
    if folder == scene.home:
        scene.home = target
    elif folder == scene.out:
        scene.out = target
    else:
        scene.scored = target / scene.scored.name


def sizes(scene: Scene, place: Place) -> tuple[int, int]:
    """Bytes written before the files meant, and bytes of those."""
    folder = place.folder(scene)
    if place.name == "workspace":
        folder = next(iter(sorted((folder / "runs").glob("[!.]*"))))
    if place.name == "scored CSV":
        return 0, len(scene.new_scores)
    first, meant = ([(folder / name).stat().st_size for name in names] for names in (place.first, place.files))
    return sum(size + -size % 4096 for size in first), sum(meant)


def full_disk(scene: Scene, place: Place, number: int, count: int, chance: random.Random) -> Tally:
    """One command whose results meet a full disk at the `number`th of `count` offsets."""
    tally = Tally(f"full disk: {place.name}", cases=1)
    before_scene = scene.home, scene.out, scene.scored
    disk = scene.folder / "disk"
    with small_disk(disk):
        try:
            move_to_disk(scene, place, disk)
            before, meant = sizes(scene, place)
            offset = meant * number // count
            runs, files = scene.runs(), scene.files()
            filler = fill_disk(disk, before + offset)
            done = scene.run(*place.command(scene, chance.randrange(10**6)))
            tally.note("unclear", message_problems(done, [4]))
            if "disk is full" not in done.stderr:
                tally.note("unclear", [f"the message does not say why: {done.stderr.strip()[-200:]}"])
            tally.note("left over", [path for path in scene.left_over() if path != "filler"])
            filler.unlink()
            _compare(scene, runs, files, tally, grows=place.folder(scene) != scene.home)
        finally:
            forget_runs_of(before_scene[0])
            scene.home, scene.out, scene.scored = before_scene
    return tally


def _compare(scene: Scene, runs: dict[str, Path], files: dict[Path, bytes], tally: Tally, *, grows: bool) -> None:
    """After a refusal: the old files to the byte, the old runs whole, and no other run but where it is safe."""
    now_runs, now = scene.runs(), scene.files()
    tally.note("left over", scene.left_over())
    tally.note("lost", [path.name for path in files.keys() - now.keys()])
    tally.note("torn", [path.name for path in files if path in now and now[path] != files[path]])
    tally.note("lost", [f"run {run_id}" for run_id in runs.keys() - now_runs.keys()])
    if not grows and now_runs.keys() - runs.keys():
        tally.note("torn", ["a run was kept after a refusal"])
    for run_id in now_runs:
        tally.note("torn", run_problems(now_runs[run_id], scene.rows))


def read_only(scene: Scene, place: Place, number: int, chance: random.Random) -> Tally:
    """One command whose folder may not be written to: at even numbers from the start, else from a moment on."""
    tally = Tally(f"read-only: {place.name}", cases=1)
    folders = [place.folder(scene), *([scene.home / "runs"] if place.name == "workspace" else [])]
    runs, files = scene.runs(), scene.files()
    if os.geteuid() == 0:
        scene.prefix = OBEDIENT
    try:
        process = None
        if number % 2:
            process = scene.start(place.command(scene, chance.randrange(10**6)))
            time.sleep(chance.uniform(0.2, 0.8) * scene.seconds["score" if place.name == "scored CSV" else "train"])
        for folder in folders:
            folder.chmod(0o500)
        process = process or scene.start(place.command(scene, chance.randrange(10**6)))
        told, said = process.communicate()
    finally:
        scene.prefix = ()
        for folder in folders:
            folder.chmod(0o700)
    done = subprocess.CompletedProcess(process.args, process.returncode, told, said)
    tally.note("unclear", message_problems(done, [4, 0] if number % 2 else [4]))
    tally.counts["refused"] += done.returncode == 4
    if done.returncode == 4:
        _compare(scene, runs, files, tally, grows=place.name != "workspace")
    forget_runs(scene, scene.runs(), keep=1)
    return tally


def vanished(scene: Scene, place: Place, chance: random.Random) -> Tally:
    """One command whose folder is moved away at a random moment, and put back afterwards."""
    tally = Tally(f"vanished: {place.name}", cases=1)
    folder = place.folder(scene)
    away = folder.with_name(f"{folder.name}-away")
    runs, files = scene.runs(), scene.files()
    process = scene.start(place.command(scene, chance.randrange(10**6)))
    time.sleep(chance.uniform(0.1, 0.9) * scene.seconds["score" if place.name == "scored CSV" else "train"])
    folder.rename(away)
    told, said = process.communicate()
    if folder.exists():
        shutil.rmtree(folder)  # made anew by the command, which could not know
    away.rename(folder)
    done = subprocess.CompletedProcess(process.args, process.returncode, told, said)
    tally.note("unclear", message_problems(done, [4, 0]))
    tally.counts["refused"] += done.returncode == 4
    if done.returncode == 4:
        _compare(scene, runs, files, tally, grows=place.name != "workspace")
    forget_runs(scene, scene.runs(), keep=1)
    return tally

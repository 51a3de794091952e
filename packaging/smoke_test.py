"""Try the built program as a user would have it: no Python, no network, a home folder with umlauts.

    python packaging/smoke_test.py [FOLDER] [--keep FOLDER] [--no-firewall]

FOLDER holds `tracer` and `tracer-desktop` (default: what build.py made in dist). Standard library only. The network is
taken away: on Linux by a network namespace of its own that has nothing but the loopback, with every `connect` recorded
where strace is there; on macOS by a sandbox; on Windows by a rule of the firewall (needs an administrator, as on a
build server; `--no-firewall` does without). In `--keep` stand the pictures of the window. Ends with 1 at the first
thing that is not as it should be.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINDOWS, MACOS = sys.platform == "win32", sys.platform == "darwin"
INSIDE = "TRACER_SMOKE_INSIDE"
HOME = "Zoë Müller 数据"
PATIENCE = 900
STARTS = 5
RULE = "Tracer smoke test"
SANDBOX = """(version 1) (allow default) (deny network-outbound (remote ip))
(allow network-outbound (remote ip "localhost:*"))"""
VERSION = re.search(r'VERSION = "(.+)"', (ROOT / "tracer_engine" / "version.py").read_text(encoding="utf-8"))[1]
ADDRESS = re.compile(r"(?:connect|sendto)\(.*?(?:sin_addr=inet_addr\(\"|inet_pton\(AF_INET6, \")([^\"]+)")


def check(told: str, good: object) -> None:
    """Say it, and end where it is not so."""
    print(f"{'ok' if good else 'NOT SO'}: {told}", flush=True)
    if not good:
        raise SystemExit(1)


# ---------------------------------------------------------------- without a network


def without_network(told: list[str], trace: Path) -> int:
    """Run this script once more where nothing but this computer can be reached; returns its exit code."""
    command = [sys.executable, str(Path(__file__).resolve()), *told]
    environment = os.environ | {INSIDE: "1"}
    if MACOS:
        return subprocess.call(["sandbox-exec", "-p", SANDBOX, *command], env=environment)
    if WINDOWS:
        return subprocess.call(command, env=environment)
    space = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    traced = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto", "-o", str(trace)]
    code = subprocess.call([*space, *(traced if shutil.which("strace") else []), *command], env=environment)
    if code == 0 and trace.exists():
        asked = set(ADDRESS.findall(trace.read_text(encoding="utf-8", errors="replace")))
        check(f"no connection out of this computer was tried (asked for: {', '.join(sorted(asked)) or 'none'})",
              all(address.startswith("127.") or address == "::1" for address in asked))  # fmt: skip
    return code


def raise_loopback() -> None:
    """In a new network namespace even the loopback is down."""
    import fcntl
    import socket
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        up = struct.pack("16sh", b"lo", 1)  # IFF_UP, of Linux's if.h
        fcntl.ioctl(control, 0x8914, up)  # SIOCSIFFLAGS
    others = [name for _, name in socket.if_nameindex() if name != "lo"]
    check(f"there is no network but the loopback (others: {', '.join(others) or 'none'})", not others)


def firewall(program: Path, *, on: bool) -> None:
    """Windows: no connection out for this program."""
    rule = ["netsh", "advfirewall", "firewall", "add" if on else "delete", "rule", f"name={RULE}"]
    more = ["dir=out", "action=block", f"program={program}", "enable=yes"] if on else []
    done = subprocess.run([*rule, *more], capture_output=True, check=False)
    if on:
        check(f"the firewall keeps {program.name} from the network", done.returncode == 0)


# ---------------------------------------------------------------- the program


class Frozen:
    """The two programs, in a home of their own."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        ending = ".exe" if WINDOWS else ""
        self.console, self.window = folder / f"tracer{ending}", folder / f"tracer-desktop{ending}"
        self.home = scratch / HOME
        temporary = self.home / "temp"
        temporary.mkdir(parents=True)
        # Nothing of the Python that runs this, and no screen.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRACER", "XDG_"))}
        ours = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "TZ": "Europe/Zurich"}
        # The last one: Windows tells programs the user's folder without asking the environment; platformdirs asks it.
        names = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA")
        homes = dict.fromkeys(names, str(self.home))
        self.environment = kept | ours | homes | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))

    def run(self, program: Path, *told: object) -> subprocess.CompletedProcess[str]:
        """To its end; its words are UTF-8."""
        command = [str(program), *map(str, told)]
        environment = self.environment | {"PYTHONUTF8": "1"}
        return subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE,
            cwd=self.home, check=False,
        )  # fmt: skip

    def tracer(self, *told: object) -> str:
        """What the command line answers."""
        done = self.run(self.console, *told)
        words = " ".join(map(str, told))
        check(f"tracer {words}", done.returncode == 0) if done.returncode == 0 else fail(words, done)
        return done.stdout

    def photograph(self, out: Path) -> tuple[float, dict[str, object]]:
        """The window opened as a user opens it: seconds to its first picture, and what it says of itself."""
        began = time.time()
        done = self.run(self.window, "--photograph", out)
        if done.returncode:
            fail("the window", done)
        told = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
        return told["painted"] - began, told


def fail(words: str, done: subprocess.CompletedProcess[str]) -> None:
    raise SystemExit(f"NOT SO: {words} ended with {done.returncode}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")


def names_in_source(folder: str, record: str) -> int:
    """How many modules of the source hold such a record."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "tracer_engine" / folder).glob("*.py"))
    return sum(bool(re.search(rf"^{record}\b.*=", text, flags=re.MULTILINE)) for text in texts)


def try_command_line(frozen: Frozen) -> None:
    """The whole job of a user, without the window."""
    home = frozen.home
    check(f"the version is {VERSION}", VERSION in frozen.tracer("--version"))
    listed = json.loads(frozen.tracer("blueprints", "list", "--json"))
    blueprints = listed if isinstance(listed, list) else listed["blueprints"]
    check(f"{len(blueprints)} blueprints are there", len(blueprints) >= names_in_source("blueprints", "BLUEPRINT"))
    frozen.tracer("sample", home / "sample", "--rows", "1000")
    table, later = home / "sample" / "customers.csv", home / "sample" / "customers_next_month.csv"
    frozen.tracer("train", table, "--effort", "quick", "--out", home / "results")
    for name in ("model.tracer", "report.html", "report.json", "scores.csv"):
        check(f"{name} was written", (home / "results" / name).stat().st_size > 1000)
    frozen.tracer("score", home / "results" / "model.tracer", later, "--out", home / "scored.csv")
    with (home / "scored.csv").open(encoding="utf-8-sig", newline="") as read:
        rows = list(csv.DictReader(read))
    scores = [float(row["churn_probability"]) for row in rows]
    check(f"{len(rows)} customers have a probability and a reason",
          rows and all(0 < score < 1 for score in scores) and all(row["churn_reason_1"] for row in rows))  # fmt: skip


def try_endpoint(frozen: Frozen) -> None:
    """The endpoint, started by the console program."""
    command = [str(frozen.console), "serve", "--json"]
    with subprocess.Popen(command, env=frozen.environment, stdout=subprocess.PIPE, cwd=frozen.home) as server:
        try:
            assert server.stdout is not None
            address = json.loads(server.stdout.readline())["address"]
            connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=60)
            connection.request("GET", "/health")
            told = json.loads(connection.getresponse().read())
            connection.close()
            check(f"the endpoint answers /health: {told}", told["status"] == "ok")
        finally:
            server.terminate()
            server.wait(60)


def try_window(frozen: Frozen, keep: Path) -> None:
    """The window: opened and photographed; then all of its pages, with the engine's process killed under it."""
    seconds, told = frozen.photograph(keep / "window.png")
    check(f"the window opened ({seconds:.1f} s) and was photographed", told["saved"] and told["strips"] == [])
    times = sorted(frozen.photograph(keep / "again.png")[0] for _ in range(STARTS))
    print(f"    first picture after {times[len(times) // 2]:.2f} s (median of {STARTS}, {times[0]:.2f} at best)")
    done = frozen.run(frozen.window, "--selftest", "--json", "--keep", keep)
    told = json.loads((keep / "selftest.json").read_text(encoding="utf-8"))
    for step in told["steps"]:
        print(f"    {step['seconds']:6.1f} s  {step['step']}: {step['error'] or step['found']}")
    check("every step of the self-test passed", told["ok"] and done.returncode == 0)
    parts = next(step["found"] for step in told["steps"] if step["step"] == "parts")
    learners = parts.partition("learners ")[2].split(", ")
    check(f"{len(learners)} learners are there", len(learners) == names_in_source("learners", "LEARNER"))


def try_crash(frozen: Frozen, keep: Path) -> None:
    """A window that breaks down: the next one says so, with what is known of it."""
    folders = [path.parent for path in frozen.home.rglob("window-crashes.log")]
    check("the window keeps a log", len(folders) == 1)
    mark = folders[0] / "window-open.json"
    with subprocess.Popen([str(frozen.window)], env=frozen.environment, cwd=frozen.home) as window:
        until = time.monotonic() + 60
        while not mark.exists() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1)
        check("a window is open", mark.exists() and window.poll() is None)
        if WINDOWS:
            window.kill()
        else:
            window.send_signal(signal.SIGSEGV)
        window.wait(60)
    log = (folders[0] / "window-crashes.log").read_text(encoding="utf-8")
    check("where it broke down is in the log", WINDOWS or "Segmentation fault" in log)
    _, told = frozen.photograph(keep / "after_a_crash.png")
    check(f"the next start says so: {told['strips']}", len(told["strips"]) == 1)
    _, told = frozen.photograph(keep / "again.png")
    check("the start after that says nothing", told["strips"] == [])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    usual = ROOT / "dist" / ("Tracer.app/Contents/MacOS" if MACOS else "tracer")
    parser.add_argument("folder", type=Path, nargs="?", default=usual)
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "smoke", help="where the pictures go")
    parser.add_argument("--no-firewall", action="store_true", help="Windows: leave the network there")
    told = parser.parse_args()
    # A terminal of Windows may not have the letters of that home.
    sys.stdout.reconfigure(errors="backslashreplace", line_buffering=True)
    keep = told.keep.resolve()
    keep.mkdir(parents=True, exist_ok=True)
    if INSIDE not in os.environ:
        more = ["--no-firewall"] if told.no_firewall else []
        return without_network([str(told.folder), "--keep", str(keep), *more], keep / "connections.txt")
    if sys.platform == "linux":
        raise_loopback()
    with tempfile.TemporaryDirectory(prefix="tracer-smoke-", ignore_cleanup_errors=True) as scratch:
        frozen = Frozen(told.folder.resolve(), Path(scratch))
        programs = (frozen.console, frozen.window) if WINDOWS and not told.no_firewall else ()
        try:
            for program in programs:
                firewall(program, on=True)
            try_command_line(frozen)
            try_endpoint(frozen)
            try_window(frozen, keep)
            try_crash(frozen, keep)
        finally:
            if programs:
                firewall(frozen.console, on=False)
    (keep / "again.png").unlink(missing_ok=True)
    (keep / "again.json").unlink(missing_ok=True)
    print("The built program does all of it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Install, upgrade and uninstall silently, and look at the disk and the registry after each.

    python packaging/windows/try_setup.py OLDER-Setup.exe NEWER-Setup.exe

Both set-ups may be the same. On Windows as it is; elsewhere under wine: `TRACER_WINE` is the command that runs a
program (default: `wine`), `TRACER_DRIVE_C` the folder that is its drive C. Once to a folder with spaces and umlauts,
once to the usual one. Ends with 1 at the first thing that is not as it should be.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path, PureWindowsPath

WINDOWS = sys.platform == "win32"
WINE = [] if WINDOWS else shlex.split(os.environ.get("TRACER_WINE", "wine"))
DRIVE_C = Path(os.environ.get("TRACER_DRIVE_C", Path.home() / ".wine" / "drive_c"))
PATIENCE = 120
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Tracer"
OURS = (
    UNINSTALL,
    r"HKCU\Software\Tracer",
    r"HKCU\Software\Classes\.tracer",
    r"HKCU\Software\Classes\Tracer.Model",
    r"HKCU\Software\Classes\Tracer.Table",
    r"HKCU\Software\Classes\Applications\tracer-desktop.exe",
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\App Paths\tracer.exe",
)
OPEN_WITH = r"HKCU\Software\Classes\.csv\OpenWithProgids"
CSV = r"HKCU\Software\Classes\.csv"


def run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """A Windows program, to its end."""
    # As in a terminal of Windows; wine's is an American one.
    words = {"encoding": "oem" if WINDOWS else "cp437", "errors": "replace"}
    done = subprocess.run([*WINE, *command], capture_output=True, check=False, **words)
    if check and done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done


def set_up(program: str, folder: PureWindowsPath | None = None) -> None:
    """Install silently. NSIS wants `/D=` as the last and without quotes, spaces or not."""
    words = [program, "/S", *(f"/D={folder}".split(" ") if folder else [])]
    if WINDOWS:
        subprocess.run(" ".join((f'"{program}"', *words[1:])), check=True)
    else:
        run(*words)


def here(path: PureWindowsPath) -> Path:
    """Where this Python finds a path of Windows's drive C."""
    return Path(path) if WINDOWS else DRIVE_C / Path(*path.parts[1:])


def value(key: str, name: str = "") -> str | None:
    """A text of the registry; None where it is not there."""
    done = run("reg", "query", key, *(["/v", name] if name else ["/ve"]), check=False)
    lines = [line for line in done.stdout.splitlines() if "REG_SZ" in line]
    return lines[0].partition("REG_SZ")[2].strip() if done.returncode == 0 and lines else None


def there(key: str) -> bool:
    """Whether the registry has a key."""
    return run("reg", "query", key, check=False).returncode == 0


def check(told: str, good: bool) -> None:
    """Say it, and end where it is not so."""
    print(f"{'ok' if good else 'NOT SO'}: {told}", flush=True)
    if not good:
        raise SystemExit(1)


def local_data() -> PureWindowsPath:
    told = run("cmd", "/c", "echo", "%LOCALAPPDATA%").stdout.strip()
    return PureWindowsPath(told)


def look(folder: PureWindowsPath, when: str) -> None:
    """What has to be there once it is installed."""
    window = folder / "tracer-desktop.exe"
    check(f"{when}: both programs and the uninstaller are in {folder}",
          all(here(folder / name).is_file() for name in (window.name, "tracer.exe", "uninstall.exe")))  # fmt: skip
    done = run(str(folder / "tracer.exe"), "--version", check=False)
    check(f"{when}: the console program runs: {done.stdout.strip()}", done.returncode == 0)
    check(f"{when}: .tracer is ours", value(r"HKCU\Software\Classes\.tracer") == "Tracer.Model")
    command = f'"{window}" "%1"'
    for name in ("Tracer.Model", "Tracer.Table", r"Applications\tracer-desktop.exe"):
        opens = value(rf"HKCU\Software\Classes\{name}\shell\open\command")
        check(f"{when}: {name} opens in the window", opens == command)
    check(f"{when}: .csv has Tracer under Open with", value(OPEN_WITH, "Tracer.Table") is not None)
    check(f"{when}: what opens .csv is as it was", value(CSV) == "somebody.else")
    check(f"{when}: it is among the installed programs", bool(value(UNINSTALL, "DisplayVersion")))
    shown = list(here(local_data().parent / "Roaming" / "Microsoft" / "Windows" / "Start Menu").rglob("Tracer.lnk"))
    check(f"{when}: it is in the Start menu", len(shown) == 1)


def uninstall(folder: PureWindowsPath, workspace: Path) -> None:
    """Silently, and nothing left but the workspace and what was not ours."""
    run(str(folder / "uninstall.exe"), "/S")
    # It goes on as a copy of itself, so that it can delete itself.
    until = time.monotonic() + PATIENCE
    while here(folder / "uninstall.exe").exists() and time.monotonic() < until:
        time.sleep(0.2)
    while any(map(there, OURS)) and time.monotonic() < until:
        time.sleep(0.2)
    check("uninstalled: no key of ours is left", not [key for key in OURS if there(key)])
    check("uninstalled: .csv has nothing of ours, and is as it was",
          value(OPEN_WITH, "Tracer.Table") is None and value(CSV) == "somebody.else")  # fmt: skip
    check("uninstalled: the workspace is kept", (workspace / "runs" / "a run" / "run.json").is_file())
    menu = here(local_data().parent / "Roaming" / "Microsoft" / "Windows" / "Start Menu")
    check("uninstalled: nothing is in the Start menu", not list(menu.rglob("Tracer.lnk")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("older")
    parser.add_argument("newer")
    told = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace", line_buffering=True)
    data = local_data()
    workspace = here(data / "tracer")
    (workspace / "runs" / "a run").mkdir(parents=True, exist_ok=True)
    (workspace / "runs" / "a run" / "run.json").write_text("{}", encoding="utf-8")
    run("reg", "add", CSV, "/ve", "/d", "somebody.else", "/f")

    odd = PureWindowsPath(r"C:\Prögramme für alle\Tracer")
    set_up(told.older, odd)
    look(odd, "installed")
    note = here(odd / "a note of the user's.txt")
    note.write_text("not ours", encoding="utf-8")
    left = here(odd / "_internal" / "of the older version.dll")
    left.write_text("old", encoding="utf-8")
    set_up(told.newer)
    look(odd, "upgraded in place")
    check("upgraded in place: nothing of the older version is left", not left.exists())
    uninstall(odd, workspace)
    check("uninstalled: a file that is not ours is kept", [note] == list(here(odd).rglob("*")))
    note.unlink()

    usual = data / "Programs" / "Tracer"
    set_up(told.newer)
    look(usual, "installed at the usual place")
    uninstall(usual, workspace)
    check("uninstalled: the folder is gone", not here(usual).exists())
    run("reg", "delete", CSV, "/f")


if __name__ == "__main__":
    main()

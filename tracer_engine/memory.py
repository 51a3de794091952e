"""How much memory there is to be had, and what reading a file will take of it: estimates, before the work begins."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import zipfile
from pathlib import Path

from tracer_engine.errors import InputError

LIMIT_VARIABLE = "TRACER_MEMORY_LIMIT_MB"
"""Environment variable: take no more than so many megabytes, however much there is."""
SHARE = 0.8
"""Of what is free, other programs and the working of ours get the rest."""

# Measured: a cell of text takes 50 to 90 bytes while a table is read, beside the text itself.
_BYTES_A_CELL = 60
_TEXT_COPIES = 2
_WORKBOOK_FACTOR = 6
_PARQUET_FACTOR = 12
_HEAD = 1 << 16


def available_bytes() -> int | None:
    """Memory that a program can have now without others being pushed out; None where the system does not tell."""
    free = _free_bytes()
    told = os.environ.get(LIMIT_VARIABLE, "")
    if told.isdecimal():
        limit = int(told) << 20
        return limit if free is None else min(limit, free)
    return free


def _free_bytes() -> int | None:
    if sys.platform == "win32":
        return _free_on_windows()
    if sys.platform == "darwin":
        return _free_on_mac()
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
        free = next(int(line.split()[1]) << 10 for line in told.splitlines() if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return None
    return min(free, _free_in_container(free))


def _free_in_container(otherwise: int) -> int:
    """What a container's own limit leaves; `otherwise` where there is none."""
    try:
        folder = Path("/sys/fs/cgroup")
        limit = int((folder / "memory.max").read_text(encoding="ascii"))
        return max(0, limit - int((folder / "memory.current").read_text(encoding="ascii")))
    except (OSError, ValueError):
        return otherwise


def _free_on_windows() -> int | None:
    # A MEMORYSTATUSEX of 64 bytes: its own size, then, from byte 16 on, what is free of the physical memory.
    status = ctypes.create_string_buffer(struct.pack("<I60x", 64), 64)
    library = getattr(ctypes, "windll").kernel32  # noqa: B009 - known on Windows alone
    if not library.GlobalMemoryStatusEx(status):
        return None
    return int(struct.unpack_from("<Q", status.raw, 16)[0])


def _free_on_mac() -> int | None:
    """Half of what is built in: macOS keeps nearly all memory in use, and gives back what is asked for."""
    size, length = ctypes.c_uint64(0), ctypes.c_size_t(8)
    library = ctypes.CDLL(None)
    if library.sysctlbyname(b"hw.memsize", ctypes.byref(size), ctypes.byref(length), None, 0):
        return None
    return int(size.value // 2)


def reading_bytes(path: Path, *, streamed: bool = False) -> int:
    """About how much memory it takes to read a file as a table; 0 where the file cannot be looked into.

    `streamed`: block by block, which only a workbook cannot be.
    """
    if not path.is_file():  # what comes through a pipe can be read once only
        return 0
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if head.startswith(b"PK"):
            with zipfile.ZipFile(path) as book:
                return _WORKBOOK_FACTOR * sum(entry.file_size for entry in book.infolist())
    except (OSError, zipfile.BadZipFile):
        return 0
    if streamed:
        return 0
    if head.startswith(b"PAR1"):
        return _PARQUET_FACTOR * size
    ends = head.count(b"\n") + max(head.count(mark) for mark in (b",", b";", b"\t", b"|"))
    return int(size * (_TEXT_COPIES + _BYTES_A_CELL * ends / max(1, len(head))))


def can_be_thinned(path: Path) -> bool:
    """Whether a file can be read block by block, only some of its rows kept; neither a workbook nor a pipe can."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return not file.read(4).startswith(b"PK")
    except OSError:
        return False


def rows_about(path: Path) -> float:
    """About how many rows a text file has, from the lines at its beginning."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    lines = max(1, head.count(b"\n"), head.count(b"\r"))
    return path.stat().st_size * lines / max(1, len(head))


def refuse_what_cannot_be_read(path: Path, *, streamed: bool = False) -> None:
    """Raises InputError where a file is so large that its table would not fit into the memory there is."""
    available = available_bytes()
    needed = reading_bytes(path, streamed=streamed)
    if available is not None and needed > SHARE * available:
        raise InputError(
            f"{path.name} is too large to be read here: that takes about {megabytes(needed)} of memory, "
            f"and {megabytes(available)} are free.",
            remedy="Close other programs, use a computer with more memory, or make a file of fewer rows or columns.",
        )


def megabytes(size: float) -> str:
    """A number of bytes for people: "350 MB", "4.2 GB"."""
    return f"{size / 2**20:,.0f} MB" if size < 2**30 else f"{size / 2**30:,.1f} GB"

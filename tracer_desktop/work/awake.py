"""Keeps the computer from going to sleep while a training goes on; where that cannot be done, nothing is said."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QStandardPaths

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001
Command = tuple[str, list[str]]


def keeping_command(platform: str, process_id: int) -> Command | None:
    """The program that keeps this system awake for as long as a process lives; None where there is none to call."""
    if platform == "darwin":
        return "caffeinate", ["-i", "-w", str(process_id)]
    if platform.startswith("linux"):
        # It would outlive a Tracer that was killed, did it not watch it.
        waiting = ["tail", f"--pid={process_id}", "-f", "/dev/null"]
        told = ["--what=sleep:idle", "--who=Tracer", "--why=A model is being trained", "--mode=block"]
        return "systemd-inhibit", [*told, *waiting]
    return None


class Awake(QObject):
    """`hold` and `release`; both can be called again and again."""

    def __init__(self, parent: QObject | None = None, *, platform: str = sys.platform) -> None:
        super().__init__(parent)
        self._platform = platform
        self._process: QProcess | None = None
        self._held = False

    @property
    def is_held(self) -> bool:
        """Whether the system is being kept awake, as far as that can be known."""
        running = self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning
        return running or self._held

    def hold(self) -> None:
        """Keep the system awake from now on."""
        if self.is_held:
            return
        if self._platform == "win32":
            self._held = _tell_windows(_CONTINUOUS | _SYSTEM_REQUIRED)
            return
        command = keeping_command(self._platform, os.getpid())
        program = QStandardPaths.findExecutable(command[0]) if command else ""
        if command is None or not program:
            return
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.start(program, command[1])

    def release(self) -> None:
        """Let it sleep again."""
        if self._held:
            self._held = False
            _tell_windows(_CONTINUOUS)
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            # At once, for it was killed; a process that is not waited for is complained about.
            process.waitForFinished(1000)
            process.deleteLater()


def _tell_windows(state: int) -> bool:
    windll = __import__("ctypes").__dict__.get("windll")
    if windll is None:
        return False
    tell: Callable[[int], int] = windll.kernel32.SetThreadExecutionState
    return bool(tell(state))

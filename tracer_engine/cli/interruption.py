"""Ctrl-C and being told to end: once finishes early, twice cancels."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from tracer_engine.progress import Cancelled

FINISHING = "\nFinishing early with the best so far. Press Ctrl-C again to cancel and keep nothing.\n"
CANCELLING = "\nCancelling.\n"


@dataclass(kw_only=True)
class Interruption:
    """What the user has asked for so far. `keeps_best`: there is something to keep when finishing early."""

    keeps_best: bool
    finish_early: bool = False
    cancelled: bool = False

    def check(self) -> bool:
        """True to go on, False to finish early. Raises Cancelled when nothing is to be kept."""
        if self.cancelled:
            raise Cancelled
        return not self.finish_early

    def on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """Handles Ctrl-C."""
        if self.keeps_best and not self.finish_early:
            self.finish_early = True
            _tell(FINISHING)
        else:
            self._cancel()

    def on_terminate(self, _number: int, _frame: FrameType | None) -> None:
        """Handles SIGTERM: somebody wants the process gone, and will not wait for the best so far."""
        self._cancel()

    def _cancel(self) -> None:
        if self.cancelled:
            # Asked for once more while the work is being unwound: what is left over is swept at the next start.
            os._exit(130)
        self.cancelled = True
        _tell(CANCELLING)
        # Raised here as well, not only at the next step: a long fit may lie between.
        raise Cancelled


def _tell(text: str) -> None:
    # Not through sys.stderr: a handler may run in the middle of a write to it.
    with contextlib.suppress(OSError):
        os.write(2, text.encode())


@contextlib.contextmanager
def watch_interruption(*, keeps_best: bool = False) -> Iterator[Interruption]:
    """Handles Ctrl-C and SIGTERM inside the `with` block; the handlers before it are put back."""
    interruption = Interruption(keeps_best=keeps_best)
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread may set handlers; whoever runs us in another one has their own way to stop.
        yield interruption
        return
    if keeps_best:
        # On import polars adds a handler of its own, which ends what it does with KeyboardInterrupt: in the middle of a
        # training that would be a cancel. Handlers set after it replace it.
        importlib.import_module("polars")
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, interruption.on_interrupt),
        signal.SIGTERM: signal.signal(signal.SIGTERM, interruption.on_terminate),
    }
    try:
        yield interruption
    except KeyboardInterrupt:
        # polars, imported in here, sees Ctrl-C by itself and ends what it does in this way.
        raise Cancelled from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

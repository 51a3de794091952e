from __future__ import annotations

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from tracer_desktop.work.garbage import GarbageKeeper


class Ring:
    """Something that only the collector can take apart; tells in which thread that happened."""

    def __init__(self, ends: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


def test_cycles_end_in_the_windows_thread_whoever_allocates(qtbot: QtBot) -> None:
    ends: list[int] = []
    keeper = GarbageKeeper()
    try:
        assert not gc.isenabled()

        def allocate() -> None:
            for _ in range(50):
                Ring(ends)
            hoard = [[] for _ in range(200_000)]  # type: ignore[var-annotated]
            del hoard

        thread = threading.Thread(target=allocate)
        thread.start()
        thread.join()
        assert ends == []
        rings = [[] for _ in range(5_000)]  # type: ignore[var-annotated]
        qtbot.waitUntil(lambda: len(ends) == 50, timeout=10_000)
        assert set(ends) == {threading.get_ident()}
        del rings
    finally:
        keeper.close()

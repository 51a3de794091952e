from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from tracer_desktop.work.thread_task import ThreadTask, _running


class Asker(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[object, bool]] = []

    def take(self, value: object) -> None:
        self.told.append((value, threading.current_thread() is threading.main_thread()))


def test_it_works_in_another_thread_and_tells_in_that_of_the_window(qtbot: QtBot) -> None:
    asker = Asker()
    task = ThreadTask(lambda: threading.current_thread() is threading.main_thread())
    task.done.connect(asker.take)
    task.start()
    qtbot.waitUntil(lambda: bool(asker.told))
    assert asker.told == [(False, True)]


def test_who_asked_may_be_gone_before_it_is_done(qtbot: QtBot) -> None:
    go = threading.Event()
    for _ in range(20):
        asker = Asker()
        task = ThreadTask(lambda: go.wait(5))
        task.done.connect(asker.take)
        task.start()
        asker.deleteLater()
        del asker, task
    qtbot.wait(1)
    go.set()
    QThreadPool.globalInstance().waitForDone()
    qtbot.waitUntil(lambda: not _running)

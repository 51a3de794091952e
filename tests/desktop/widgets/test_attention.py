from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.page import Page


class Listener(QWidget):
    """Does nothing about a change while nobody looks."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def on_run(self) -> None:
        if not put_off(self, self.on_run):
            self.heard.append("run")

    def on_cut_off(self, rows: int) -> None:
        if not put_off(self, self.on_cut_off, rows):
            self.heard.append(f"cut-off {rows}")


def listener_on(page: Page) -> Listener:
    inside, made = QWidget(), Listener()
    QVBoxLayout(inside).addWidget(made)
    page.body.addWidget(inside)
    return made


def test_on_a_page_that_is_looked_at_or_alone_everything_is_done_at_once(themed: Theme, qtbot: QtBot) -> None:
    page, alone = Page("Verdict"), Listener()
    qtbot.addWidget(page)
    qtbot.addWidget(alone)
    listener = listener_on(page)

    for one in (listener, alone):
        one.on_run()
        one.on_cut_off(30)

    assert listener.heard == alone.heard == ["run", "cut-off 30"]
    assert not page.attention.hear_next()


def test_on_a_page_that_is_put_away_what_was_told_last_is_done_later_and_once(themed: Theme, qtbot: QtBot) -> None:
    page = Page("Verdict")
    qtbot.addWidget(page)
    listener = listener_on(page)
    page.attention.away = True

    for rows in (30, 31, 32):
        listener.on_cut_off(rows)
    listener.on_run()
    listener.on_cut_off(33)
    assert listener.heard == []

    assert page.attention.hear_next()
    assert listener.heard == ["run"]
    assert page.attention.away
    page.attention.catch_up()
    assert listener.heard == ["run", "cut-off 33"]
    assert not page.attention.hear_next()

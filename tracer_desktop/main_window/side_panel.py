"""The left side: the name, the list of pages, and the promise at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.main_window.sidebar import Entry, Sidebar
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import Button, inline_button
from tracer_desktop.widgets.labels import IconLabel, Label


class SidePanel(QWidget):
    """`list` is the sidebar; `set_endpoint` says at the foot whether something listens."""

    endpoint_wanted = Signal()

    def __init__(self, entries: list[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Sidebar"))
        self.list = Sidebar(entries)
        self._name = Label("Tracer", "section")
        self._head = QHBoxLayout()
        self._head.addWidget(IconLabel("target", "accent"))
        self._head.addWidget(self._name)
        self._head.addStretch(1)
        self.endpoint: Button | None = None
        """There once something has listened."""
        self._port: Label | None = None
        self.offline = Label(self.tr("Offline. Nothing leaves this computer."), "caption", "ink2", wrap=True)
        self._foot = QHBoxLayout()
        self._foot.addWidget(IconLabel("lock", "ink2", "icon_small"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addWidget(self.offline)
        self._foot.addLayout(self._words, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.list, 1)
        self._whole.addLayout(self._foot)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_endpoint(self, port: int | None) -> None:
        """Whether the endpoint is on, and on which port."""
        self.offline.setVisible(port is None)
        if port is not None and self.endpoint is None:
            self._add_endpoint()
        if self.endpoint is not None and self._port is not None:
            self.endpoint.setVisible(port is not None)
            self._port.setVisible(port is not None)
            self._port.set_text(self.tr("This computer only, port {port}").format(port=port))
            self.endpoint.setAccessibleDescription(self._port.text())

    def _add_endpoint(self) -> None:
        self.endpoint = inline_button(self.tr("Endpoint on"), name=self.tr("Endpoint on"))
        self.endpoint.clicked.connect(self.endpoint_wanted)
        self._port = Label("", "caption", "ink2", wrap=True)
        self._words.addWidget(self.endpoint)
        self._words.addWidget(self._port)

    def _restyle(self) -> None:
        look = theme()
        self.setFixedWidth(look.size("sidebar"))
        self._whole.setContentsMargins(look.u(3), look.scaled(10), look.u(3), look.scaled(12))
        self._whole.setSpacing(look.u(2))
        self._head.setContentsMargins(look.scaled(9), 0, 0, look.scaled(4))
        self._head.setSpacing(look.scaled(9))
        self._foot.setContentsMargins(look.scaled(8), 0, 0, 0)
        self._foot.setSpacing(look.u(2))

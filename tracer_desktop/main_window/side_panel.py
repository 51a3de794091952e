"""The left side: the name, the list of pages, and the promise at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.main_window.sidebar import Entry, Sidebar
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button
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
        self.offline = Label(self.tr("Offline. Nothing leaves this computer."), "caption", "ink2", wrap=True)
        self.endpoint = inline_button("", name=self.tr("Endpoint"))
        self.endpoint.clicked.connect(self.endpoint_wanted)
        self._port = Label("", "caption", "ink2", wrap=True)
        self._foot = QHBoxLayout()
        self._foot.addWidget(IconLabel("lock", "ink2", "icon_small"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.offline)
        words.addWidget(self.endpoint)
        words.addWidget(self._port)
        self._foot.addLayout(words, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.list, 1)
        self._whole.addLayout(self._foot)
        self.set_endpoint(None)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_endpoint(self, port: int | None) -> None:
        """Whether the endpoint is on, and on which port."""
        self.offline.setVisible(port is None)
        self.endpoint.setVisible(port is not None)
        self._port.setVisible(port is not None)
        if port is not None:
            self.endpoint.set_text(self.tr("Endpoint on"))
            self._port.set_text(self.tr("This computer only, port {port}").format(port=port))
            self.endpoint.setAccessibleDescription(self._port.text())

    def _restyle(self) -> None:
        look = theme()
        self.setFixedWidth(look.size("sidebar"))
        self._whole.setContentsMargins(look.u(3), look.scaled(10), look.u(3), look.scaled(12))
        self._whole.setSpacing(look.u(2))
        self._head.setContentsMargins(look.scaled(9), 0, 0, look.scaled(4))
        self._head.setSpacing(look.scaled(9))
        self._foot.setContentsMargins(look.scaled(8), 0, 0, 0)
        self._foot.setSpacing(look.u(2))

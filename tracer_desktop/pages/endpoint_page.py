"""The endpoint: what it is, its switch, its address and token, and lines to copy."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import Button, inline_button, primary_button, secondary_button
from tracer_desktop.widgets.card import Hairline, Well
from tracer_desktop.widgets.command_text import CommandText
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.inputs import LabelledField, NumberField
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip

LARGEST_PORT = 65535
POLL_MS = 1000


class EndpointPage(Page):
    """Follows the session's endpoint; everything slow happens in a thread of the switch."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", "", scroll=True, parent=parent)
        self._endpoint = session.endpoint
        self._pressed = False
        self.set_title(self.tr("Endpoint: Tracer for other programs"))
        self.set_sentence(
            self.tr(
                "A program on this computer can send Tracer a table and get the model and its scores back. Nobody "
                "else is answered: it listens on this computer only, and every request needs the token. It is off "
                "until you switch it on, and off again when the window closes."
            )
        )
        self.switch = primary_button(self.tr("Switch on"))
        self.switch.clicked.connect(self._on_switch)
        self.add_action(self.switch)
        self._strip: MessageStrip | None = None
        self.body.addWidget(self._make_well())
        self.body.addWidget(Label(self.tr("Try it with curl"), "section"))
        self.examples = [
            _Example(self.tr("Send a table; the training starts by itself"), self),
            _Example(self.tr("Ask how far the job is; its id is in the first answer"), self),
            _Example(self.tr("Score the next table with the run it made"), self),
        ]
        for example in self.examples:
            self.body.addWidget(example)
        more = inline_button(self.tr("More in the help"))
        more.clicked.connect(self._on_more)
        self.body.addWidget(more)
        self.body.addStretch(1)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._on_poll)
        self._endpoint.changed.connect(self.refresh)
        self.refresh()

    def opened(self) -> None:
        """The switch has the focus."""
        self.switch.setFocus()

    # ------------------------------------------------------------ parts

    def _make_well(self) -> Well:
        well = Well(name=self.tr("State of the endpoint"))
        state = QHBoxLayout()
        state.setSpacing(theme().u(2))
        self._state_icon = IconLabel("lock", "ink2")
        self.state = Label("", "strong", selectable=True)
        self.jobs = Label("", "body", "ink2", selectable=True)
        state.addWidget(self._state_icon)
        state.addWidget(self.state)
        state.addStretch(1)
        state.addWidget(self.jobs)
        well.body.addLayout(state)
        self.address = _Shown(self.tr("Address"))
        self.copy_address = CopyButton(self.tr("Copy"), "secondary", name=self.tr("Copy the address"))
        self.copy_address.clicked.connect(self._copy_address)
        self.token = _Shown(self.tr("Token"))
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_token = secondary_button(self.tr("Show"), name=self.tr("Show the token"))
        self.show_token.clicked.connect(self._show_token)
        self.copy_token = CopyButton(self.tr("Copy token"), "secondary")
        self.copy_token.clicked.connect(self._copy_token)
        self.port = NumberField(name=self.tr("Port"), maximum=LARGEST_PORT)
        self.port.setGroupSeparatorShown(False)
        self.port.setSpecialValueText(self.tr("any free one"))
        self.port.setMinimumWidth(theme().scaled(140))
        self.port_field = LabelledField(
            self.tr("Port"), self.port, self.tr("0 takes any free one; a fixed one suits a schedule.")
        )
        self.port.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        well.body.addWidget(self.port_field)
        self.when_on = QWidget()
        rows = QVBoxLayout(self.when_on)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._row(self.tr("Address"), self.address, self.copy_address))
        token = self.tr("Token, a new one each time")
        rows.addLayout(self._row(token, self.token, self.show_token, self.copy_token))
        well.body.addWidget(self.when_on)
        return well

    def _row(self, text: str, field: QWidget, *buttons: Button) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme().scaled(4))
        label = Label(text, "label", "ink2")
        label.setBuddy(field)
        column.addWidget(label)
        across = QHBoxLayout()
        across.setSpacing(theme().u(2))
        across.addWidget(field, 1)
        for button in buttons:
            across.addWidget(button)
        column.addLayout(across)
        return column

    # ------------------------------------------------------------ state

    def refresh(self) -> None:
        """Show the state of the switch."""
        endpoint = self._endpoint
        on = endpoint.state == "on"
        self._tell_state()
        self.address.setText(endpoint.address)
        self.token.setText(endpoint.token)
        if not on:
            self.token.setEchoMode(QLineEdit.EchoMode.Password)
            self.show_token.set_text(self.tr("Show"))
            self.show_token.setAccessibleName(self.tr("Show the token"))
        self.when_on.setVisible(on)
        self.port_field.setVisible(not on)
        self.port.setEnabled(endpoint.state == "off")
        if on:
            self._poll.start()
        else:
            self._poll.stop()
        self._on_poll()
        self._tell_error()
        self._fill_examples()

    def _tell_state(self) -> None:
        words = {
            "off": self.tr("Off. Nothing listens."),
            "starting": self.tr("Being switched on…"),
            "on": self.tr("On, for this computer only."),
            "stopping": self.tr("Being switched off: requests and jobs get five seconds to end."),
        }
        state = self._endpoint.state
        self.state.set_text(words[state])
        self._state_icon.set_icon("good" if state == "on" else "lock", "good" if state == "on" else "ink2")
        self.switch.set_text(self.tr("Switch off") if state in ("on", "stopping") else self.tr("Switch on"))
        if state in ("starting", "stopping"):
            self.switch.why_disabled(words[state])
        else:
            self.switch.enable()
            if self._pressed:
                # A button that is disabled loses the focus: it gets it back.
                self._pressed = False
                self.switch.setFocus()

    def _tell_error(self) -> None:
        error = self._endpoint.error
        if self._strip is not None:
            self.remove_strip(self._strip)
            self._strip = None
        if error is not None:
            self._strip = MessageStrip("problem", error.message, error.remedy)
            self.add_strip(self._strip)

    def _on_poll(self) -> None:
        if self._endpoint.state == "on":
            jobs = self._endpoint.jobs_in_progress
            words = self.tr("%n job(s) in progress", "", jobs) if jobs else self.tr("No job in progress")
            self.jobs.set_text(words.replace("job(s)", "job" if jobs == 1 else "jobs"))
        else:
            self.jobs.set_text("")

    def _fill_examples(self) -> None:
        url = self._endpoint.address or "http://127.0.0.1:PORT"
        sign = '-H "Authorization: Bearer $TOKEN"'
        texts = (
            f"curl {sign} -F file=@customers.csv {url}/v1/runs",
            f"curl {sign} {url}/v1/jobs/JOB",
            f"curl {sign} -F file=@next_month.csv -o scored.csv {url}/v1/runs/RUN/scores",
        )
        for example, text in zip(self.examples, texts, strict=True):
            example.show_command(text)

    # ------------------------------------------------------------ what is pressed

    def _on_switch(self) -> None:
        self._pressed = self.switch.hasFocus()
        if self._endpoint.state == "on":
            self._endpoint.switch_off()
        else:
            self._endpoint.switch_on(self.port.number())

    def _show_token(self) -> None:
        hidden = self.token.echoMode() == QLineEdit.EchoMode.Password
        self.token.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.show_token.set_text(self.tr("Hide") if hidden else self.tr("Show"))
        self.show_token.setAccessibleName(self.tr("Hide the token") if hidden else self.tr("Show the token"))

    def _copy_token(self) -> None:
        self.copy_token.copy(self._endpoint.token)

    def _copy_address(self) -> None:
        self.copy_address.copy(self._endpoint.address)

    def _on_more(self) -> None:
        self.go.emit("help:endpoint.md")


class _Shown(QLineEdit):
    """A text to read and copy."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(name)


class _Example(QWidget):
    """What a line does, the line, and a button that copies it."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        self.copy_button = CopyButton(self.tr("Copy"), "inline", name=self.tr("Copy: {what}").format(what=what))
        self.copy_button.clicked.connect(self._copy)
        self.command = CommandText()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().scaled(2))
        head = QHBoxLayout()
        head.addWidget(Label(what, "strong", wrap=True), 1)
        head.addWidget(self.copy_button)
        column.addLayout(head)
        column.addWidget(self.command)
        column.addSpacing(theme().u(2))
        column.addWidget(Hairline())

    def show_command(self, command: str) -> None:
        """Another line."""
        self.command.show_command(command)

    def _copy(self) -> None:
        self.copy_button.copy(self.command.command)

"""What the five steps have in common: a middle to choose in, a pane that explains, a caption for the rail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Card
from tracer_desktop.widgets.labels import Label
from tracer_engine import Blueprint, PlanOptions, Wording, blueprint


class WizardStep(QWidget):
    """One step. The widget itself is its middle; `pane` stands at the right of it.

    `told` is emitted after something was told to the session from here.
    """

    told = Signal()
    key = ""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.pane = QWidget()
        self.pane_body = QVBoxLayout(self.pane)
        self.pane_body.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self._space)
        self._space()

    # What a step says of itself; each is asked again after every change.

    def rail_title(self) -> str:
        """Its name on the rail."""
        raise NotImplementedError

    def next_name(self) -> str:
        """What the button that leads here says after "Next:"."""
        return self.rail_title().lower()

    def title(self) -> str:
        """The title of the page while this step is shown."""
        raise NotImplementedError

    def sentence(self) -> str:
        """The sentence under it."""
        raise NotImplementedError

    def caption(self) -> str:
        """The choice, for the rail."""
        return ""

    def refresh(self) -> None:
        """Show what the session holds now."""

    def entered(self) -> None:
        """The step is shown: ask what only it needs."""

    def first_field(self) -> QWidget:
        """What gets the focus."""
        return self

    # What steps are made of.

    @property
    def record(self) -> Blueprint | None:
        """The blueprint of the present plan, or of what is suggested."""
        plan, profile = self.session.plan, self.session.profile
        key = plan.blueprint if plan else profile.suggested.blueprint if profile else None
        return blueprint(key) if key else None

    @property
    def wording(self) -> Wording | None:
        """The words of the question."""
        record = self.record
        return record.wording if record else None

    def tell(self, change: Callable[[PlanOptions], PlanOptions], text: str) -> None:
        """Change what the planner is told; `text` names the change in the Edit menu."""
        before = self.session.options
        self.session.tell_options(change(before), text)
        if self.session.options != before:
            self.told.emit()

    def _space(self) -> None:
        self.body.setSpacing(theme().u(3))
        self.pane_body.setSpacing(theme().u(4))


def unlike_words(words: Sequence[str], most: int) -> list[str]:
    """The first few words that do not begin alike: "cancel date" says no more than "cancel"."""
    shown: list[str] = []
    for word in words:
        if not any(word[:5] == other[:5] for other in shown):
            shown.append(word)
    return shown[:most]


class PaneText(Card):
    """A card of the pane: a title, and paragraphs that can be set anew."""

    def __init__(self, title: str, paragraphs: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(name=title, parent=parent)
        self.title = Label(title, "section", wrap=True)
        self.body.addWidget(self.title)
        self.paragraphs = [Label("", "body", "ink2", wrap=True, selectable=True) for _ in range(paragraphs)]
        for label in self.paragraphs:
            self.body.addWidget(label)

    def show_text(self, title: str, *paragraphs: str) -> None:
        """Other words; paragraphs that are not given are hidden."""
        self.title.set_text(title)
        self.setAccessibleName(title)
        for place, label in enumerate(self.paragraphs):
            text = paragraphs[place] if place < len(paragraphs) else ""
            label.set_text(text)
            label.setVisible(bool(text))

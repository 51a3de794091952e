"""A slider for feel and a field for truth, which are one value; with a label, and what the value means below it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.inputs import CheckBox, NumberField, Slider
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.status import status_name

POSITIONS = 200
FIELD_WIDTH = 84


class AmountSlider(QWidget):
    """`changed` carries the value, or None where the box before it is not ticked: then there is no such limit.

    With `bent`, the left half of the slider is for the smaller quarter of the values.
    """

    changed = Signal(object)

    def __init__(
        self,
        label: str,
        *,
        name: str = "",
        maximum: float,
        decimals: int = 0,
        suffix: str = "",
        bent: bool = True,
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._maximum, self._decimals, self._bent = maximum, decimals, bent
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.field = NumberField(name=name or label, decimals=decimals, suffix=suffix)
        self.slider = Slider(name=self.tr("{label}, by feel").format(label=name or label), maximum=POSITIONS)
        self.slider.setPageStep(POSITIONS // 20)
        self.box = CheckBox(label) if optional else None
        self.label = Label(label, wrap=True) if self.box is None else None
        if self.label is not None:
            self.label.setBuddy(self.field)
        self.caption = Label("", "caption", "ink3", wrap=True)
        self._error = QWidget()
        self._error_text = Label("", "body", "problem", wrap=True, selectable=True)
        self._build()
        self.field.valueChanged.connect(self._on_field)
        self.slider.valueChanged.connect(self._on_slider)
        if self.box is not None:
            self.box.toggled.connect(self._on_box)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        self._row = QHBoxLayout()
        for first in (self.box, self.label):
            if first is not None:
                self._row.addWidget(first, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.field)
        self._error_row = QHBoxLayout(self._error)
        self._error_row.setContentsMargins(0, 0, 0, 0)
        self._error_row.addWidget(IconLabel("problem", "problem", "icon_small", name=status_name("problem")))
        self._error_row.addWidget(self._error_text, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.slider)
        self._column.addWidget(self.caption)
        self._column.addWidget(self._error)
        self._error.hide()

    # ------------------------------------------------------------ the value

    def value(self) -> float | None:
        """What is set; None: no limit."""
        return None if self.box is not None and not self.box.isChecked() else self.field.value()

    def show_value(self, value: float | None) -> None:
        """Set the value without saying that it changed. None leaves the number for when the box is ticked again."""
        if self.box is not None:
            kept = self.box.blockSignals(True)
            self.box.setChecked(value is not None)
            self.box.blockSignals(kept)
        if value is not None:
            self.field.show_value(value)
        self.slider.show_value(self._position(self.field.value()))
        self._enable()
        self._fit_field()

    def set_range(self, maximum: float, most: float | None = None) -> None:
        """How far the slider goes, and (with `most`) how much may be typed at all."""
        self._maximum = max(maximum, 10.0**-self._decimals)
        kept = self.field.blockSignals(True)
        self.field.setRange(0, most if most is not None else 1e9)
        self.field.blockSignals(kept)
        self.slider.show_value(self._position(self.field.value()))

    def set_prefix(self, prefix: str) -> None:
        """The unit before the number."""
        kept = self.field.blockSignals(True)
        self.field.setPrefix(prefix)
        self.field.blockSignals(kept)

    def set_caption(self, caption: str) -> None:
        """What the value means, or where it comes from."""
        self.caption.set_text(caption)
        self.caption.setVisible(bool(caption) and self._error.isHidden())
        self.field.setAccessibleDescription(caption)

    def show_error(self, text: str) -> None:
        """Say what is wrong; an empty text takes it away again."""
        self._error_text.set_text(text)
        self._error.setVisible(bool(text))
        self.caption.setVisible(bool(self.caption.text()) and not text)
        self.field.setProperty("wrong", "true" if text else "false")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def _position(self, value: float) -> int:
        share = min(1.0, max(0.0, value / self._maximum))
        return round(POSITIONS * (math.sqrt(share) if self._bent else share))

    def _at(self, position: int) -> float:
        share = position / POSITIONS
        value = self._maximum * (share * share if self._bent else share)
        if position == POSITIONS or value <= 0:
            return round(value, self._decimals)
        # Round numbers: what is set by feel pretends to no more.
        places = 1 - math.floor(math.log10(value))
        return round(value, min(self._decimals, places))

    def _on_field(self, value: float) -> None:
        self._fit_field()
        self.slider.show_value(self._position(value))
        self.changed.emit(self.value())

    def _on_slider(self, position: int) -> None:
        value = self._at(position)
        if value != self.field.value():
            self.field.show_value(value)
            self._fit_field()
            self.changed.emit(self.value())

    def _on_box(self) -> None:
        self._enable()
        self.changed.emit(self.value())

    def _enable(self) -> None:
        on = self.box is None or self.box.isChecked()
        why = "" if on else self.tr("Tick the box before it to set this limit.")
        for part in (self.field, self.slider):
            part.setEnabled(on)
            part.setToolTip(why)

    def _restyle(self) -> None:
        look = theme()
        self._column.setSpacing(0)
        self._row.setSpacing(look.u(2))
        self._error_row.setSpacing(look.scaled(6))
        self._fit_field()

    def _fit_field(self) -> None:
        """As wide as the others, and wider for a longer number."""
        widest = self.field.fontMetrics().horizontalAdvance(self.field.text())
        self.field.setFixedWidth(max(theme().scaled(FIELD_WIDTH), widest + theme().scaled(26)))

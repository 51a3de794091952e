"""Fields: numbers, choosing, ticking, sliding; each with its label, its caption and its error."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QKeyCombination, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import number_locale
from tracer_desktop.widgets.status import status_name

_LAID_OUT = {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Polish}


def is_exports(event: QEvent) -> bool:
    """Whether it asks if Ctrl+E is a field's own: Qt would take it for “to the end of the line” on some systems."""
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.keyCombination() == QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_E)
    )


def _field_height() -> int:
    line = QFontMetrics(theme().font("strong")).height()
    return max(theme().size("input_height"), line + 2 * theme().scaled(4) + 2)


class NumberField(QDoubleSpinBox):
    """A number with its unit inside, right-aligned and semibold. Arrow keys step; there are no little buttons.

    `valueChanged(float)` comes when a number is whole (Enter, leaving the field, a step), not with every digit.
    """

    def __init__(
        self,
        *,
        name: str,
        minimum: float = 0,
        maximum: float = 1_000_000_000,
        value: float = 0,
        decimals: int = 0,
        step: float = 1,
        prefix: str = "",
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.setLocale(number_locale())
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setDecimals(decimals)
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        self.setPrefix(prefix)
        self.setSuffix(suffix)
        self.setValue(value)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def number(self) -> int:
        """The value of a field without decimals."""
        return round(self.value())

    def show_value(self, value: float) -> None:
        """Set the value without saying that it changed."""
        kept = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(kept)

    def sizeHint(self) -> QSize:
        """As high as every field, and wide enough for its longest number."""
        return QSize(super().sizeHint().width(), _field_height())

    def minimumSizeHint(self) -> QSize:
        """As high as every field."""
        return QSize(super().minimumSizeHint().width(), _field_height())

    def event(self, event: QEvent) -> bool:
        """Whenever Qt has laid out the text, it is laid out again. Export's shortcut is left to the window."""
        if is_exports(event):
            event.ignore()
            return False
        done = super().event(event)
        if event.type() in _LAID_OUT:
            self._lay_out()
        return done

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page over a field never changes it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _lay_out(self) -> None:
        # A style sheet without its little buttons gives the text of a spin box a width of one pixel (Qt 6.12).
        side = theme().scaled(8)
        self.lineEdit().setGeometry(self.rect().adjusted(side, 2, -side, -2))

    def _restyle(self) -> None:
        self.setFont(theme().font("strong"))
        # A style sheet that was set anew keeps the line's own font, at the size it had before.
        self.lineEdit().setFont(theme().font("strong"))
        self.updateGeometry()
        self._lay_out()


class Choice(QComboBox):
    """One of several. `picked` comes when the user chose, not when the program did."""

    picked = Signal(object)
    """The data of what was chosen."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[str] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._pick)
        theme().changed.connect(self._restyle)

    def set_choices(
        self, choices: Sequence[tuple[str, object]], *, icons: Sequence[str] = (), chosen: object = None
    ) -> None:
        """What can be chosen, as (text, data), with an icon each or none; `chosen` is the data to begin with."""
        kept = self.blockSignals(True)
        self.clear()
        for text, data in choices:
            self.addItem(text, data)
        self._icons = list(icons)
        self._restyle()
        self.blockSignals(kept)
        if chosen is not None:
            self.choose(chosen)

    def chosen(self) -> object:
        """The data of what is chosen."""
        return self.currentData()

    def choose(self, data: object) -> None:
        """Choose by data, without saying so; what is not there changes nothing."""
        for place in range(self.count()):
            if self.itemData(place) == data:
                kept = self.blockSignals(True)
                self.setCurrentIndex(place)
                self.blockSignals(kept)
                self.update()
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page over a field never changes it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:
        """The list, whole: Qt cuts off what of it would lie beyond the edge of the screen, even one of two values."""
        super().showPopup()
        view, screen = self.view(), self.screen().availableGeometry()
        popup = view.window()
        if view.verticalScrollBar().maximum() == 0 or self.count() > self.maxVisibleItems():
            return
        whole = sum(view.sizeHintForRow(row) for row in range(self.count())) + view.height() - view.viewport().height()
        place = popup.geometry()
        height = min(whole + 2 * theme().scaled(4), screen.height())
        place.setHeight(height)
        place.moveTop(max(screen.top(), min(place.top(), screen.bottom() + 1 - height)))
        for part in popup.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.setVisible(part is view)
        popup.setGeometry(place)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """A text that is too long ends in an ellipsis; the tooltip has all of it."""
        super().initStyleOption(option)
        option.currentText = self._shown_text(option)

    def _shown_text(self, option: QStyleOptionComboBox) -> str:
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        room -= 0 if self.currentIndex() < 0 or self.itemIcon(self.currentIndex()).isNull() else self.iconSize().width()
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room - 2)

    def event(self, event: QEvent) -> bool:
        """Pointed at, a text that was cut is shown whole."""
        if event.type() == QEvent.Type.ToolTip and not self.toolTip() and isinstance(event, QHelpEvent):
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            cut = option.currentText != self.currentText()
            QToolTip.showText(event.globalPos(), self.currentText() if cut else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, and its arrow."""
        super().paintEvent(event)
        look = theme()
        if look.high_contrast:
            return
        side = look.scaled(14)
        x = self.width() - side - look.scaled(7)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = look.scaled(7)
        painter = QPainter(self)
        picture = look.pixmap("down", "ink2" if self.isEnabled() else "off", side, self.devicePixelRatioF())
        painter.drawPixmap(x, (self.height() - side) // 2 + 1, picture)
        painter.end()

    def _pick(self) -> None:
        self.picked.emit(self.currentData())

    def _restyle(self) -> None:
        side = theme().size("icon_small")
        self.setIconSize(QSize(side, side))
        for place in range(self.count()):
            name = self._icons[place] if place < len(self._icons) else ""
            self.setItemIcon(place, theme().icon(name, "ink2", "icon_small") if name else QIcon())


class CheckBox(QCheckBox):
    """A box to tick; its text is its name."""

    def __init__(self, text: str, *, name: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text.replace("&", ""))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box of the style sheet, and the tick in it."""
        super().paintEvent(event)
        if not self.isChecked() or theme().high_contrast:
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        side = box.width() - theme().scaled(2)
        colour = "on_accent" if self.isEnabled() else "ink3"
        picture = theme().pixmap("check", colour, side, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(box.left() + (box.width() - side) // 2, box.top() + (box.height() - side) // 2, picture)
        painter.end()


class RadioButton(QRadioButton):
    """One of a few, all in sight; its text is its name."""

    def __init__(self, text: str, *, name: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text.replace("&", ""))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The dot of the style sheet and, with the focus on a chosen one, a ring of ink round it."""
        super().paintEvent(event)
        if not self.isChecked() or not self.hasFocus() or theme().high_contrast:
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("ink"), 2))
        painter.drawEllipse(box.toRectF().adjusted(1, 1, -1, -1))
        painter.end()


class Slider(QSlider):
    """For feel; the field beside it is for truth."""

    def __init__(self, *, name: str, minimum: int = 0, maximum: int = 100, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setRange(minimum, maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, value: int) -> None:
        """Set the value without saying that it changed."""
        kept = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(kept)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page over a slider never changes it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class LabelledField(QWidget):
    """A field with its label above (or left of it), a caption under it, and its error where the caption was."""

    def __init__(
        self,
        label: str,
        field: QWidget,
        caption: str = "",
        *,
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.label = Label(label, "body" if beside else "label", "ink" if beside else "ink2")
        self.label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        self.caption = Label(caption, "caption", "ink3", wrap=True)
        # Never shown before it has its place: it would be a window of its own for a moment.
        if not caption:
            self.caption.hide()
        self._error = QWidget()
        self._error_icon = IconLabel("problem", "problem", "icon_small", name=status_name("problem"))
        self._error_text = Label("", "body", "problem", wrap=True, selectable=True)
        self._error_row = QHBoxLayout(self._error)
        self._error_row.setContentsMargins(0, 0, 0, 0)
        self._error_row.addWidget(self._error_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._error_row.addWidget(self._error_text, 1)
        self._error.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if beside:
            row = QHBoxLayout()
            row.addWidget(self.label, 1)
            row.addWidget(field)
            self._column.addLayout(row)
        else:
            self._column.addWidget(self.label)
            self._column.addWidget(field)
        self._column.addWidget(self.caption)
        self._column.addWidget(self._error)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_caption(self, caption: str) -> None:
        """What the field does, or where its value comes from."""
        self.caption.set_text(caption)
        self.caption.setVisible(bool(caption) and self._error.isHidden())

    def show_error(self, text: str) -> None:
        """Say what is wrong; an empty text takes it away again."""
        self._error_text.set_text(text)
        self._error.setVisible(bool(text))
        self.caption.setVisible(bool(self.caption.text()) and not text)
        self.field.setProperty("wrong", "true" if text else "false")
        self.field.setAccessibleDescription(text)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self.field.update()

    def _restyle(self) -> None:
        self._column.setSpacing(theme().scaled(4))
        self._error_row.setSpacing(theme().scaled(6))

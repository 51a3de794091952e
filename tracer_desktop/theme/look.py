"""From tokens to what Qt and matplotlib take: the palette, the style sheet, the plots' parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from PySide6.QtGui import QColor, QPalette

from tracer_desktop.theme.tokens import Tokens

_ROLES: Mapping[str, tuple[QPalette.ColorRole, ...]] = {
    "window": (QPalette.ColorRole.Window,),
    "paper": (QPalette.ColorRole.Base, QPalette.ColorRole.Button, QPalette.ColorRole.ToolTipBase),
    "sunken": (QPalette.ColorRole.AlternateBase,),
    "ink": (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.ToolTipText,
    ),
    "ink3": (QPalette.ColorRole.PlaceholderText,),
    "accent_fill": (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent),
    "on_accent": (QPalette.ColorRole.HighlightedText,),
    "accent": (QPalette.ColorRole.Link, QPalette.ColorRole.LinkVisited),
    "problem": (QPalette.ColorRole.BrightText,),
    "edge": (QPalette.ColorRole.Mid, QPalette.ColorRole.Dark),
    "line": (QPalette.ColorRole.Midlight, QPalette.ColorRole.Shadow, QPalette.ColorRole.Light),
}
_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.PlaceholderText,
)

# Only what Fusion cannot do, and never a font: sizes of type are set by role (`Theme.font`).
_SHEET = """
#paper { background: $paper; border: 1px solid $line; border-right: 0; border-bottom: 0;
         border-top-left-radius: ${radius_page}px; }
QPushButton { background: $paper; color: $ink; border: 1px solid $edge; border-radius: ${radius_control}px;
              padding: ${pad_v}px ${pad_h}px; min-height: ${button_inner}px; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $line; }
QPushButton[kind="primary"] { background: $accent_fill; color: $on_accent; border-color: $accent_fill; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed
    { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent;
                            padding: ${quiet_v}px ${quiet_h}px; }
QPushButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:pressed
    { background: $accent_soft; border-color: $accent_soft; }
QPushButton[kind="inline"] { background: transparent; border: 2px solid transparent; color: $accent;
                             padding: 0px; min-height: ${inline_height}px; }
QPushButton[kind="inline"]:hover { background: $accent_soft; }
QPushButton:checked { background: $accent_soft; border-color: $accent; color: $accent; }
QPushButton:disabled { background: $sunken; color: $ink3; border-color: $line; }
QPushButton[kind="quiet"]:disabled, QPushButton[kind="inline"]:disabled
    { background: transparent; border-color: transparent; color: $ink3; }
QPushButton[opens="menu"] { padding-right: ${menu_room}px; }
QPushButton:focus { border: 2px solid $accent; padding: ${pad_v_in}px ${pad_h_in}px; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="quiet"]:focus { padding: ${quiet_v_in}px ${quiet_h_in}px; border: 2px solid $accent; }
QPushButton[kind="inline"]:focus { padding: 0px; border: 2px solid $accent; }
QPushButton[opens="menu"]:focus { padding-right: ${menu_room_in}px; }
QLineEdit, QComboBox, QAbstractSpinBox { background: $paper; color: $ink; border: 1px solid $edge;
    border-radius: ${radius_control}px; padding: ${input_v}px ${input_h}px; min-height: ${input_inner}px;
    selection-background-color: $accent_fill; selection-color: $on_accent; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus
    { border: 2px solid $accent; padding: ${input_v_in}px ${input_h_in}px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"]
    { border: 2px solid $problem; padding: ${input_v_in}px ${input_h_in}px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled
    { background: $sunken; color: $ink3; border-color: $line; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QTableView QAbstractSpinBox QLineEdit
    { border: 0; padding: 0px; min-height: 0px; background: transparent; }
QTableView QLineEdit, QTableView QComboBox { border-radius: 0px; padding: 0px ${edit_h}px; min-height: 0px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${radius_control}px; color: $ink; }
QToolButton:hover { background: $sunken; }
QToolButton:checked, QToolButton:pressed { background: $accent_soft; }
QToolButton:focus { border: 2px solid $accent; }
QToolButton::menu-indicator { image: none; width: 0px; }
QComboBox::drop-down { border: 0; width: ${arrow}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $paper; color: $ink; border: 1px solid $edge; outline: 0;
    selection-background-color: $accent_soft; selection-color: $ink; }
QPlainTextEdit, QTextEdit { background: $paper; color: $ink; border: 1px solid $edge;
    border-radius: ${radius_control}px; padding: ${edit_h}px;
    selection-background-color: $accent_fill; selection-color: $on_accent; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: ${edit_h_in}px; }
QTextBrowser[plain="true"] { border: 0; background: transparent; padding: 0px; }
QCheckBox, QRadioButton { spacing: ${check_gap}px; color: $ink; background: transparent;
                          min-height: ${scroll_least}px; }
QCheckBox:disabled, QRadioButton:disabled { color: $ink3; }
QCheckBox::indicator, QRadioButton::indicator { width: ${check}px; height: ${check}px; border: 1px solid $edge;
    border-radius: ${radius_chip}px; background: $paper; }
QRadioButton::indicator { border-radius: ${check_round}px; }
QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate
    { background: $accent_fill; border-color: $accent_fill; }
QRadioButton::indicator:checked { border: ${radio_ring}px solid $accent_fill;
    width: ${radio_inner}px; height: ${radio_inner}px; background: $on_accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; width: ${check_in}px; height: ${check_in}px; }
QRadioButton::indicator:focus:!checked { border: 2px solid $accent; width: ${check_in}px; height: ${check_in}px; }
QCheckBox::indicator:checked:focus { border: 2px solid $ink; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $sunken; border-color: $line; }
QSlider { min-height: ${slider_min}px; background: transparent; }
QSlider::groove:horizontal { height: ${groove}px; background: $line; border-radius: ${groove_round}px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: ${groove_round}px; }
QSlider::handle:horizontal { background: $paper; border: 2px solid $accent; width: ${handle}px; height: ${handle}px;
    margin: -${handle_out}px 0px; border-radius: ${handle_round}px; }
QSlider::handle:horizontal:hover { background: $accent_soft; }
QSlider::handle:horizontal:focus { background: $accent; border: 2px solid $accent_band; }
QSlider::sub-page:horizontal:disabled, QSlider::groove:horizontal:disabled { background: $line; }
QSlider::handle:horizontal:disabled { border-color: $off; }
QProgressBar { border: 0; border-radius: ${bar_round}px; background: $sunken;
    min-height: ${bar}px; max-height: ${bar}px; }
QProgressBar::chunk { border-radius: ${bar_round}px; background: $accent_fill; }
QTableView, QListView, QTreeView { border: 0; background: transparent; outline: 0;
    selection-background-color: $accent_soft; selection-color: $ink; }
QTableView { background: $paper; gridline-color: $grid; }
QTableCornerButton::section, QHeaderView { background: $paper; border: 0; }
QFrame[box="card"] { background: $paper; border: 1px solid $line; border-radius: ${radius_card}px; }
QFrame[box="well"] { background: $window; border: 0; border-radius: ${radius_card}px; }
QFrame[soft="good"] { background: $good_soft; border-radius: ${radius_card}px; }
QFrame[soft="caution"] { background: $caution_soft; border-radius: ${radius_card}px; }
QFrame[soft="problem"] { background: $problem_soft; border-radius: ${radius_card}px; }
QFrame[soft="info"] { background: $accent_soft; border-radius: ${radius_card}px; }
QFrame[line="true"] { background: $line; border: 0; }
QFrame[line="grid"] { background: $grid; border: 0; }
QScrollArea { border: 0; background: transparent; }
QAbstractScrollArea::corner { border: 0; background: transparent; }
QScrollArea > QWidget#qt_scrollarea_viewport, QWidget[see_through="true"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: ${scroll}px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: ${scroll}px; margin: 0px; }
QScrollBar::handle { background: $off; border-radius: ${scroll_round}px; margin: ${scroll_gap}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $edge; }
QScrollBar::handle:vertical { min-height: ${scroll_least}px; }
QScrollBar::handle:horizontal { min-width: ${scroll_least}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $ink2; border: 2px solid transparent;
    padding: ${quiet_v}px ${tip}px; margin-right: ${tab_gap}px; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabBar::tab:hover:!selected { color: $ink; border-bottom-color: $line; }
QTabBar::tab:selected:focus { border-color: $accent; border-radius: ${radius_chip}px; }
QTabBar::tab:disabled { color: $off; }
QMenuBar { background: $window; color: $ink; border: 0; padding: ${scroll_gap}px ${input_h}px; }
QMenuBar::item { background: transparent; padding: ${quiet_v}px ${input_h}px; border-radius: ${radius_chip}px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $accent_soft; color: $ink; }
QStatusBar { background: $window; color: $ink2; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }
QToolTip { background: $paper; color: $ink; border: 1px solid $edge; padding: ${tip}px; }
"""


def palette(colour: Callable[[str], str]) -> QPalette:
    """Fusion's palette in the tokens' colours."""
    made = QPalette()
    for name, roles in _ROLES.items():
        for role in roles:
            made.setColor(role, QColor(colour(name)))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colour("ink3")))
    return made


def style_sheet(tokens: Tokens, colour: Callable[[str], str], scaled: Callable[[float], int], line_height: int) -> str:
    """The application's style sheet. ``scaled`` turns pixels at 100 % into pixels at this size of type."""
    names: dict[str, object] = {name: colour(name) for name in tokens.light}
    names.update({f"radius_{name}": scaled(value) for name, value in tokens.radii.items()})
    control, small = scaled(tokens.sizes["control_height"]), scaled(tokens.sizes["input_height"])
    pad_v, pad_h = scaled(6), scaled(12)
    quiet_v, quiet_h = scaled(5), scaled(6)
    input_v, input_h = scaled(4), scaled(8)
    check, handle, groove, bar = scaled(16), scaled(12), scaled(4), scaled(tokens.sizes["progress"])
    names.update(
        pad_v=pad_v, pad_h=pad_h, pad_v_in=pad_v - 1, pad_h_in=pad_h - 1,
        menu_room=scaled(27), menu_room_in=scaled(27) - 1,
        quiet_v=quiet_v, quiet_h=quiet_h, quiet_v_in=quiet_v - 1, quiet_h_in=quiet_h - 1,
        input_v=input_v, input_h=input_h, input_v_in=input_v - 1, input_h_in=input_h - 1,
        button_inner=max(line_height, control - 2 * pad_v - 2),
        input_inner=max(line_height, small - 2 * input_v - 2),
        inline_height=max(line_height, scaled(tokens.sizes["least_target"]) - 4),
        edit_h=scaled(6), edit_h_in=scaled(6) - 1, arrow=scaled(20), tip=scaled(4), tab_gap=scaled(12),
        check=check, check_in=check - 2, check_gap=scaled(7), check_round=(check + 2) // 2,
        radio_ring=scaled(5), radio_inner=check + 2 - 2 * scaled(5),
        slider_min=scaled(24), groove=groove, groove_round=groove // 2,
        handle=handle, handle_out=(handle + 4 - groove) // 2, handle_round=(handle + 4) // 2,
        bar=bar, bar_round=bar // 2,
        scroll=scaled(12), scroll_gap=scaled(3), scroll_round=max(1, (scaled(12) - 2 * scaled(3)) // 2),
        scroll_least=scaled(tokens.sizes["least_target"]),
    )  # fmt: skip
    return re.sub(r"\$\{?(\w+)\}?", lambda found: str(names[found[1]]), _SHEET)


def plot_parameters(colour: Callable[[str], str], families: list[str], zoom: float) -> dict[str, object]:
    """What matplotlib's ``rcParams`` are set to, so that plots and window speak with one voice."""
    return {
        "font.family": families,
        "font.size": 8.6 * zoom,
        "axes.labelsize": 8.8 * zoom,
        "axes.titlesize": 9.0 * zoom,
        "xtick.labelsize": 8.6 * zoom,
        "ytick.labelsize": 8.6 * zoom,
        "figure.facecolor": colour("paper"),
        "axes.facecolor": colour("paper"),
        "savefig.facecolor": colour("paper"),
        "text.color": colour("ink2"),
        "axes.labelcolor": colour("ink2"),
        "axes.edgecolor": colour("line"),
        "axes.linewidth": 0.8,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "grid.color": colour("grid"),
        "grid.linewidth": 0.8,
        "xtick.color": colour("ink3"),
        "ytick.color": colour("ink3"),
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "xtick.minor.size": 0,
        "ytick.minor.size": 0,
        "xtick.major.pad": 5,
        "ytick.major.pad": 5,
        "lines.linewidth": 2.0,
        "lines.solid_capstyle": "round",
        "lines.dash_capstyle": "round",
        "lines.solid_joinstyle": "round",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
    }

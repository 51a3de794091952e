"""The look of the running window: light or dark, its zoom, its type, its icons; changed while it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetrics, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from tracer_desktop.resource_files import resource
from tracer_desktop.theme import look
from tracer_desktop.theme.tokens import Tokens, load_tokens

Mode = Literal["system", "light", "dark"]
STYLED = "made with fusion"
"""A property of an application that was started with `-style Fusion`: to set a style from Python costs 6 ms."""
SMALLEST_ZOOM, LARGEST_ZOOM = 0.8, 2.0
_FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
_FAMILY = "Inter"
# In a system's own high-contrast colours there are but these; what is not named here is drawn as text.
_SYSTEM_ROLES = {
    **dict.fromkeys(("window", "sunken"), QPalette.ColorRole.Window),
    **dict.fromkeys(("paper", "problem_soft", "caution_soft", "good_soft", "accent_soft"), QPalette.ColorRole.Base),
    **dict.fromkeys(("accent_fill", "accent_hover", "accent_band"), QPalette.ColorRole.Highlight),
    "on_accent": QPalette.ColorRole.HighlightedText,
    "accent": QPalette.ColorRole.Link,
}


class Theme(QObject):
    """What every widget asks for its colours, fonts, sizes and icons. One per application: `theme()`."""

    changed = Signal()
    """Palette, style sheet and fonts have just been set anew; whoever paints or holds a font asks again."""

    def __init__(self, app: QApplication, mode: Mode, zoom: float, system_font: bool) -> None:
        super().__init__(app)
        self._app = app
        self._tokens = load_tokens()
        self._system_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._has_inter = _load_inter()
        self._mode: Mode = mode
        self._zoom = _within(zoom)
        self._wants_system_font = system_font
        self._dark = False
        self._high_contrast = False
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._fonts: dict[str, QFont] = {}
        self._colours: dict[str, QColor] = {}
        self._unit = 4.0
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        # Icons are drawn for the screens there are.
        app.screenAdded.connect(self._follow_system)
        if hasattr(hints, "accessibility"):  # Qt 6.10
            hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)
        if app.property(STYLED) is None:
            app.setStyle("Fusion")
        self._tell_platform()
        self._apply()

    # -------------------------------------------------------------- what is asked

    @property
    def tokens(self) -> Tokens:
        """The tokens this look is made from."""
        return self._tokens

    @property
    def mode(self) -> Mode:
        """What was chosen: light, dark, or whatever the system is."""
        return self._mode

    @property
    def dark(self) -> bool:
        """Whether the window is dark now."""
        return self._dark

    @property
    def zoom(self) -> float:
        """The size of type, 1.0 being 100 %."""
        return self._zoom

    @property
    def system_font(self) -> bool:
        """Whether text is set in the system's font in place of Inter."""
        return self._wants_system_font or not self._has_inter

    @property
    def high_contrast(self) -> bool:
        """Whether the system asks for high contrast: its own palette is used then, and no style sheet."""
        return self._high_contrast

    @property
    def unit(self) -> int:
        """A quarter of the base font's height in pixels; 4 at 100 %."""
        return max(1, round(self._unit))

    def u(self, count: float) -> int:
        """So many units in pixels: ``u(2)`` is 8 at 100 %."""
        return round(self._unit * count)

    def scaled(self, pixels: float) -> int:
        """What is so many pixels at 100 %, at this size of type; never less than one."""
        return max(1, round(pixels * self._unit / 4))

    def size(self, name: str) -> int:
        """A size of the tokens (``row``, ``icon``, ``control_height`` …) in pixels at this size of type."""
        return self.scaled(self._tokens.sizes[name])

    def radius(self, name: str) -> int:
        """A corner radius of the tokens in pixels at this size of type."""
        return self.scaled(self._tokens.radii[name])

    @property
    def page_margin(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom margin of a page in pixels."""
        left, top, right, bottom = self._tokens.page_margin
        return self.scaled(left), self.scaled(top), self.scaled(right), self.scaled(bottom)

    @property
    def start_margin(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom margin of the start page in pixels."""
        left, top, right, bottom = self._tokens.start_margin
        return self.scaled(left), self.scaled(top), self.scaled(right), self.scaled(bottom)

    def hex(self, name: str) -> str:
        """A colour of the tokens as ``#RRGGBB``."""
        if not self._high_contrast:
            return self._tokens.colour(name, dark=self._dark)
        return self._app.palette().color(_SYSTEM_ROLES.get(name, QPalette.ColorRole.WindowText)).name()

    def colour(self, name: str) -> QColor:
        """A colour of the tokens."""
        if name not in self._colours:
            self._colours[name] = QColor(self.hex(name))
        return QColor(self._colours[name])

    def font(self, role: str) -> QFont:
        """The font of a role of text: title, verdict, section, strong, body, label, caption, figure."""
        if role not in self._fonts:
            self._fonts[role] = self._make_font(role)
        return QFont(self._fonts[role])

    def icon(self, name: str, colour: str = "ink2", size: str = "icon", *, gap: int = 0) -> QIcon:
        """A line icon in a colour of the tokens; `size` is a name in the tokens. Ask again after `changed`.

        It has its disabled picture too. `gap` is empty room behind it, where Qt's own does not grow with the type.
        """
        made = QIcon()
        pixels = self.size(size)
        screens = {screen.devicePixelRatio() for screen in self._app.screens()}
        for ratio in sorted(screens or {1.0}):
            for shown, mode in ((colour, QIcon.Mode.Normal), ("ink3", QIcon.Mode.Disabled)):
                made.addPixmap(self._with_gap(self.pixmap(name, shown, pixels, ratio), gap), mode)
        return made

    def pixmap(self, name: str, colour: str, px: int, ratio: float = 1.0) -> QPixmap:
        """A line icon `px` pixels wide for a screen of a given device pixel ratio."""
        key = (name, colour, px, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw_icon(*key)
        return self._pixmaps[key]

    def font_files(self) -> list[Path]:
        """The files of the type Tracer brings along, for matplotlib."""
        return [resource(f"fonts/{name}") for name in _FONT_FILES]

    def plot_parameters(self) -> dict[str, object]:
        """Parameters for matplotlib in this look, as a plain dictionary."""
        return look.plot_parameters(self.hex, [self._family(), "DejaVu Sans"], self._zoom)

    # -------------------------------------------------------------- what is chosen

    def set_mode(self, mode: Mode) -> None:
        """Light, dark, or whatever the system is; at once."""
        self._mode = mode
        self._tell_platform()
        self._apply()

    def set_zoom(self, zoom: float) -> None:
        """The size of type and of everything measured by it, 0.8 to 2.0; at once."""
        self._zoom = _within(zoom)
        self._apply()

    def set_system_font(self, wanted: bool) -> None:
        """The system's own font, or Inter; at once."""
        self._wants_system_font = wanted
        self._apply()

    # -------------------------------------------------------------- how it is made

    def _follow_system(self, *_: object) -> None:
        self._apply()

    def _tell_platform(self) -> None:
        """Title bars and native dialogs are the platform's: they follow what was chosen, where it can."""
        schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(schemes[self._mode])

    def _apply(self) -> None:
        self._high_contrast = _system_wants_contrast(self._app)
        self._fonts.clear()
        self._colours.clear()
        self._pixmaps.clear()
        if self._high_contrast:
            self._app.setPalette(QPalette())
            self._dark = self._app.palette().color(QPalette.ColorRole.Window).lightness() < 128
        else:
            self._dark = self._is_dark()
            self._app.setPalette(look.palette(self.hex))
        self._app.setFont(self.font("body"))
        height = QFontMetrics(self.font("body")).height()
        self._unit = height / 4
        sheet = "" if self._high_contrast else look.style_sheet(self._tokens, self.hex, self.scaled, height)
        self._app.setStyleSheet(sheet)
        self.changed.emit()

    def _is_dark(self) -> bool:
        if self._mode != "system":
            return self._mode == "dark"
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _family(self) -> str:
        return QFontInfo(self._system_font).family() if self.system_font else _FAMILY

    def _make_font(self, role: str) -> QFont:
        how = self._tokens.roles[role]
        base = max(self._system_font.pointSizeF(), self._tokens.base_point_size)
        font = QFont(self._system_font) if self.system_font else QFont(_FAMILY)
        font.setPointSizeF(base * self._zoom * how.scale)
        font.setWeight(QFont.Weight(how.weight))
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, how.spacing_percent)
        for feature in self._tokens.features:
            font.setFeature(QFont.Tag(feature), 1)
        return font

    def _with_gap(self, icon: QPixmap, gap: int) -> QPixmap:
        if gap <= 0:
            return icon
        ratio = icon.devicePixelRatio()
        wider = QPixmap(icon.width() + round(gap * ratio), icon.height())
        wider.fill(Qt.GlobalColor.transparent)
        wider.setDevicePixelRatio(ratio)
        painter = QPainter(wider)
        painter.drawPixmap(0 if self._app.layoutDirection() == Qt.LayoutDirection.LeftToRight else gap, 0, icon)
        painter.end()
        return wider

    def _draw_icon(self, name: str, colour: str, px: int, ratio: float) -> QPixmap:
        side = max(1, round(px * ratio))
        drawn = QPixmap(QSize(side, side))
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(QByteArray(self._tokens.icon_svg(name, self.hex(colour)))).render(
            painter, QRectF(0, 0, side, side)
        )
        painter.end()
        drawn.setDevicePixelRatio(ratio)
        return drawn


_installed: list[Theme] = []


def install_theme(app: QApplication, *, mode: Mode = "system", zoom: float = 1.0, system_font: bool = False) -> Theme:
    """Give the application its look, once; `theme()` finds it from then on."""
    if _installed:
        raise RuntimeError("The theme is installed already: change it with set_mode, set_zoom, set_system_font.")
    made = Theme(app, mode, zoom, system_font)
    _installed.append(made)
    made.destroyed.connect(_installed.clear)
    return made


def theme() -> Theme:
    """The look of this application."""
    if not _installed:
        raise RuntimeError("install_theme(app) comes first.")
    return _installed[0]


def _within(zoom: float) -> float:
    return min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)


def _load_inter() -> bool:
    loaded = [QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}"))) for name in _FONT_FILES]
    return all(number >= 0 for number in loaded)


def _system_wants_contrast(app: QApplication) -> bool:
    hints = app.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
